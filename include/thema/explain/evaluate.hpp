// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/explain/faithfulness.hpp"
#include "thema/explain/options.hpp"

namespace thema::explanation {

/// Orders of the words of a text by importance.
enum class Method { decomposition, occlusion, gradients, random };
inline constexpr std::array kMethods{Method::decomposition, Method::occlusion, Method::gradients, Method::random};
std::string name_of(Method method);

/// Mean over the papers, and half the width of its 95 % interval (1.96 standard errors).
struct Estimate {
  double mean = 0, half_width = 0;
};

struct MethodFaithfulness {
  Method method = Method::random;
  Estimate comprehensiveness, sufficiency;  ///< AOPC: means over kShares
  Faithfulness at_shares;                   ///< means over the papers
};

/// How far the explanations of a run can be believed.
struct Evaluation {
  std::string model;
  std::vector<std::string> differences;  ///< ExplainedEncoder::differences()
  std::int64_t papers = 0;               ///< that were looked at
  Estimate margin;                       ///< of the whole texts
  std::vector<MethodFaithfulness> methods;
  double completeness_error = 0;  ///< of integrated gradients: mean absolute value
  double attributed = 0;          ///< beside it: mean absolute value of F(text) - F(baseline)
};

/// Measures the methods on a keyed sample of `papers` papers of all topics, shared out over the ranks. The numbers are
/// the same for any number of ranks. Complete on rank 0. Collective.
Evaluation evaluate_explanations(Context& context, const std::filesystem::path& run, std::int64_t papers,
                                 const ExplainOptions& options);

}  // namespace thema::explanation
