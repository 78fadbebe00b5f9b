// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/tokenize_ahead.hpp"

#include <utility>

#include "thema/core/error.hpp"

namespace thema {

std::int64_t choose_tokenizer_threads(std::int64_t asked, const Device& device) {
  if (asked != 0) return asked;
  return device.kind == Device::Kind::cpu ? 1 : 2;
}

TokenizeAhead::TokenizeAhead(const Tokenizer& tokenizer, const TokenizeAheadOptions& options)
    : tokenizer_(tokenizer), options_(options) {
  require(options.threads >= 1, "tokenising ahead needs a thread");
  workspaces_.resize(static_cast<std::size_t>(options.threads));
  for (TokenizerWorkspace& workspace : workspaces_)
    threads_.emplace_back([this, &workspace](const std::stop_token& end) { work(end, workspace); });
}

// All at once, so that none begins another block while the first is waited for.
TokenizeAhead::~TokenizeAhead() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void TokenizeAhead::submit(BlockTexts texts) {
  require(has_room(), "more blocks submitted for tokenising than the queue holds");
  ++underway_;
  {
    const std::lock_guard lock(mutex_);
    jobs_.emplace_back().texts = std::move(texts);
  }
  changed_.notify_all();
}

TokenizedBlock TokenizeAhead::take() {
  require(underway_ > 0, "no block was submitted for tokenising");
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return jobs_.front().done; });
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  --begun_;
  --underway_;
  if (job.failure) std::rethrow_exception(job.failure);
  return std::move(job.block);
}

// Other threads add and remove jobs at the ends of the queue, which leaves the one at work where it is.
void TokenizeAhead::work(const std::stop_token& end, TokenizerWorkspace& workspace) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, end, [this] { return begun_ < jobs_.size(); })) {
    if (end.stop_requested()) return;
    Job& job = jobs_[begun_++];
    lock.unlock();
    tokenize(job, workspace);
    lock.lock();
    job.done = true;
    changed_.notify_all();
  }
}

void TokenizeAhead::tokenize(Job& job, TokenizerWorkspace& workspace) const {
  try {
    job.block.block = job.texts.block;
    std::vector<std::int32_t> ids;
    for (std::size_t i = 0; i < job.texts.title.size(); ++i) {
      const std::string text = options_.prefix + encoder_text(job.texts.title[i], job.texts.abstract[i]);
      tokenizer_.encode(text, options_.max_length, workspace, ids);
      job.block.tokens.push_back(ids);
    }
  } catch (...) {
    job.failure = std::current_exception();
  }
}

}  // namespace thema
