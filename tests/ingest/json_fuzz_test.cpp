// SPDX-License-Identifier: Apache-2.0
// Mutated lines: the parser must neither crash nor read past its padding (run under ASan for that), and must give a
// paper or a reason.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

#include "thema/ingest/json_paper.hpp"

namespace thema {
namespace {

constexpr int kRounds = 60'000;

const std::string kSeeds[] = {
    R"({"id":"0704.0001","authors":"C. Bal\\'azs","title":"On $\\alpha$ \u00e9t\ud835\udd38","categories":"hep-ph",)"
    R"("abstract":"  A\n b","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],)"
    R"("update_date":"2008-11-26","authors_parsed":[["Bal\u00e1zs","C.",""]]})",
    R"({"id":"1","title":"x","abstract":"y","authors_parsed":[["a","b","c","d"],[]],)"
    R"("n":[1,-2.5e10,true,false,null,{}]})",
    "{\"id\":\"\xC3\xA4\",\"title\":\"\xF0\x9D\x94\xB8\",\"abstract\":\"\xE2\x82\xAC\",\"versions\":[]}"};
const std::string kTokens[] = {"\"",
                               "\\",
                               "{",
                               "}",
                               "[",
                               "]",
                               ",",
                               ":",
                               "null",
                               "\\u",
                               "\\ud800",
                               "\\udfff",
                               "\\u0000",
                               "1e999",
                               "-",
                               "tru",
                               "\xFF",
                               "\xC3",
                               "\xED\xA0\x80",
                               std::string("\0", 1),
                               "\x1F",
                               "0",
                               "99999999999999999999",
                               "\"id\":",
                               "\"versions\":[{\"created\":",
                               "\"authors_parsed\":"};

std::string mutate(std::mt19937& random) {
  std::string line = kSeeds[random() % std::size(kSeeds)];
  for (std::size_t edits = 1 + random() % 5; edits > 0 && !line.empty(); --edits) {
    const std::size_t at = random() % line.size();
    switch (random() % 6) {
      case 0:
        line[at] = static_cast<char>(random());
        break;
      case 1:
        line[at] = static_cast<char>(line[at] ^ (1 << (random() % 8)));
        break;
      case 2:
        line.erase(at, 1 + random() % 20);
        break;
      case 3:
        line.insert(at, kTokens[random() % std::size(kTokens)]);
        break;
      case 4:
        line.insert(at, line.substr(random() % line.size(), random() % 40));
        break;
      default:
        line.resize(at);
        break;
    }
  }
  return line;
}

bool is_utf8(const Document& paper) {
  for (const std::string* text : {&paper.id, &paper.title, &paper.abstract, &paper.authors, &paper.categories}) {
    // An independent check: decoding by hand must use up the bytes exactly.
    for (std::size_t i = 0; i < text->size();) {
      const auto lead = static_cast<unsigned char>((*text)[i]);
      const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
      if (length == 0 || i + length > text->size()) return false;
      for (std::size_t k = 1; k < length; ++k)
        if ((static_cast<unsigned char>((*text)[i + k]) & 0xC0) != 0x80) return false;
      if (lead == 0xED && static_cast<unsigned char>((*text)[i + 1]) >= 0xA0) return false;  // a surrogate
      i += length;
    }
  }
  return true;
}

TEST(PaperParserFuzz, EveryMutatedLineGivesAPaperOrAReason) {
  std::mt19937 random(20240501);
  PaperParser parser;
  int papers = 0, rejected = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string line = mutate(random);
    // A block of its own, so that a read past the padding is seen.
    const auto block = std::make_unique<char[]>(line.size() + kLinePadding);
    std::memcpy(block.get(), line.data(), line.size());
    Document paper;
    const auto reason = parser.parse({block.get(), line.size()}, paper);
    ++(reason ? rejected : papers);
    if (reason) {
      EXPECT_FALSE(reason->empty());
      EXPECT_LE(reason->size(), 95u) << *reason;
      EXPECT_EQ(reason->find('\n'), std::string::npos);
    } else {
      EXPECT_FALSE(paper.id.empty()) << line;
      EXPECT_TRUE(is_utf8(paper)) << line;
    }
    EXPECT_LE(printable_excerpt(line).size(), 95u);
  }
  // Both outcomes are common, else the mutations test nothing.
  EXPECT_GT(papers, kRounds / 100);
  EXPECT_GT(rejected, kRounds / 100);
}

}  // namespace
}  // namespace thema
