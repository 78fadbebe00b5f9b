// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explain.hpp"

#include <fmt/format.h>

#include "thema/core/files.hpp"
#include "thema/explain/as_json.hpp"
#include "thema/explain/pages.hpp"
#include "thema/explain/report.hpp"

namespace thema {

namespace {

using namespace explanation;

// Rank 0 writes the page and words the answer.
ExplainAnswer answer(const Context& context, const ExplainRequest& request, const Report& report, std::string json) {
  if (!context.comm.is_root()) return {};
  if (request.html) write_text_file(*request.html, html_page(report));
  switch (request.format) {
    case ExplainRequest::Format::plain:
      return {terminal_page(report, Colours::none)};
    case ExplainRequest::Format::coloured:
      return {terminal_page(report, Colours::ansi)};
    case ExplainRequest::Format::json:
      return {std::move(json)};
  }
  fail("a format outside its enumeration");
}

// The work of one paper is small, and an error on the way may leave a part of the answer: no other rank takes part.
ExplainAnswer answer_paper(Context& context, const ExplainRequest& request, const ExplainOptions& options) {
  if (!context.comm.is_root()) return {};
  Context alone{Communicator(MPI_COMM_SELF), context.device, context.log, {}};
  try {
    const PaperExplanation paper = explain_paper(alone, request.run, *request.id, options);
    ExplainAnswer result = answer(alone, request, report_of(paper, options), as_json(paper, options));
    result.code = paper.code;
    result.reason = paper.why_no_text;
    return result;
  } catch (const Stopped&) {  // the others did not take part, so they learn it from the code
    return {"", ExitCode::stopped, kStoppedNote};
  }
}

// What can be refused before the work is, and not after minutes of it.
void check(const Context& context, const ExplainRequest& request) {
  const int asked = (request.id ? 1 : 0) + (request.topic ? 1 : 0) + (request.evaluate ? 1 : 0);
  if (asked != 1) fail_usage("thema explain needs exactly one of --id, --topic and --evaluate");
  if (request.evaluate && *request.evaluate < 1)
    fail_usage(fmt::format("--evaluate {}: the number of papers is 1 or more", *request.evaluate));
  if (request.html && request.html->empty()) fail_usage("--html needs the name of a file");
  if (request.html && context.comm.is_root()) require_writable(*request.html);
}

}  // namespace

void describe(OptionTable& table, ExplainOptions& options) {
  table.add("explain.model", options.model, Affects::speed,
            "folder of the encoder that made the run, where it is no longer where the run found it");
  table.add("explain.removal", options.removal, {"delete", "mask"}, Affects::result,
            "how occlusion takes words out: delete them, or put [MASK] in their place");
  table.add("explain.baseline", options.baseline, {"pad", "mask", "zero"}, Affects::result,
            "of integrated gradients, in place of every word: the embedding of [PAD], of [MASK], or zeros");
  table.add("explain.steps", options.steps, {1, 100'000}, Affects::result,
            "of integrated gradients; the completeness error falls with them");
  table.add("explain.layers", options.layers, {0, 1000}, Affects::result,
            "layers whose attention is shown, from 0; none: the last");
  table.add("explain.heads", options.heads, {0, 1000}, Affects::result, "heads of these layers, from 0; none: all");
  table.add("explain.sample", options.sample, {0, 1'000'000'000'000}, Affects::result,
            "papers of a topic that are looked at, a keyed sample; 0: all");
  table.add("explain.words", options.words, {1, 1000}, Affects::result, "words in each list");
}

ExplainAnswer explain(Context& context, const ExplainRequest& request, const ExplainOptions& options) {
  check(context, request);
  if (request.id) return answer_paper(context, request, options);
  if (request.topic) {
    const TopicExplanation topic = explain_topic(context, request.run, *request.topic, options);
    return answer(context, request, report_of(topic), as_json(topic, options));
  }
  const Evaluation evaluation = evaluate_explanations(context, request.run, *request.evaluate, options);
  return answer(context, request, report_of(evaluation, options), as_json(evaluation, options));
}

}  // namespace thema
