// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "thema/core/context.hpp"
#include "thema/core/error.hpp"
#include "thema/explain/options.hpp"

namespace thema {

/// What is to be explained: a paper, a topic, or how far explanations can be believed; exactly one of the three.
struct ExplainRequest {
  std::filesystem::path run;
  std::optional<std::string> id;
  std::optional<std::int64_t> topic;
  std::optional<std::int64_t> evaluate;  ///< number of papers, 1 or more
  std::optional<std::string> html;       ///< the page is written to this file
  enum class Format { plain, coloured, json } format = Format::plain;
};

struct ExplainAnswer {
  std::string text;                ///< for standard output; on rank 0
  ExitCode code = ExitCode::done;  ///< another: only a part could be explained, `reason` says why
  std::string reason = {};
};

/// What is logged when explaining was stopped on request.
inline constexpr const char* kStoppedNote = "explain: stopped on request; nothing was written";

/// Explains why papers are in their topics (`thema explain`). A paper is explained by rank 0 alone, the rest by all
/// ranks together. Errors of kind `usage` name the argument. Collective.
ExplainAnswer explain(Context& context, const ExplainRequest& request, const ExplainOptions& options);

}  // namespace thema
