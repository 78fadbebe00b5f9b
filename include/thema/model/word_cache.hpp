// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace thema {

/// Ids of short byte strings seen lately. Its size is fixed: a string has one pair of places, and one that comes takes
/// that of the two which was not used last. 15 bytes and 4 ids hold 99.7 % of the words of abstracts; the others are
/// not kept.
///
///   const WordCache::Key key = WordCache::key_of(word, text_end);
///   if (const WordCache::Ids* ids = cache.find(key)) ids->copy_to(out);
class WordCache {
 public:
  static constexpr std::size_t most_bytes = 15, most_ids = 4;

  /// The bytes, then zeros, in two words; how many bytes in bits 56 to 59 of the second.
  struct Key {
    std::uint64_t low, high;
  };
  class Ids {
   public:
    /// Writes most_ids numbers from `out` on, whatever the number of ids, which is returned.
    std::size_t copy_to(std::int32_t* out) const {
      std::memcpy(out, ids_.data(), sizeof ids_);
      return key_.high >> count_shift;
    }

   private:
    friend class WordCache;
    bool are_of(const Key& key) const {
      return key_.low == key.low && (key_.high & ((std::uint64_t{1} << count_shift) - 1)) == key.high;
    }
    Key key_{0, 0};  // with the number of ids above the number of bytes; no string has 0 bytes
    std::array<std::int32_t, most_ids> ids_{};
  };

  /// Keeps up to `words` strings, rounded up to a power of two, in 32 bytes each.
  explicit WordCache(std::size_t words);
  void clear();

  /// `word` has 1 to most_bytes bytes; all bytes before `text_end` may be read.
  static Key key_of(std::string_view word, const char* text_end) {
    std::array<std::uint64_t, 2> words{};
    // A copy of fixed length is two instructions; what stands behind the word is cut off below.
    if (text_end - word.data() >= static_cast<std::ptrdiff_t>(sizeof words))
      std::memcpy(words.data(), word.data(), sizeof words);
    else
      std::memcpy(words.data(), word.data(), word.size());
    const Key& mask = masks[word.size()];
    return {words[0] & mask.low, (words[1] & mask.high) | std::uint64_t{word.size()} << bytes_shift};
  }
  /// Null when they are not kept. The pointer is good until the next call.
  const Ids* find(const Key& key) {
    Pair& pair = pair_of(key);
    if (pair.newer.are_of(key)) return &pair.newer;
    if (!pair.older.are_of(key)) return nullptr;
    std::swap(pair.newer, pair.older);
    return &pair.newer;
  }
  /// Nothing happens where there are more than most_ids.
  void insert(const Key& key, std::span<const std::int32_t> ids);

 private:
  static constexpr int bytes_shift = 56, count_shift = 60;
  struct alignas(64) Pair {  // a cache line
    Ids newer, older;
  };
  static constexpr std::array<Key, most_bytes + 1> make_masks() {
    static_assert(std::endian::native == std::endian::little, "the first byte of a word is taken to be its lowest");
    std::array<Key, most_bytes + 1> made{};
    for (std::size_t bytes = 0; bytes <= most_bytes; ++bytes) {
      made[bytes].low = bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * bytes) - 1;
      made[bytes].high = bytes <= 8 ? 0 : (std::uint64_t{1} << 8 * (bytes - 8)) - 1;
    }
    return made;
  }
  static const std::array<Key, most_bytes + 1> masks;

  // Multiplication carries every bit of the key towards the highest ones, which choose the pair.
  Pair& pair_of(const Key& key) {
    std::uint64_t hash = (key.low * 0x9E3779B97F4A7C15) ^ (key.high * 0xC2B2AE3D27D4EB4F);
    hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
    return pairs_[hash >> shift_];
  }

  std::vector<Pair> pairs_;
  int shift_;
};

inline constexpr std::array<WordCache::Key, WordCache::most_bytes + 1> WordCache::masks = WordCache::make_masks();

}  // namespace thema
