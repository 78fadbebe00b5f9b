// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/search/answer.hpp"
#include "thema/search/options.hpp"

namespace thema {

struct SearchRequest {
  std::filesystem::path run;
  std::string text;                 ///< the question, or "":
  std::filesystem::path questions;  ///< file of questions, one a line
};

/// Finds the topics and papers of a run that are nearest to free texts, by the run's own encoder and in the space that
/// its topics were made in: every paper is looked at, each rank reads its part of embeddings.h5 once for up to 1,024
/// questions. `tell` is called on rank 0 for each question in order. Errors of kind `usage`: not exactly one of text
/// and questions, no such topic, imported embeddings; of kind `data`: no such run, a stage that is missing or of
/// another run, another encoder. Throws Stopped. Collective.
void search_run(Context& context, const SearchRequest& request, const SearchOptions& options,
                const std::function<void(const search::Answer&)>& tell);

}  // namespace thema
