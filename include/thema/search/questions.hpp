// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/finished/run_encoder.hpp"

namespace thema::search {

/// The lines of a text without a byte order mark and those of white space alone; runs of white space are one blank.
std::vector<std::string> question_lines(const std::string& text);

/// Rows [questions.size(), d] of the questions, each of unit length, the same on all ranks: the ranks share the work in
/// groups that depend on the questions alone. A question is folded and cut as a paper's text is. Collective.
std::vector<float> encode_questions(const Communicator& comm, finished::RunEncoder& encoder,
                                    std::span<const std::string> questions);

}  // namespace thema::search
