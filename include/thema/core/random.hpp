// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

namespace thema {

/// What a random number is drawn for; draws of two purposes are independent streams.
enum class Draw : std::uint32_t {
  sample = 1,       ///< keyed sample of the documents of the input
  kmeans_init = 2,  ///< k-means|| rounds and weighted k-means++
  layout = 3,       ///< negative samples of the layout
  synthetic = 4,    ///< synthetic papers
  quality = 5,      ///< query points of quality measures
  test = 6,
  selection_sample = 7,  ///< keyed sample on which numbers of topics are tried
  map_sample = 8,        ///< keyed sample that is laid out
  weights = 9,           ///< weights of an encoder before training
  explained = 10,        ///< keyed sample of the papers that are explained
  word_order = 11,       ///< a random order of a paper's words
  benchmark = 12,        ///< lengths of the texts that are timed
  subsample = 13,        ///< halves of the papers on which numbers of topics are tried
  gap_reference = 14,    ///< rows without topics that the gap statistic compares with
  landmarks = 15,        ///< keyed sample of papers that landmarks are made of
  bootstrap = 16,        ///< papers drawn with replacement, to see whether topics are found again
};

/// Philox4x32-10: a counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
/// The number depends only on counter and key, so any rank can draw any row's numbers in any order.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * c[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return c;
}

/// 64 random bits for (seed, purpose, global id, index within the id).
constexpr std::uint64_t random_bits(std::uint64_t seed, Draw purpose, std::uint64_t id, std::uint32_t index = 0) {
  const auto r = philox4x32({static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(id >> 32), index,
                             static_cast<std::uint32_t>(purpose)},
                            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return (std::uint64_t{r[1]} << 32) | r[0];
}

/// Uniform in [0, 1), 53 bits.
constexpr double random_unit(std::uint64_t seed, Draw purpose, std::uint64_t id, std::uint32_t index = 0) {
  return static_cast<double>(random_bits(seed, purpose, id, index) >> 11) * 0x1.0p-53;
}

/// Uniform in [0, n), n > 0. The bias is below n / 2^64.
constexpr std::uint64_t random_below(std::uint64_t n, std::uint64_t seed, Draw purpose, std::uint64_t id,
                                     std::uint32_t index = 0) {
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(random_bits(seed, purpose, id, index)) * n) >> 64);
}

}  // namespace thema
