// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/finished/run_encoder.hpp"

namespace thema::search {

/// The lines of a text, white space as in encoder_text(), but for empty ones and a byte order mark.
std::vector<std::string> question_lines(const std::string& text);

/// Rows [questions.size(), d] of the questions, each of unit length, the same on all ranks: the ranks share the work in
/// groups that depend on the questions alone. A question is folded and cut as a paper's text is. Collective.
std::vector<float> encode_questions(const Communicator& comm, finished::RunEncoder& encoder,
                                    std::span<const std::string> questions);

}  // namespace thema::search
