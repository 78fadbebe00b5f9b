// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/tokenize_ahead.hpp"

#include <utility>
#include <vector>

#include "thema/core/error.hpp"

namespace thema {

TokenizeAhead::TokenizeAhead(const Tokenizer& tokenizer, std::string prefix, std::int64_t max_length)
    : tokenizer_(tokenizer), prefix_(std::move(prefix)), max_length_(max_length), thread_([this] { work(); }) {}

TokenizeAhead::~TokenizeAhead() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TokenizeAhead::submit(BlockTexts texts) {
  require(has_room(), "more blocks submitted for tokenising than the queue holds");
  ++underway_;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(texts));
  }
  changed_.notify_all();
}

TokenizedBlock TokenizeAhead::take() {
  require(underway_ > 0, "no block was submitted for tokenising");
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || failure_; });
  if (ready_.empty()) std::rethrow_exception(failure_);
  TokenizedBlock block = std::move(ready_.front());
  ready_.pop_front();
  --underway_;
  return block;
}

void TokenizeAhead::work() {
  try {
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty() || ending_; });
      if (ending_) return;
      const BlockTexts texts = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      TokenizedBlock block = tokenize(texts);
      lock.lock();
      ready_.push_back(std::move(block));
      lock.unlock();
      changed_.notify_all();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    changed_.notify_all();
  }
}

TokenizedBlock TokenizeAhead::tokenize(const BlockTexts& texts) const {
  TokenizedBlock result;
  result.block = texts.block;
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < texts.title.size(); ++i) {
    tokenizer_.encode(prefix_ + encoder_text(texts.title[i], texts.abstract[i]), max_length_, ids);
    result.tokens.push_back(ids);
  }
  return result;
}

}  // namespace thema
