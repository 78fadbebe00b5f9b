// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "thema/core/device.hpp"
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

/// Threads of encode.tokenizer_threads: `asked`, or for 0 what suits the device. Beside a CPU model one thread is idle
/// nearly always: it makes some 10 million tokens/s, a core's model some 10 thousand. A GPU at full speed takes a
/// million tokens/s with a large encoder and about 10 million with a small one (MiniLM), so two threads keep ahead of
/// any; more only take cores from other ranks.
std::int64_t choose_tokenizer_threads(std::int64_t asked, const Device& device);

/// How texts become tokens, and with how many threads.
struct TokenizeAheadOptions {
  std::string prefix;           ///< before each text
  std::int64_t max_length = 0;  ///< tokens of a text at most, special ones counted
  std::int64_t threads = 1;     ///< at least 1
};

/// Tokenises blocks in threads of its own, ahead of the model that consumes them. The threads touch neither MPI nor
/// HDF5, which are not made for it: their owner, one thread, reads the texts and hands them over.
///
///   TokenizeAhead ahead(tokenizer, {"query: ", 512, 2});
///   while (more or waiting) {
///     while (more && ahead.has_room()) ahead.submit(next block's texts);
///     const TokenizedBlock block = ahead.take();  // in the order of submission
///   }
class TokenizeAhead {
 public:
  /// Each text is options.prefix and then encoder_text(title, abstract), cut at options.max_length.
  /// `tokenizer` must outlive the object.
  TokenizeAhead(const Tokenizer& tokenizer, const TokenizeAheadOptions& options);
  TokenizeAhead(const TokenizeAhead&) = delete;
  TokenizeAhead& operator=(const TokenizeAhead&) = delete;
  /// Blocks that nobody took are dropped; waits only for those that a thread has begun.
  ~TokenizeAhead();

  /// True while another block may be submitted: at most two for each thread and two more are on their way, which bounds
  /// the memory.
  bool has_room() const { return underway_ < 2 * options_.threads + 2; }
  void submit(BlockTexts texts);
  /// The submitted block that comes next, in the order of submission; waits for it. What went wrong with it is thrown
  /// here, and the blocks behind it can still be taken.
  TokenizedBlock take();

 private:
  struct Job {
    BlockTexts texts;
    TokenizedBlock block;
    std::exception_ptr failure;
    bool done = false;
  };
  void work(const std::stop_token& end, TokenizerWorkspace& workspace);
  void tokenize(Job& job, TokenizerWorkspace& workspace) const;

  const Tokenizer& tokenizer_;
  TokenizeAheadOptions options_;
  std::int64_t underway_ = 0;  // submitted and not yet taken; of the owner's thread
  std::mutex mutex_;           // guards what follows, but not the job that a thread has begun
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;                        // in the order of submission
  std::size_t begun_ = 0;                       // of jobs_, the first ones
  std::vector<TokenizerWorkspace> workspaces_;  // one for each thread
  std::vector<std::jthread> threads_;           // last: they use all the others
};

}  // namespace thema
