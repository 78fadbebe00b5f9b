// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "thema/data/documents.hpp"
#include "thema/model/text_encoder.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {

/// Title and abstract of the documents of one block.
struct BlockTexts {
  std::int64_t block = 0;
  PackedText title, abstract;
};

struct TokenizedBlock {
  std::int64_t block = 0;
  PackedTokens tokens;
};

/// Tokenises blocks in a thread of its own, ahead of the model that consumes them. The thread touches neither MPI nor
/// HDF5, which are not made for it: its owner reads the texts and hands them over.
class TokenizeAhead {
 public:
  /// Each text is `prefix` and then encoder_text(title, abstract), cut at `max_length` tokens with the special ones.
  /// `tokenizer` must outlive the object.
  TokenizeAhead(const Tokenizer& tokenizer, std::string prefix, std::int64_t max_length);
  TokenizeAhead(const TokenizeAhead&) = delete;
  TokenizeAhead& operator=(const TokenizeAhead&) = delete;
  ~TokenizeAhead();

  /// True while another block may be submitted: at most kMostAhead are on their way, which bounds the memory.
  bool has_room() const { return underway_ < kMostAhead; }
  void submit(BlockTexts texts);
  /// The submitted block that comes next, in the order of submission; waits for it. An exception of the thread is
  /// thrown here.
  TokenizedBlock take();

 private:
  static constexpr int kMostAhead = 4;
  void work();
  TokenizedBlock tokenize(const BlockTexts& texts) const;

  const Tokenizer& tokenizer_;
  std::string prefix_;
  std::int64_t max_length_;
  int underway_ = 0;  // submitted and not yet taken; of the owner's thread
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<BlockTexts> waiting_;
  std::deque<TokenizedBlock> ready_;
  std::exception_ptr failure_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace thema
