// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/json_paper.hpp"

#include <gtest/gtest.h>

#include <random>

#include "thema/ingest/dates.hpp"

namespace thema {
namespace {

struct Outcome {
  Document paper;
  std::string reason;  // empty when it is a paper
};

Outcome read(std::string_view line) {
  PaperParser parser;
  std::string padded(line);
  padded.resize(line.size() + kLinePadding);
  Outcome outcome;
  outcome.reason = parser.parse(std::string_view(padded).substr(0, line.size()), outcome.paper).value_or("");
  return outcome;
}

std::string with(std::string_view more) {
  return R"({"id":"0704.0001","title":"T","abstract":"A")" + std::string(more) + "}";
}

TEST(PaperParser, ReadsTheFieldsOfTheKaggleForm) {
  const auto [paper, reason] = read(
      R"({"id":"0704.0001","submitter":"P","authors":"C. Bal\\'azs, E. L. Berger",)"
      R"("title":"Prompt diphoton\n  production",)"
      R"("comments":null,"journal-ref":null,"doi":null,"report-no":null,"categories":"hep-ph hep-ex","license":null,)"
      R"("abstract":"  A fully $\\alpha$\ndifferential  calculation\n","versions":[{"version":"v1",)"
      R"("created":"Mon, 2 Apr 2007 19:18:42 GMT"},{"version":"v2","created":"Tue, 24 Jul 2007 20:10:27 GMT"}],)"
      R"("update_date":"2008-11-26","authors_parsed":[["Bal\u00e1zs","C.",""]]})");
  EXPECT_EQ(reason, "");
  EXPECT_EQ(paper.id, "0704.0001");
  EXPECT_EQ(paper.title, "Prompt diphoton production");
  EXPECT_EQ(paper.abstract, "A fully $\\alpha$ differential calculation");
  EXPECT_EQ(paper.authors, "C. Bal\\'azs, E. L. Berger");
  EXPECT_EQ(paper.categories, "hep-ph hep-ex");
  EXPECT_EQ(paper.date, 13605);  // date -d 2007-04-02 +%s / 86400
}

TEST(PaperParser, OptionalKeysMayLackOrBeNull) {
  for (const char* more : {"", R"(,"authors":null,"categories":null,"versions":null,"update_date":null)",
                           R"(,"versions":[])", R"(,"versions":[{}],"update_date":"2008-02-30")",
                           R"(,"versions":[{"created":"yesterday"}])", R"(,"anything":{"else":[1,2,{"x":null}]})"}) {
    const auto [paper, reason] = read(with(more));
    EXPECT_EQ(reason, "") << more;
    EXPECT_EQ(paper.authors + paper.categories, "");
    EXPECT_EQ(paper.date, kUnknownDate);
  }
}

TEST(PaperParser, TheUpdateStandsInForAMissingFirstVersion) {
  EXPECT_EQ(read(with(R"(,"update_date":"2008-11-26")")).paper.date, 14209);
  EXPECT_EQ(read(with(R"(,"versions":[{"created":"?"}],"update_date":"2008-11-26")")).paper.date, 14209);
  EXPECT_EQ(
      read(with(R"(,"versions":[{"created":"Wed, 31 Dec 1969 23:59:59 GMT"}],"update_date":"2008-11-26")")).paper.date,
      -1);
}

TEST(PaperParser, ParsedAuthorsStandInForAuthors) {
  EXPECT_EQ(read(with(R"(,"authors_parsed":[["Bal\u00e1zs","C.",""],["Yuan","C. -P.","Jr"]])")).paper.authors,
            "C. Balázs, C. -P. Yuan Jr");
  EXPECT_EQ(read(with(R"(,"authors":"A. B.","authors_parsed":[["X","Y",""]])")).paper.authors, "A. B.");
}

TEST(PaperParser, SaysWhyALineIsNoPaper) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"title":"T","abstract":"A"})", "'id' is missing"},
      {R"({"id":"1","abstract":"A"})", "'title' is missing"},
      {R"({"id":"1","title":"T"})", "'abstract' is missing"},
      {R"({"id":704.1,"title":"T","abstract":"A"})", "'id' is a number, a string is expected"},
      {R"({"id":"1","title":null,"abstract":"A"})", "'title' is null, a string is expected"},
      {R"({"id":"1","title":"T","abstract":["A"]})", "'abstract' is an array, a string is expected"},
      {R"({"id":"1","title":"T","abstract":{}})", "'abstract' is an object, a string is expected"},
      {R"({"id":"1","title":true,"abstract":""})", "'title' is true or false, a string is expected"},
      {R"({"id":" ","title":"T","abstract":"A"})", "'id' is empty"},
      {R"({"id":")" + std::string(256, '9') + R"(","title":"T","abstract":"A"})", "'id' is longer than 255 bytes"},
      {with(R"(,"categories":")" + std::string(65536, 'c') + "\""), "'categories' is longer than 65535 bytes"},
      {with(R"(,"categories":7)"), "'categories' is a number, a string is expected"},
      {with(R"(,"authors":["X"])"), "'authors' is an array, a string is expected"},
      {with(R"(,"authors_parsed":["X"])"), "'authors_parsed' is a string, an array of arrays is expected"},
      {with(R"(,"authors_parsed":[["X",1]])"), "'authors_parsed' is a number, a string is expected"},
      {with(R"(,"versions":"v1")"), "'versions' is a string, an array is expected"},
      {with(R"(,"versions":["v1"])"), "'versions' is a string, an array of objects is expected"},
      {with(R"(,"update_date":20081126)"), "'update_date' is a number, a string is expected"},
      {with(R"(,"other":nul)"), "not JSON: neither true, false nor null"},
      {"[1,2]", "not a JSON object but an array"},
      {"\"text\"", "not a JSON object but a string"},
      {"17", "not a JSON object but a number"},
      {"null", "not a JSON object but null"}};
  for (const auto& [line, reason] : cases) EXPECT_EQ(read(line).reason, reason) << line.substr(0, 200);
}

TEST(PaperParser, FindsDamageAnywhereInTheLine) {
  const std::string good = with(R"(,"other":[1,2.5,{"k":"v"}])");
  EXPECT_EQ(read(good).reason, "");
  for (std::size_t cut = 1; cut < good.size(); ++cut)
    EXPECT_EQ(read(good.substr(0, cut)).reason.rfind("not JSON: ", 0), 0u) << good.substr(0, cut);
  for (const char* tail : {"}", " x", "{}", ",", "]", "\"", "1"})
    EXPECT_EQ(read(good + tail).reason.rfind("not JSON: ", 0), 0u) << tail;
  for (const std::string& line : std::vector<std::string>{
           "id,title,abstract", "<html>", with(",\"a\":tru"), with(",\"a\":01"), with(",\"a\":1e"), with(",,"),
           with(",\"a\":\"\\x\""), with(",\"a\":\"raw\ttab\""), with(",\"a\":NaN"), with(",'a':1"), with(",\"a\":[1,]"),
           std::string("\0", 1), with(std::string(",\"a\":\"\0\"", 9)), std::string(5000, '[')})
    EXPECT_EQ(read(line).reason.rfind("not JSON: ", 0), 0u) << line.substr(0, 100);
}

TEST(PaperParser, NamesBytesThatAreNotUtf8) {
  for (const char* bytes : {"\xFF", "\xC3(", "\xE2\x82", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "caf\xE9"}) {
    EXPECT_EQ(read(with(",\"other\":\"" + std::string(bytes) + "\"")).reason, "not UTF-8");
    EXPECT_EQ(read(with("") + bytes).reason, "not UTF-8");
  }
}

TEST(PaperParser, LoneSurrogatesRejectTheLine) {
  for (const char* escape : {R"(\ud800)", R"(\udc00)", R"(\ud800x)", R"(\ud800\u0041)", R"(\udbff\ud800)"}) {
    const std::string title = R"({"id":"1","title":")" + std::string(escape) + R"(","abstract":"A"})";
    EXPECT_EQ(read(title).reason, "not JSON: a broken escape in a string") << escape;
    EXPECT_EQ(read(with(",\"other\":\"" + std::string(escape) + "\"")).reason, "not JSON: a broken escape in a string");
  }
  const auto [paper, reason] = read(R"({"id":"1","title":"\ud835\udd38","abstract":"A"})");
  EXPECT_EQ(reason, "");
  EXPECT_EQ(paper.title, "\xF0\x9D\x94\xB8");
}

TEST(PaperParser, EscapedControlCharactersAreWhiteSpace) {
  const auto [paper, reason] =
      read(R"({"id":"1","title":"a\u0000b\u0007\tc\u007f","abstract":"\u00a0 x\u2009y\u3000"})");
  EXPECT_EQ(reason, "");
  EXPECT_EQ(paper.title, "a b c");
  EXPECT_EQ(paper.abstract, "x y");
}

TEST(PaperParser, OfEqualKeysTheLastCounts) {
  EXPECT_EQ(read(with(R"(,"title":"second")")).paper.title, "second");
  EXPECT_EQ(read(with(R"(,"title":7)")).reason, "'title' is a number, a string is expected");
  EXPECT_EQ(read(with(R"(,"\u0074itle":"escaped key")")).paper.title, "escaped key");
}

TEST(PaperParser, ALineMayFollowARejectedOne) {
  PaperParser parser;
  Document paper;
  const std::string good = with("") + std::string(kLinePadding, ' ');
  const std::string bad = "{\"id\":" + std::string(kLinePadding, ' ');
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(parser.parse(std::string_view(bad).substr(0, 6), paper).has_value());
    EXPECT_FALSE(parser.parse(std::string_view(good).substr(0, with("").size()), paper).has_value());
    EXPECT_EQ(paper.title, "T");
  }
}

TEST(PaperParser, BytesBehindTheLineDoNotCount) {
  PaperParser parser;
  Document paper;
  const std::string line = with("");
  EXPECT_FALSE(
      parser.parse(std::string_view(line + "}}}}" + std::string(kLinePadding, '"')).substr(0, line.size()), paper));
}

TEST(AppendFolded, FoldsWhereverTheGapsFall) {
  // By the rule itself: words are what stands between bytes up to 0x20, 0x7F and U+2009.
  const std::vector<std::string> pieces{"word", "a", "ä", " ", "  ", "\n", "\x7F", "\xE2\x80\x89", "\t "};
  std::mt19937 random(11);
  for (int round = 0; round < 5'000; ++round) {
    std::string text, expected;
    bool gap = false;
    for (std::size_t n = random() % 60; n > 0; --n) {
      const std::size_t piece = random() % 3 ? random() % 2 : random() % pieces.size();
      const std::size_t chosen = random() % 5 == 0 ? 3 : piece;
      text += pieces[chosen];
      if (chosen < 3 && gap && !expected.empty()) expected += ' ';
      if (chosen < 3) expected += pieces[chosen];
      gap = chosen >= 3;
    }
    std::string folded = "before";
    append_folded(folded, text);
    EXPECT_EQ(folded, "before" + expected) << text;
  }
}

TEST(PrintableExcerpt, IsShortPrintableUtf8) {
  EXPECT_EQ(printable_excerpt("plain"), "plain");
  EXPECT_EQ(printable_excerpt(std::string_view("a\0b\x1B[2J\xFF", 8)), "a b [2J\xEF\xBF\xBD");
  EXPECT_EQ(printable_excerpt(std::string(94, 'x') + "ä"), std::string(94, 'x'));
  EXPECT_EQ(printable_excerpt(std::string(93, 'x') + "ä"), std::string(93, 'x') + "ä");
  EXPECT_EQ(printable_excerpt(""), "");
}

TEST(Dates, AreDaysSince1970) {
  EXPECT_EQ(parse_iso_day("1970-01-01"), 0);
  EXPECT_EQ(parse_iso_day("2024-02-29"), 19782);
  EXPECT_EQ(parse_iso_day("1900-03-01"), -25508);
  EXPECT_EQ(parse_mail_day("Sat, 31 Mar 2007 02:26:18 GMT"), 13603);
  EXPECT_EQ(parse_mail_day("31 Mar 2007"), 13603);
  EXPECT_EQ(parse_mail_day("Sun, 01 Apr 2007 00:00:00 GMT"), 13604);
}

TEST(Dates, ThatAreNoneAreUnknown) {
  for (const char* text : {"", "2023-02-29", "2023-13-01", "2023-00-01", "2023-1-01", "2023-01-1x", "2023/01/01",
                           "20230101", "2023-01-01T00", "-023-01-01", "2023--1-01", "2023-01-00"})
    EXPECT_FALSE(parse_iso_day(text).has_value()) << text;
  for (const char* text :
       {"", ",", "Mon,", "Mon, 2", "Mon, 2 Apr", "Mon, 2 April 2007", "Mon, 31 Feb 2007 00:00:00 GMT",
        "Mon, x Apr 2007", "Mon, 2 Apr 07", "2007-04-02", "Mon, -2 Apr 2007", ", , ,"})
    EXPECT_FALSE(parse_mail_day(text).has_value()) << text;
}

}  // namespace
}  // namespace thema
