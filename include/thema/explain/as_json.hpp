// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/explain/evaluate.hpp"
#include "thema/explain/explain_paper.hpp"
#include "thema/explain/explain_topic.hpp"

namespace thema::explanation {

/// One JSON object and a line end, for programs. `kind` tells which: "paper", "topic" or "evaluation".
std::string as_json(const PaperExplanation& paper, const ExplainOptions& options);
std::string as_json(const TopicExplanation& topic, const ExplainOptions& options);
std::string as_json(const Evaluation& evaluation, const ExplainOptions& options);

}  // namespace thema::explanation
