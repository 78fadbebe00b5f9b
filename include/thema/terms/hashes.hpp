// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "thema/core/checksum.hpp"

namespace thema {

/// Hash of texts in tables that are asked with views, where texts are held.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return static_cast<std::size_t>(checksum(text)); }
};

/// Hash of numbers in tables whose places are the lowest bits of it: every bit of the number counts (the finalizer of
/// MurmurHash3, Appleby 2011). The standard's hash of a number is the number.
struct NumberHash {
  std::size_t operator()(std::uint64_t number) const {
    number = (number ^ (number >> 33)) * 0xff51afd7ed558ccdu;
    number = (number ^ (number >> 33)) * 0xc4ceb9fe1a85ec53u;
    return static_cast<std::size_t>(number ^ (number >> 33));
  }
};

/// The other half of a hash, for a table that is filled from another one: in that one's order, by the same bits, keys
/// would crowd at one end of a table that still grows, and each be searched for among thousands.
template <class Hash> struct OtherHalf : Hash {
  template <class Key> std::size_t operator()(const Key& key) const { return std::rotr(Hash::operator()(key), 32); }
};

/// How full large tables get before they grow: the library's half takes memory that the few more steps of a search do
/// not need.
inline constexpr float kFullTable = 0.8F;

}  // namespace thema
