// SPDX-License-Identifier: Apache-2.0
#include "thema/model/word_cache.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "random_choice.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;

WordCache::Key key_of(const std::string& word) { return WordCache::key_of(word, word.data() + word.size()); }

void insert(WordCache& cache, const std::string& word, const Ids& ids) { cache.insert(key_of(word), ids); }

// {-1}: not kept.
Ids find(WordCache& cache, const std::string& word) {
  const WordCache::Ids* found = cache.find(key_of(word));
  if (!found) return {-1};
  Ids ids(WordCache::most_ids);
  ids.resize(found->copy_to(ids.data()));
  return ids;
}

TEST(WordCache, FindsWhatWasPutIn) {
  WordCache cache(1024);
  EXPECT_EQ(find(cache, "halo"), (Ids{-1}));
  insert(cache, "halo", {5});
  insert(cache, "s", {});
  insert(cache, "fifteen bytes..", {1, 2, 3, 4});
  EXPECT_EQ(find(cache, "halo"), (Ids{5}));
  EXPECT_EQ(find(cache, "s"), Ids{});
  EXPECT_EQ(find(cache, "fifteen bytes.."), (Ids{1, 2, 3, 4}));
  EXPECT_EQ(find(cache, "fifteen bytes."), (Ids{-1}));
  cache.clear();
  EXPECT_EQ(find(cache, "halo"), (Ids{-1}));
}

TEST(WordCache, DoesNotKeepMoreIdsThanItHasRoomFor) {
  WordCache cache(1024);
  insert(cache, "halo", {1, 2, 3, 4, 5});
  EXPECT_EQ(find(cache, "halo"), (Ids{-1}));
}

TEST(WordCache, ZeroBytesCount) {
  using namespace std::string_literals;
  WordCache cache(1024);
  insert(cache, "a", {1});
  insert(cache, "a\0"s, {2});
  insert(cache, "\0"s, {3});
  EXPECT_EQ(find(cache, "a"), (Ids{1}));
  EXPECT_EQ(find(cache, "a\0"s), (Ids{2}));
  EXPECT_EQ(find(cache, "\0"s), (Ids{3}));
  EXPECT_EQ(find(cache, "\0\0"s), (Ids{-1}));
}

// What stands behind a word does not belong to its key.
TEST(WordCache, TheKeyIsThatOfTheWordAlone) {
  const std::string text = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t bytes = 1; bytes <= WordCache::most_bytes; ++bytes)
    for (std::size_t behind = 0; behind <= 20 && bytes + behind <= text.size(); ++behind) {
      const auto inside = WordCache::key_of(std::string_view(text).substr(0, bytes), text.data() + bytes + behind);
      const auto alone = key_of(text.substr(0, bytes));
      EXPECT_EQ(inside.low, alone.low) << bytes << " bytes, " << behind << " behind";
      EXPECT_EQ(inside.high, alone.high) << bytes << " bytes, " << behind << " behind";
    }
}

TEST(WordCache, OfTwoWordsTheOneUsedLastStays) {
  WordCache cache(4);  // two pairs
  const auto kept = [&](int word) { return find(cache, std::to_string(word)) == Ids{word}; };
  insert(cache, "0", {0});
  for (int other = 1; other < 200; ++other) {
    insert(cache, std::to_string(other), {other});
    EXPECT_TRUE(kept(other));
    EXPECT_TRUE(kept(0)) << "after " << other;
  }
}

// However many words come, no more are kept than there are places, and each with its own ids.
TEST(WordCache, KeepsNoMoreThanItsPlaces) {
  WordCache cache(1000);  // rounded up to 1,024
  RandomChoice choice(1);
  std::map<std::string, Ids> all;
  for (int i = 0; i < 50000; ++i) {
    const std::string word = choice.joined({"a", "b", "c", "dd", "e"}, 7);
    all[word] = Ids(choice.below(5), i);
    insert(cache, word, all[word]);
  }
  std::size_t kept = 0;
  for (const auto& [word, ids] : all) {
    const Ids found = find(cache, word);
    if (found == Ids{-1}) continue;
    ++kept;
    EXPECT_EQ(found, ids) << word;
  }
  EXPECT_LE(kept, 1024U);
  EXPECT_GE(kept, 900U);
}

}  // namespace
}  // namespace thema
