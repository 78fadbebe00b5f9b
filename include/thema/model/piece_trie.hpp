// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace thema {

/// Greedy longest match from the left in time linear in the bytes of a word, whatever the vocabulary: LinMaxMatch of
/// Song et al. 2021, "Fast WordPiece Tokenization", arXiv:2012.15524, section 3. A trie of the pieces is walked once;
/// where it has no edge for the next byte, a failure link (as in Aho and Corasick) says which pieces the bytes read so
/// far end with certainty in, and where in the trie the rest of them stands.
///
/// There are two tries in one array of nodes: of the pieces that may begin a word and of those that go on within one,
/// spelled without their prefix; failure links lead into the second. Edges are a double array (Aoe 1989): the child of
/// a node by byte c, if there is one, stands at base ^ c and names its parent.
class PieceTrie {
 public:
  using Pieces = std::vector<std::pair<std::string_view, std::int32_t>>;

  /// Pieces that are not empty and differ within each list.
  PieceTrie(Pieces first, Pieces continuing);
  /// Appends the ids of the pieces of `word`, which is not empty. False, and nothing appended: some rest of it begins
  /// with no piece.
  bool append_ids(std::string_view word, std::vector<std::int32_t>& ids) const;

 private:
  friend class PieceTrieBuilder;
  using Node = std::uint32_t;
  static constexpr Node none = 0, first_root = 1, continuing_root = 2;
  struct Edges {
    std::uint32_t base = 0;
    Node parent = none;
  };
  struct Failure {
    Node target = none;
    std::uint32_t begin = 0, count = 0;  // of popped_
  };

  Node child(Node node, unsigned char byte) const {
    const Node next = edges_[node].base ^ byte;
    return edges_[next].parent == node ? next : none;
  }

  std::vector<Edges> edges_;       // by node; whole blocks of 256, so that base ^ byte is inside
  std::vector<Failure> failures_;  // by node
  std::vector<std::int32_t> popped_;
};

}  // namespace thema
