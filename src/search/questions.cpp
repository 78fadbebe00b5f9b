// SPDX-License-Identifier: Apache-2.0
#include "thema/search/questions.hpp"

#include <algorithm>
#include <sstream>

#include "thema/core/partition.hpp"
#include "thema/data/documents.hpp"
#include "thema/encode/block_encoder.hpp"
#include "thema/finished/text_lines.hpp"
#include "thema/ingest/line_reader.hpp"

namespace thema::search {

namespace {

constexpr std::int64_t kGroup = 32;  // questions that go through the encoder together

std::vector<float> encode_group(finished::RunEncoder& encoder, std::span<const std::string> questions) {
  PackedTokens tokens;
  std::vector<std::int32_t> ids;
  for (const std::string& question : questions) {
    encoder.tokenizer().encode(encoder.prefix() + encoder_text(question), encoder.max_length(), ids);
    tokens.push_back(ids);
  }
  BlockEncoder block(encoder.encoder(), encoder.token_budget());
  block.start(tokens);
  return block.take();
}

}  // namespace

std::vector<std::string> question_lines(const std::string& text) {
  std::vector<std::string> questions;
  std::istringstream in(text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text);
  for (std::string line; std::getline(in, line);)
    if (!encoder_text(line).empty()) questions.push_back(finished::with_single_blanks(line));
  return questions;
}

std::vector<float> encode_questions(const Communicator& comm, finished::RunEncoder& encoder,
                                    std::span<const std::string> questions) {
  const std::int64_t count = std::ssize(questions), groups = (count + kGroup - 1) / kGroup;
  const Range mine = even_part(groups, comm.size(), comm.rank());
  std::vector<float> rows;
  for (std::int64_t group = mine.first; group < mine.last; ++group) {
    const auto first = static_cast<std::size_t>(group * kGroup);
    const std::vector<float> part =
        encode_group(encoder, questions.subspan(first, std::min<std::size_t>(kGroup, questions.size() - first)));
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return comm.all_gather(rows);
}

}  // namespace thema::search
