// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "made_papers.hpp"

namespace thema {
namespace {

using Words = std::vector<std::string>;

Words terms_of(std::int64_t longest, std::string_view title, std::string_view abstract, const Words& more_stop = {}) {
  TermFinder finder(longest, more_stop);
  return terms_of_paper(finder, title, abstract);
}

Words words_of(std::string_view text) { return terms_of(1, text, ""); }

TEST(Words, AreLowerCasedLettersWithInnerHyphens) {
  EXPECT_EQ(words_of("Black HOLES, Schrödinger-Newton; ÉTALE!"),
            (Words{"black", "holes", "schrödinger-newton", "étale"}));
  EXPECT_EQ(words_of("pre- and x-ray -dark- k-means p-adic"), (Words{"pre", "x-ray", "dark", "k-means", "p-adic"}));
  EXPECT_EQ(words_of("Temperley--Lieb Temperley-Lieb"), (Words{"temperley-lieb", "temperley-lieb"}));
  EXPECT_EQ(words_of("d'Alembert Bell's Landau’s"), (Words{"d'alembert", "bell", "landau"}));
  EXPECT_EQ(words_of("Бозон 玻色子"), (Words{"бозон", "玻色子"}));
}

// Words of ASCII letters alone are read in another way than others.
TEST(Words, AreTheSameBesideAnyCharacter) {
  EXPECT_EQ(words_of("BOSON"), Words{"boson"});
  EXPECT_EQ(words_of("(Boson) boson/quark;BOSON."), (Words{"boson", "boson", "quark", "boson"}));
  EXPECT_EQ(words_of("boson\u00e9 boson2 boson-quark boson's boson\u2013quark boson\u2019s boson-"),
            (Words{"boson\u00e9", "boson2", "boson-quark", "boson", "boson-quark", "boson", "boson"}));
  EXPECT_EQ(words_of("boson\u3000quark \u00fcboson"), (Words{"boson", "quark", "\u00fcboson"}));
  EXPECT_EQ(terms_of(2, "boson\u3000quark", ""), (Words{"boson", "quark", "boson quark"}));
}

TEST(Words, DropNumbersAndSingleLetters) {
  EXPECT_EQ(words_of("2 3.14 1e5 10GeV 3D x a2 b"), Words{});
  EXPECT_EQ(words_of("cifar-10 3-manifolds covid-19 sr2ruo4 2-3-boson"),
            (Words{"cifar", "manifolds", "covid", "sr2ruo4", "boson"}));
}

TEST(Words, DropAddressesAndEndlessWords) {
  EXPECT_EQ(words_of("code https://github.com/some/thing.git graphene www.lattice.org boson"),
            (Words{"graphene", "boson"}));
  EXPECT_EQ(words_of(std::string(kLongestWord, 'q')).size(), 1u);
  EXPECT_EQ(words_of(std::string(kLongestWord + 1, 'q')).size(), 0u);
}

TEST(Words, DropStopWordsWithTheirPlurals) {
  EXPECT_EQ(words_of("we propose the results of these papers on graphene"), Words{"graphene"});
  EXPECT_EQ(words_of("models and problems of the algorithm"), Words{});
  EXPECT_EQ(terms_of(1, "graphene boson", "", {"Graphene"}), Words{"boson"});
}

TEST(Pairs, NeedNothingButBlanksBetweenTheirWords) {
  EXPECT_EQ(terms_of(2, "neural  networks", ""), (Words{"neural", "networks", "neural networks"}));
  EXPECT_EQ(terms_of(2, "neural, networks", ""), (Words{"neural", "networks"}));
  EXPECT_EQ(terms_of(2, "neural. Networks - boson", ""), (Words{"neural", "networks", "boson"}));
  EXPECT_EQ(terms_of(2, "neural", "networks"), (Words{"neural", "networks"}));
  EXPECT_EQ(terms_of(2, "neural $x$ networks", ""), (Words{"neural", "networks"}));
  EXPECT_EQ(terms_of(2, "states of matter", ""), (Words{"states", "matter"}));
  EXPECT_EQ(terms_of(2, "boson 7 lattice", ""), (Words{"boson", "lattice"}));
}

TEST(Pairs, MayHoldGeneralWordsThatAreNoTermsAlone) {
  EXPECT_EQ(terms_of(2, "Ising model", ""), (Words{"ising", "ising model"}));
  EXPECT_EQ(terms_of(2, "cross section", ""), (Words{"cross", "cross section"}));
  EXPECT_EQ(terms_of(2, "standard model", ""), Words{"standard model"});
  EXPECT_EQ(terms_of(2, "standard model lattice", ""), (Words{"standard model", "lattice", "model lattice"}));
}

TEST(GeneralWordsAlone, AreTermsLikeOthersAndStopWordsStayOut) {
  TermFinder finder(2, {"boson"}, GeneralWords::alone);
  EXPECT_EQ(terms_of_paper(finder, "We propose models of the Ising equation", "bosons"),
            (Words{"models", "ising", "equation", "ising equation"}));
}

TEST(Triples, NeedNothingButBlanksBetweenTheirWords) {
  EXPECT_EQ(terms_of(3, "deep neural networks learn", "", {"learn"}),
            (Words{"deep", "neural", "deep neural", "networks", "neural networks", "deep neural networks"}));
  EXPECT_EQ(terms_of(3, "deep neural, networks", ""), (Words{"deep", "neural", "deep neural", "networks"}));
  EXPECT_EQ(terms_of(3, "deep of neural networks", ""), (Words{"deep", "neural", "networks", "neural networks"}));
  EXPECT_EQ(terms_of(3, "deep neural", "networks"), (Words{"deep", "neural", "deep neural", "networks"}));
  // Of four words the first and the last three; no term is longer than asked for.
  EXPECT_EQ(terms_of(3, "boson lattice spin glass", ""),
            (Words{"boson", "lattice", "boson lattice", "spin", "lattice spin", "boson lattice spin", "glass",
                   "spin glass", "lattice spin glass"}));
}

TEST(Triples, NeedAWordThatIsNotGeneral) {
  EXPECT_EQ(terms_of(3, "large hadron model", ""),
            (Words{"hadron", "large hadron", "hadron model", "large hadron model"}));
  EXPECT_EQ(terms_of(3, "real world data", ""), (Words{"real world", "world data"}));
  EXPECT_EQ(terms_of(3, "real world lattice", ""),
            (Words{"real world", "lattice", "world lattice", "real world lattice"}));
  EXPECT_EQ(terms_of(3, "lattice world data", ""),
            (Words{"lattice", "lattice world", "world data", "lattice world data"}));
}

TEST(Singular, FollowsEndingsAndTheListOfIrregularPlurals) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"galaxies", "galaxy"}, {"masses", "mass"},   {"models", "model"},      {"boxes", "box"},
      {"branches", "branch"}, {"mass", "mass"},     {"analysis", "analysis"}, {"physics", "physics"},
      {"radius", "radius"},   {"gas", "gas"},       {"matrices", "matrix"},   {"vertices", "vertex"},
      {"nuclei", "nucleus"},  {"series", "series"}, {"phases", "phase"}};
  for (const auto& [plural, one] : cases) EXPECT_EQ(singular(plural), one);
}

}  // namespace
}  // namespace thema
