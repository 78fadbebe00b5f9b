// SPDX-License-Identifier: Apache-2.0
#include "thema/model/piece_trie.hpp"

#include <algorithm>
#include <deque>

namespace thema {

// Places the nodes level by level, both tries together: a failure link leads to a shallower node, so it can be found
// as soon as its own node is placed.
class PieceTrieBuilder {
 public:
  explicit PieceTrieBuilder(PieceTrie& trie) : trie_(trie) {}

  void build(PieceTrie::Pieces& first, PieceTrie::Pieces& continuing) {
    add_block();
    for (const Node node : {PieceTrie::none, PieceTrie::first_root, PieceTrie::continuing_root}) take(node);
    enqueue_root(PieceTrie::first_root, first);
    enqueue_root(PieceTrie::continuing_root, continuing);
    for (; !queue_.empty(); queue_.pop_front()) place_children(queue_.front());
  }

 private:
  using Node = PieceTrie::Node;
  using Piece = PieceTrie::Pieces::const_iterator;
  static constexpr Node block = 256;                  // all children of a node lie in one
  static constexpr std::size_t searched_blocks = 16;  // the newest; bounds the search for places

  // Sorted pieces that share the bytes that lead to a node, those that end there left out.
  struct Open {
    Node node;
    std::size_t depth;
    Piece begin, end;
  };
  struct Child {
    unsigned char byte;
    Piece begin, end;
  };

  void enqueue_root(Node root, PieceTrie::Pieces& pieces) {
    std::sort(pieces.begin(), pieces.end());
    queue_.push_back({root, 0, pieces.begin(), pieces.end()});
  }

  void place_children(const Open& open) {
    find_children(open);
    if (children_.empty()) return;
    const Node base = find_base();
    trie_.edges_[open.node].base = base;
    for (const Child& child : children_) {
      const Node node = base ^ child.byte;
      take(node);
      trie_.edges_[node].parent = open.node;
      const bool is_piece = child.begin->first.size() == open.depth + 1;
      trie_.failures_[node] = is_piece ? after_piece(child.begin->second) : after_part(open.node, child.byte);
      queue_.push_back({node, open.depth + 1, child.begin + is_piece, child.end});
    }
  }

  void find_children(const Open& open) {
    children_.clear();
    for (Piece piece = open.begin; piece != open.end; ++piece) {
      const auto byte = static_cast<unsigned char>(piece->first[open.depth]);
      if (children_.empty() || children_.back().byte != byte) children_.push_back({byte, piece, piece});
      children_.back().end = piece + 1;
    }
  }

  // The first base for which the places of all children_ are free.
  Node find_base() {
    const auto fits = [this](Node base) {
      return std::none_of(children_.begin(), children_.end(), [&](const Child& c) { return taken_[base ^ c.byte]; });
    };
    const std::size_t blocks = taken_in_block_.size();
    for (std::size_t b = blocks - std::min(blocks, searched_blocks); b < blocks; ++b) {
      if (block - taken_in_block_[b] < children_.size()) continue;
      const auto begin = static_cast<Node>(b) * block;
      for (Node base = begin; base < begin + block; ++base)
        if (fits(base)) return base;
    }
    add_block();
    return static_cast<Node>(taken_.size()) - block;
  }

  void add_block() {
    taken_in_block_.push_back(0);
    taken_.resize(taken_.size() + block, 0);
    trie_.edges_.resize(taken_.size());
    trie_.failures_.resize(taken_.size());
  }
  void take(Node node) {
    taken_[node] = 1;
    ++taken_in_block_[node / block];
  }

  // A piece ends at the node: nothing read so far stays open.
  PieceTrie::Failure after_piece(std::int32_t id) {
    trie_.popped_.push_back(id);
    return {PieceTrie::continuing_root, static_cast<std::uint32_t>(trie_.popped_.size() - 1), 1};
  }

  // No piece ends at the child of `parent` by `byte`: what the parent pops goes, and of its rest as much as it takes
  // until the byte continues what is left.
  PieceTrie::Failure after_part(Node parent, unsigned char byte) {
    ids_.clear();
    for (PieceTrie::Failure step = trie_.failures_[parent]; step.target != PieceTrie::none;
         step = trie_.failures_[step.target]) {
      const auto popped = trie_.popped_.begin() + step.begin;
      ids_.insert(ids_.end(), popped, popped + step.count);
      const Node next = trie_.child(step.target, byte);
      if (next == PieceTrie::none) continue;
      const auto begin = static_cast<std::uint32_t>(trie_.popped_.size());
      trie_.popped_.insert(trie_.popped_.end(), ids_.begin(), ids_.end());
      return {next, begin, static_cast<std::uint32_t>(ids_.size())};
    }
    return {};
  }

  PieceTrie& trie_;
  std::deque<Open> queue_;
  std::vector<Child> children_;  // of the node that is being placed
  std::vector<char> taken_;      // by node
  std::vector<Node> taken_in_block_;
  std::vector<std::int32_t> ids_;
};

PieceTrie::PieceTrie(Pieces first, Pieces continuing) { PieceTrieBuilder(*this).build(first, continuing); }

bool PieceTrie::append_ids(std::string_view word, std::vector<std::int32_t>& ids) const {
  const std::size_t before = ids.size();
  Node node = first_root;
  const auto pop = [&] {
    const Failure& failure = failures_[node];
    for (std::uint32_t i = 0; i < failure.count; ++i) ids.push_back(popped_[failure.begin + i]);
    node = failure.target;
    return node != none;
  };
  bool matches = true;
  for (std::size_t i = 0; matches && i < word.size(); ++i) {
    const auto byte = static_cast<unsigned char>(word[i]);
    Node next = child(node, byte);
    while (next == none && (matches = pop())) next = child(node, byte);
    node = next;
  }
  while (matches && node != continuing_root) matches = pop();
  if (!matches) ids.resize(before);
  return matches;
}

}  // namespace thema
