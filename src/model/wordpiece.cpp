// SPDX-License-Identifier: Apache-2.0
#include "thema/model/wordpiece.hpp"

#include <algorithm>
#include <bit>

#include "thema/core/error.hpp"

namespace thema {

namespace {

using Pieces = std::vector<std::pair<std::string_view, std::int32_t>>;

// FNV-1a: the hash of a prefix is one step away from that of the prefix before.
constexpr std::uint64_t hash_of_nothing = 0xcbf29ce484222325;
constexpr std::uint64_t extend_hash(std::uint64_t hash, char byte) {
  return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
}
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = hash_of_nothing;
  for (const char byte : text) hash = extend_hash(hash, byte);
  return hash;
}
constexpr std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

Pieces pieces_after_prefix(const WordPieceVocabulary& vocabulary, std::string_view prefix) {
  Pieces pieces;
  for (const auto& [text, id] : vocabulary.ids)
    if (text.size() > prefix.size() && text.starts_with(prefix))
      pieces.emplace_back(std::string_view(text).substr(prefix.size()), id);
  return pieces;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

}  // namespace

PieceTable::PieceTable(const Pieces& pieces) : slots_(std::bit_ceil(2 * pieces.size() + 2)) {
  for (const auto& [piece, id] : pieces) insert(piece, id);
}

void PieceTable::insert(std::string_view piece, std::int32_t id) {
  const std::uint64_t hash = hash_of(piece);
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].id != none) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {tag_of(hash), static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(piece.size()), id};
  text_ += piece;
  longest_ = std::max(longest_, piece.size());
}

std::int32_t PieceTable::find_hashed(std::uint64_t hash, std::string_view piece) const {
  for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.id == none) return none;
    if (slot.tag == tag_of(hash) && std::string_view(text_).substr(slot.offset, slot.bytes) == piece) return slot.id;
  }
}

std::int32_t PieceTable::find(std::string_view piece) const {
  return piece.size() > longest_ ? none : find_hashed(hash_of(piece), piece);
}

PieceTable::Prefix PieceTable::longest_prefix(std::string_view text) const {
  Prefix longest;
  std::uint64_t hash = hash_of_nothing;
  const std::size_t end = std::min(text.size(), longest_);
  for (std::size_t n = 1; n <= end; ++n) {
    hash = extend_hash(hash, text[n - 1]);
    const std::int32_t id = find_hashed(hash, text.substr(0, n));
    if (id != none) longest = {n, id};
  }
  return longest;
}

WordPiece::WordPiece(const WordPieceVocabulary& vocabulary)
    : first_(pieces_after_prefix(vocabulary, "")),
      continuing_(pieces_after_prefix(vocabulary, vocabulary.continuing_prefix)),
      unknown_(first_.find(vocabulary.unknown)),
      max_characters_(static_cast<std::size_t>(vocabulary.max_input_chars_per_word)) {
  require(unknown_ != PieceTable::none, "the vocabulary lacks its unknown token");
}

void WordPiece::append_ids(std::string_view word, std::vector<std::int32_t>& ids) const {
  const std::size_t before = ids.size();
  const bool too_long = word.size() > max_characters_ && count_characters(word) > max_characters_;
  const std::int32_t whole = too_long ? unknown_ : first_.find(word);
  if (whole != PieceTable::none) return ids.push_back(whole);
  while (!word.empty()) {
    const PieceTable& table = ids.size() == before ? first_ : continuing_;
    const PieceTable::Prefix piece = table.longest_prefix(word);
    if (piece.id == PieceTable::none) {
      ids.resize(before);
      return ids.push_back(unknown_);
    }
    ids.push_back(piece.id);
    word.remove_prefix(piece.bytes);
  }
}

}  // namespace thema
