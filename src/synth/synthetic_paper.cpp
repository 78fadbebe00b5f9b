// SPDX-License-Identifier: Apache-2.0
#include "thema/synth/synthetic_paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string_view>

#include "thema/core/random.hpp"

namespace thema {

namespace {

using Json = nlohmann::ordered_json;
using std::string_view;

/// The random numbers of one paper, in the order they are asked for.
class Draws {
 public:
  Draws(std::int64_t seed, std::int64_t paper, std::uint32_t first)
      : seed_(static_cast<std::uint64_t>(seed)), paper_(static_cast<std::uint64_t>(paper)), next_(first) {}
  double unit() { return random_unit(seed_, Draw::synthetic, paper_, next_++); }
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(
        random_below(static_cast<std::uint64_t>(n), seed_, Draw::synthetic, paper_, next_++));
  }
  template <class List> const auto& one_of(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(std::size(list))))];
  }

 private:
  std::uint64_t seed_, paper_;
  std::uint32_t next_;
};

// Where the draws of each purpose begin, so that none moves another's.
enum Stream : std::uint32_t { kTopic = 0, kBroken = 16, kText = 1 << 10 };

// {t}: a term of the topic, {g}: a general noun, {a}: an adjective, {v}: a verb, {d}: an adverb, {f}: a formula.
constexpr std::array<string_view, 24> kSentences{
    "We study the {g} of {t} in the presence of {t} and show that {t} can be {v} {d}.",
    "In this paper we present a {a} {g} for {t} that is based on {t}.",
    "The {g} between {t} and {t} remains poorly understood.",
    "Recent {g} of {t} has revealed {a} {g} that existing approaches to {t} do not capture.",
    "Our {g} combines {t} with {t}, and it is {v} on several {a} cases.",
    "We find that {t} is {d} {v} by the {g} of {t}.",
    "Here $\\{f}$ denotes the {g} of {t}, which we vary over a {a} range.",
    "Using {t}, we obtain a {a} {g} and compare it with {t}.",
    "These results suggest that {t} plays a {a} role in {t}.",
    "Numerical experiments confirm the {g} and illustrate the {a} behaviour of {t}.",
    "We further discuss the implications for {t} and for the {g} of {t}.",
    "The proposed {g} is compared with {a} alternatives, and improves on them for {t}.",
    "A {a} analysis of {t} shows that the {g} scales as $O(n^{2} \\log n)$ with {t}.",
    "Despite considerable progress on {t}, the {g} of {t} is still an open question.",
    "We derive a {a} bound on {t} under mild conditions on {t}.",
    "Our findings are {d} consistent with earlier work on {t}.",
    "This allows {t} to be {v} without a {a} loss of {g}.",
    "To this end, we introduce a {g} that relates {t}, {t} and {t}.",
    "The {g} is {v} for a wide range of $\\{f}$ and of {t}.",
    "As an application, we consider {t} and {t} in a {a} setting.",
    "We report a {a} {g} of {t} and its dependence on {t}.",
    "Finally, we outline how {t} could be {v} in future {g}.",
    "It is well known that {t} may lead to {a} {g}; we revisit this for {t}.",
    "Compared with previous {g}, {t} is {v} more {d} when {t} is taken into account."};
constexpr std::array<string_view, 10> kTitles{"{T} and the {g} of {t}",       "A {a} {g} for {t}",
                                              "{T}: a {a} {g} based on {t}",  "On the {g} between {t} and {t}",
                                              "{T} in the presence of {t}",   "{A} {g} of {t} with {t}",
                                              "Towards {a} {t}: {g} and {t}", "{T} revisited: the role of {t}",
                                              "Effects of {t} on {t}",        "Understanding {t} through {t}"};
constexpr std::array<string_view, 32> kGeneral{
    "structure",  "framework",   "method",     "approach",  "model",        "analysis",    "behaviour",  "dependence",
    "evolution",  "estimate",    "theory",     "evidence",  "relation",     "performance", "limit",      "description",
    "comparison", "measurement", "simulation", "mechanism", "construction", "extension",   "complexity", "stability",
    "property",   "technique",   "procedure",  "study",     "observation",  "interaction", "prediction", "accuracy"};
constexpr std::array<string_view, 20> kAdjectives{
    "novel",       "general",     "simple",   "fast",    "robust",     "systematic", "quantitative",
    "unified",     "significant", "local",    "precise", "large",      "powerful",   "direct",
    "theoretical", "practical",   "detailed", "refined", "surprising", "consistent"};
constexpr std::array<string_view, 14> kVerbs{"controlled", "explained",  "improved",    "described", "estimated",
                                             "derived",    "observed",   "constrained", "evaluated", "predicted",
                                             "reproduced", "identified", "reduced",     "understood"};
constexpr std::array<string_view, 10> kAdverbs{"strongly",      "weakly",     "accurately", "directly", "significantly",
                                               "substantially", "explicitly", "reliably",   "broadly",  "uniquely"};
constexpr std::array<string_view, 8> kFormulas{"alpha",   "beta",  "lambda", "sigma",
                                               "epsilon", "theta", "omega",  "kappa"};

/// A family name as arXiv's `authors` (LaTeX) and `authors_parsed` (UTF-8) have it.
struct Name {
  string_view latex, plain;
};
constexpr std::array<Name, 32> kNames{{{"Schr{\\\"o}der", "Schröder"},
                                       {"Garc\\'ia", "García"},
                                       {"Dvo\\v{r}\\'ak", "Dvořák"},
                                       {"Nystr{\\\"o}m", "Nyström"},
                                       {"Fran\\c{c}ois", "François"},
                                       {"Mu\\~noz", "Muñoz"},
                                       {"Smith", "Smith"},
                                       {"Wang", "Wang"},
                                       {"Zhang", "Zhang"},
                                       {"Kumar", "Kumar"},
                                       {"Tanaka", "Tanaka"},
                                       {"Ivanov", "Ivanov"},
                                       {"Rossi", "Rossi"},
                                       {"Kim", "Kim"},
                                       {"Nguyen", "Nguyen"},
                                       {"Okafor", "Okafor"},
                                       {"Silva", "Silva"},
                                       {"Haddad", "Haddad"},
                                       {"Cohen", "Cohen"},
                                       {"Jansen", "Jansen"},
                                       {"Novak", "Novak"},
                                       {"O'Brien", "O'Brien"},
                                       {"Petrov", "Petrov"},
                                       {"Sato", "Sato"},
                                       {"Bauer", "Bauer"},
                                       {"Laurent", "Laurent"},
                                       {"Costa", "Costa"},
                                       {"Yilmaz", "Yilmaz"},
                                       {"Andersson", "Andersson"},
                                       {"Chowdhury", "Chowdhury"},
                                       {"Taylor", "Taylor"},
                                       {"Moreau", "Moreau"}}};

/// What one paper is about: its topic, a second one, and how much of the second there is.
struct Subject {
  const Theme& theme;
  const Theme& second;
  double mix;             // share of terms taken from `second`, below one half
  string_view last = {};  // term used last: none follows itself
};

string_view draw_term(Draws& draws, Subject& subject) {
  string_view term = subject.last;
  while (term == subject.last) {
    const Theme& source = draws.unit() < subject.mix ? subject.second : subject.theme;
    term = draws.one_of(source.terms);
  }
  return subject.last = term;
}

string_view draw_word(Draws& draws, char slot, Subject& subject) {
  switch (slot) {
    case 't':
    case 'T':
      return draw_term(draws, subject);
    case 'g':
      return draws.one_of(kGeneral);
    case 'a':
    case 'A':
      return draws.one_of(kAdjectives);
    case 'v':
      return draws.one_of(kVerbs);
    case 'd':
      return draws.one_of(kAdverbs);
    default:
      return draws.one_of(kFormulas);
  }
}

bool is_slot(string_view text, std::size_t at) {
  return text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}' && text[at + 1] > '9';
}

void append_upper_first(std::string& out, string_view word) {
  const std::size_t at = out.size();
  out += word;
  if (out[at] >= 'a' && out[at] <= 'z') out[at] = static_cast<char>(out[at] - 'a' + 'A');
}

std::string fill(Draws& draws, string_view pattern, Subject& subject) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_slot(pattern, i)) {
      text += pattern[i];
      continue;
    }
    const char slot = pattern[i + 1];
    const string_view word = draw_word(draws, slot, subject);
    if (slot == 'T' || slot == 'A')
      append_upper_first(text, word);
    else
      text += word;
    i += 2;
  }
  return text;
}

// Lines of about 79 characters with arXiv's two blanks before the first.
std::string wrap(const std::string& text) {
  std::string out = "  ";
  std::size_t column = 2;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t length = end - at;
    const bool breaks = column + length > 79 && column > 2;
    if (at > 0) out += breaks ? '\n' : ' ';
    column = (breaks ? 0 : column) + length + 1;
    out.append(text, at, length);
    at = end + 1;
  }
  return out + "\n";
}

std::string make_abstract(Draws& draws, Subject& subject) {
  const std::int64_t wanted = 80 + draws.below(121);  // words; a sentence has fewer than 20
  std::string text;
  std::int64_t words = 0;
  while (words < wanted) {
    const std::string sentence = fill(draws, draws.one_of(kSentences), subject);
    words += 1 + std::count(sentence.begin(), sentence.end(), ' ');
    if (!text.empty()) text += ' ';
    text += sentence;
  }
  return wrap(text);
}

struct Authors {
  std::string latex;
  Json parsed = Json::array();
  std::string first;
};

Authors make_authors(Draws& draws) {
  Authors authors;
  const std::int64_t count = 1 + draws.below(6);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string initial = std::string(1, static_cast<char>('A' + draws.below(26))) + ".";
    const Name& name = draws.one_of(kNames);
    if (i > 0) authors.latex += i + 1 == count ? " and " : ", ";
    authors.latex += initial + " " + std::string(name.latex);
    authors.parsed.push_back({std::string(name.plain), initial, ""});
    if (i == 0) authors.first = initial + " " + std::string(name.plain);
  }
  return authors;
}

std::chrono::sys_days to_days(std::int32_t day) { return std::chrono::sys_days(std::chrono::days(day)); }

std::string iso_day(std::int32_t day) {
  const std::chrono::year_month_day date(to_days(day));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string mail_date(Draws& draws, std::int32_t day) {
  constexpr std::array<string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day date(to_days(day));
  const std::int64_t second = draws.below(86'400);
  return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(to_days(day)).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), second / 3600, second / 60 % 60, second % 60);
}

// arXiv's own form, year, month and a number; the number is the paper's in the corpus, so that ids differ.
std::string make_id(std::int32_t day, std::int64_t index) {
  const std::chrono::year_month_day date(to_days(day));
  return fmt::format("{:02}{:02}.{:05}", static_cast<int>(date.year()) % 100, static_cast<unsigned>(date.month()),
                     index + 1);
}

Json optional_text(bool there, const std::string& text) { return there ? Json(text) : Json(nullptr); }

Json make_paper(Draws& draws, std::int64_t index, std::int32_t day, Subject subject) {
  const Authors authors = make_authors(draws);
  const std::string& category = subject.theme.category;
  const bool cross_listed = category != subject.second.category && subject.mix > 0.25;
  Json versions = Json::array({{{"version", "v1"}, {"created", mail_date(draws, day)}}});
  std::int32_t updated = day;
  if (draws.below(3) == 0) {
    updated += static_cast<std::int32_t>(10 + draws.below(300));
    versions.push_back({{"version", "v2"}, {"created", mail_date(draws, updated)}});
  }
  const std::int64_t pages = 4 + draws.below(40);
  Json paper;
  paper["id"] = make_id(day, index);
  paper["submitter"] = authors.first;
  paper["authors"] = authors.latex;
  paper["title"] = fill(draws, draws.one_of(kTitles), subject);
  paper["comments"] = fmt::format("{} pages, {} figures", pages, pages / 3);
  paper["journal-ref"] = optional_text(draws.below(4) == 0, fmt::format("J. Synth. Res. {} ({})", pages, index % 97));
  paper["doi"] = optional_text(draws.below(4) == 0, fmt::format("10.5555/synth.{}", index));
  paper["report-no"] = nullptr;
  paper["categories"] = cross_listed ? category + " " + subject.second.category : category;
  paper["license"] = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/";
  paper["abstract"] = make_abstract(draws, subject);
  paper["versions"] = versions;
  paper["update_date"] = iso_day(updated);
  paper["authors_parsed"] = authors.parsed;
  return paper;
}

std::string to_text(const Json& paper) {
  constexpr int one_line = -1;
  constexpr bool escape_beyond_ascii = true;  // as the snapshot has it
  return paper.dump(one_line, ' ', escape_beyond_ascii);
}

// A line that is broken in one of the ways that real files are.
std::string damage(Draws& draws, Json paper) {
  const std::string text = to_text(paper);
  const std::size_t inside = text.find("\"abstract\":\"") + 40;
  switch (draws.below(6)) {
    case 0:
      return text.substr(0, text.size() / 2);  // cut off
    case 1:
      return text.substr(0, inside) + "\xC3\x28" + text.substr(inside);  // not UTF-8
    case 2:
      return text.substr(0, inside) + "\t" + text.substr(inside);  // a raw control character
    case 3:
      paper.erase("abstract");
      return to_text(paper);
    case 4:
      paper["title"] = 42;
      return to_text(paper);
    default:
      return "<html><body>503 Service Unavailable</body></html>";
  }
}

std::int32_t day_of(std::int64_t year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

}  // namespace

SyntheticCorpus::SyntheticCorpus(const SynthOptions& options)
    : options_(options),
      first_day_(day_of(options.first_year, 1, 1)),
      days_(day_of(options.last_year, 12, 31) - first_day_ + 1) {
  for (std::int64_t t = 0; t < options.topics; ++t) themes_.push_back(make_theme(t));
}

bool SyntheticCorpus::is_broken(std::int64_t index) const {
  return Draws(options_.seed, index, kBroken).unit() < options_.broken;
}

// Topics differ in size up to threefold; the even ones grow over the years, the odd ones shrink. `when` is in [0, 1).
std::int64_t SyntheticCorpus::topic_of(std::int64_t index, double when) const {
  std::vector<double> weights;
  double total = 0;
  for (std::int64_t t = 0; t < options_.topics; ++t) {
    const double size = 1.0 + 2.0 * static_cast<double>(t) / static_cast<double>(options_.topics);
    weights.push_back(size * (t % 2 == 0 ? 0.5 + when : 1.5 - when));
    total += weights.back();
  }
  double point = Draws(options_.seed, index, kTopic).unit() * total;
  for (std::int64_t t = 0; t + 1 < options_.topics; ++t) {
    point -= weights[static_cast<std::size_t>(t)];
    if (point < 0) return t;
  }
  return options_.topics - 1;
}

std::string SyntheticCorpus::line(std::int64_t index) const {
  Draws draws(options_.seed, index, kText);
  const double when = (static_cast<double>(index) + draws.unit()) / static_cast<double>(options_.papers);
  const auto day = first_day_ + static_cast<std::int32_t>(when * static_cast<double>(days_));
  // Papers lie anywhere from the middle of their topic to near the border with another, as they do in life.
  const Theme& theme = themes_[static_cast<std::size_t>(topic_of(index, when))];
  const Subject subject{theme, draws.one_of(themes_), 0.4 * draws.unit()};
  const Json paper = make_paper(draws, index, std::min(day, first_day_ + days_ - 1), subject);
  if (!is_broken(index)) return to_text(paper) + "\n";
  Draws damage_draws(options_.seed, index, kBroken + 1);
  return damage(damage_draws, paper) + "\n";
}

}  // namespace thema
