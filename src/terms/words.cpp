// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "thema/core/unicode.hpp"
#include "thema/terms/latex_text.hpp"

namespace thema {

namespace {

// What a character is to the scanner.
enum class Kind { letter, digit, hyphen, apostrophe, blank, other };

struct Character {
  Kind kind;
  char32_t lower;
};

Kind ascii_kind(char32_t c) {
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return Kind::letter;
  if (c >= U'0' && c <= U'9') return Kind::digit;
  if (c == U'-') return Kind::hyphen;
  if (c == U'\'') return Kind::apostrophe;
  return c == U' ' || (c >= U'\t' && c <= U'\r') ? Kind::blank : Kind::other;
}

Character next_character(std::string_view text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    ++at;
    const Kind kind = ascii_kind(byte);
    return {kind, kind == Kind::letter ? char32_t{byte} | 0x20u : char32_t{byte}};
  }
  const char32_t c = unicode::next(text, at);
  if (c == 0x2010 || c == 0x2011 || c == 0x2013) return {Kind::hyphen, U'-'};
  if (c == 0x2019 || c == 0x02BC) return {Kind::apostrophe, U'\''};
  if (unicode::is_letter(c) || unicode::is_mark(c)) return {Kind::letter, unicode::lower_case(c)};
  return {unicode::is_white_space(c) ? Kind::blank : Kind::other, c};
}

bool is_word_kind(Kind kind) { return kind == Kind::letter || kind == Kind::digit; }

// Reads the word that begins at `at`, lower-cased; `at` moves behind it.
std::string read_word(std::string_view text, std::size_t& at) {
  std::string word;
  while (at < text.size()) {
    std::size_t behind = at;
    const Character c = next_character(text, behind);
    if (c.kind == Kind::hyphen || c.kind == Kind::apostrophe) {
      std::size_t probe = behind;
      if (behind == text.size() || !is_word_kind(next_character(text, probe).kind)) break;
    } else if (!is_word_kind(c.kind)) {
      break;
    }
    if (c.lower < 0x80)
      word += static_cast<char>(c.lower);
    else
      unicode::append(word, c.lower);
    at = behind;
  }
  return word;
}

bool begins_with_digit(std::string_view part) { return !part.empty() && part.front() >= '0' && part.front() <= '9'; }

// Without hyphen parts that begin with a digit, and without a possessive 's.
std::string without_numbers(std::string_view word) {
  std::string kept;
  while (!word.empty()) {
    const std::size_t end = std::min(word.find('-'), word.size());
    std::string_view part = word.substr(0, end);
    word.remove_prefix(std::min(end + 1, word.size()));
    if (part.ends_with("'s")) part.remove_suffix(2);
    if (part.empty() || begins_with_digit(part)) continue;
    if (!kept.empty()) kept += '-';
    kept += part;
  }
  return kept;
}

bool has_two_letters(std::string_view word) {
  int letters = 0;
  for (std::size_t at = 0; at < word.size() && letters < 2;)
    if (next_character(word, at).kind == Kind::letter) ++letters;
  return letters == 2;
}

// Plurals of scientific English that their endings do not tell.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> kIrregular{
    {{"algae", "alga"},           {"analyses", "analysis"},
     {"automata", "automaton"},   {"axes", "axis"},
     {"bacteria", "bacterium"},   {"bases", "basis"},
     {"corpora", "corpus"},       {"criteria", "criterion"},
     {"crises", "crisis"},        {"equilibria", "equilibrium"},
     {"extrema", "extremum"},     {"foci", "focus"},
     {"formulae", "formula"},     {"fungi", "fungus"},
     {"genera", "genus"},         {"hypotheses", "hypothesis"},
     {"indices", "index"},        {"loci", "locus"},
     {"maxima", "maximum"},       {"matrices", "matrix"},
     {"media", "medium"},         {"mice", "mouse"},
     {"minima", "minimum"},       {"momenta", "momentum"},
     {"nebulae", "nebula"},       {"nuclei", "nucleus"},
     {"optima", "optimum"},       {"phenomena", "phenomenon"},
     {"polyhedra", "polyhedron"}, {"quanta", "quantum"},
     {"radii", "radius"},         {"simplices", "simplex"},
     {"spectra", "spectrum"},     {"strata", "stratum"},
     {"supernovae", "supernova"}, {"syntheses", "synthesis"},
     {"vertices", "vertex"},      {"vortices", "vortex"},
     {"lenses", "lens"},          {"gases", "gas"}}};

bool is_address(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> starts{"http://", "https://", "ftp://", "www."};
  const std::string_view rest = text.substr(at);
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return rest.starts_with(start); });
}

bool is_ascii_letter(char c) { return ascii_kind(static_cast<unsigned char>(c)) == Kind::letter; }

// Where the run of ASCII letters from `at` ends, if nothing behind it belongs to the word: most words are such. Else
// `at`.
std::size_t end_of_plain_word(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_ascii_letter(text[end])) ++end;
  if (end == text.size()) return end;
  const auto next = static_cast<unsigned char>(text[end]);
  const Kind kind = ascii_kind(next);
  return next < 0x80 && (kind == Kind::blank || kind == Kind::other) ? end : at;
}

void set_lower_case(std::string& word, std::string_view letters) {
  word.assign(letters);
  for (char& c : word) c = static_cast<char>(c | 0x20);
}

}  // namespace

void for_each_word(std::string_view latex, const VisitWord& visit) {
  const std::string text = plain_text(latex);
  std::string word;
  bool adjacent = false;  // nothing but blanks since the word before
  for (std::size_t at = 0; at < text.size();) {
    if (is_address(text, at)) {
      at = std::min(text.find(' ', at), text.size());
      adjacent = false;
      continue;
    }
    std::size_t behind = end_of_plain_word(text, at);
    Kind kind = Kind::letter;
    if (behind > at) {
      set_lower_case(word, std::string_view(text).substr(at, behind - at));
    } else {
      kind = next_character(text, behind).kind;
      if (is_word_kind(kind)) {
        behind = at;
        word = without_numbers(read_word(text, behind));
      }
    }
    at = behind;
    if (!is_word_kind(kind)) {
      adjacent = adjacent && kind == Kind::blank;
      continue;
    }
    const bool is_word = word.size() <= kLongestWord && has_two_letters(word);
    visit(is_word ? std::string_view(word) : std::string_view(), adjacent);
    adjacent = true;
  }
}

std::string singular(std::string_view word) {
  constexpr std::array<std::string_view, 7> stay{"ss", "us", "is", "ics", "news", "series", "species"};
  constexpr std::array<std::string_view, 5> hissing{"sses", "shes", "ches", "xes", "zzes"};
  const auto ends = [&](std::string_view ending) { return word.ends_with(ending); };
  for (const auto& [plural, one] : kIrregular)
    if (word == plural) return std::string(one);
  if (word.size() <= 3 || !ends("s") || std::any_of(stay.begin(), stay.end(), ends)) return std::string(word);
  if (ends("ies") && word.size() > 4) return std::string(word.substr(0, word.size() - 3)) + "y";
  if (std::any_of(hissing.begin(), hissing.end(), ends)) return std::string(word.substr(0, word.size() - 2));
  return std::string(word.substr(0, word.size() - 1));
}

}  // namespace thema
