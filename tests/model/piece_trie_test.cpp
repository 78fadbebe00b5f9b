// SPDX-License-Identifier: Apache-2.0
#include "thema/model/piece_trie.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "random_choice.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;
using Words = std::vector<std::string>;

// Ids of pieces are their places in the lists, those that continue a word from 1000 on.
PieceTrie trie_of(const Words& first, const Words& continuing) {
  PieceTrie::Pieces one, other;
  for (std::size_t i = 0; i < first.size(); ++i) one.emplace_back(first[i], static_cast<std::int32_t>(i));
  for (std::size_t i = 0; i < continuing.size(); ++i)
    other.emplace_back(continuing[i], static_cast<std::int32_t>(1000 + i));
  return PieceTrie(std::move(one), std::move(other));
}

// What append_ids() gives behind an id that was there; {-1} when there are no pieces.
Ids ids_of(const PieceTrie& trie, const std::string& word) {
  Ids ids{77};
  const bool found = trie.append_ids(word, ids);
  EXPECT_EQ(ids.front(), 77);
  ids.erase(ids.begin());
  if (found) return ids;
  EXPECT_TRUE(ids.empty());
  return {-1};
}

// The definition: from each place the longest piece, shorter and shorter ones tried.
class Naive {
 public:
  Naive(const Words& first, const Words& continuing) {
    for (std::size_t i = 0; i < first.size(); ++i) first_[first[i]] = static_cast<std::int32_t>(i);
    for (std::size_t i = 0; i < continuing.size(); ++i)
      continuing_[continuing[i]] = static_cast<std::int32_t>(1000 + i);
  }
  Ids ids_of(const std::string& word) const {
    Ids ids;
    for (std::size_t at = 0; at < word.size();) {
      const auto& pieces = at == 0 ? first_ : continuing_;
      std::size_t length = word.size() - at;
      while (length > 0 && !pieces.contains(word.substr(at, length))) --length;
      if (length == 0) return {-1};
      ids.push_back(pieces.at(word.substr(at, length)));
      at += length;
    }
    return ids;
  }

 private:
  std::map<std::string, std::int32_t> first_, continuing_;
};

// The vocabulary and the word of figure 1 of arXiv:2012.15524: a, ##b, ##c, ##dz.
TEST(PieceTrie, SplitsTheWordOfThePaper) {
  const PieceTrie trie = trie_of({"a", "abcdx"}, {"b", "c", "cdy", "dz"});
  EXPECT_EQ(ids_of(trie, "abcdz"), (Ids{0, 1000, 1001, 1003}));
  EXPECT_EQ(ids_of(trie, "abcdx"), (Ids{1}));
  EXPECT_EQ(ids_of(trie, "abcd"), (Ids{-1}));  // nothing begins with the d
  EXPECT_EQ(ids_of(trie, "abcz"), (Ids{-1}));
  EXPECT_EQ(ids_of(trie, "z"), (Ids{-1}));
}

TEST(PieceTrie, WithoutPiecesNothingIsFound) {
  EXPECT_EQ(ids_of(trie_of({}, {}), "a"), (Ids{-1}));
  EXPECT_EQ(ids_of(trie_of({"a"}, {}), "ab"), (Ids{-1}));
  EXPECT_EQ(ids_of(trie_of({"a"}, {}), "a"), (Ids{0}));
  EXPECT_EQ(ids_of(trie_of({}, {"a"}), "a"), (Ids{-1}));
}

Words random_pieces(RandomChoice& choice, const Words& letters, std::size_t count, std::size_t longest) {
  std::set<std::string> pieces;
  for (std::size_t i = 0; i < count; ++i) pieces.insert(choice.joined(letters, longest));
  return {pieces.begin(), pieces.end()};
}

void compare_with_the_definition(std::uint64_t seed, const Words& letters) {
  RandomChoice choice(seed);
  const Words first = random_pieces(choice, letters, 1 + choice.below(30), 1 + choice.below(8));
  Words continuing = random_pieces(choice, letters, 1 + choice.below(30), 1 + choice.below(8));
  const PieceTrie trie = trie_of(first, continuing);
  const Naive naive(first, continuing);
  for (int i = 0; i < 200; ++i) {
    // Half of the words are pieces joined, so that many have a split.
    std::string word = choice.below(2) ? choice.of(first) : choice.joined(letters, 3);
    for (std::size_t n = choice.below(8); n > 0; --n)
      word += choice.below(8) ? choice.of(continuing) : choice.of(letters);
    EXPECT_EQ(ids_of(trie, word), naive.ids_of(word)) << "seed " << seed << ", word " << word;
  }
}

TEST(PieceTrie, IsTheLongestMatchOnRandomVocabularies) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    compare_with_the_definition(seed, {"a", "b"});
    compare_with_the_definition(1000 + seed, {"a", "b", "c", "#"});
    compare_with_the_definition(2000 + seed, {"a", "é", "è", "\u03b1", "\u4e2d", "\U0001d400"});
  }
}

// All bytes, and more children than one block of places has free.
TEST(PieceTrie, PlacesNodesOfAllDegrees) {
  Words letters;
  for (int byte = 1; byte < 256; ++byte) letters.emplace_back(1, static_cast<char>(byte));
  RandomChoice choice(5);
  Words first = letters, continuing = letters;
  for (const std::string& a : letters)
    for (int i = 0; i < 40; ++i) first.push_back(a + choice.of(letters) + choice.of(letters));
  std::set<std::string> unique(first.begin(), first.end());
  first.assign(unique.begin(), unique.end());
  const PieceTrie trie = trie_of(first, continuing);
  const Naive naive(first, continuing);
  for (int i = 0; i < 5000; ++i) {
    const std::string word = choice.joined(letters, 6);
    EXPECT_EQ(ids_of(trie, word), naive.ids_of(word));
  }
}

// From every place of this word a walk forward reads 200,000 bytes before it knows that only "a" fits: 2·10^11 steps
// where the match is begun anew each time.
TEST(PieceTrie, ALongWordTakesTimeInProportion) {
  const std::string most(200000, 'a');
  const PieceTrie trie = trie_of({"a", most + "b"}, {"a", most + "b"});
  const std::string word(1'000'000, 'a');
  Ids expected(word.size(), 1000);
  expected.front() = 0;
  EXPECT_EQ(ids_of(trie, word), expected);
  EXPECT_EQ(ids_of(trie, word + "b").back(), 1001);
  EXPECT_EQ(ids_of(trie, word + "c"), (Ids{-1}));
}

}  // namespace
}  // namespace thema
