// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "thema/explain/report_tables.hpp"

namespace thema::explanation {

namespace {

std::string with_interval(const Estimate& estimate) {
  return fmt::format("{:+.4f} ± {:.4f}", estimate.mean, estimate.half_width);
}

Table table_of_means(const Evaluation& evaluation) {
  using enum Table::Align;
  Table table{{{"order of the words"}, {"comprehensiveness", right}, {"sufficiency", right}}, {}};
  for (const MethodFaithfulness& each : evaluation.methods)
    table.rows.push_back(
        {name_of(each.method), with_interval(each.comprehensiveness), with_interval(each.sufficiency)});
  return table;
}

// One of the two measures at each share of the words.
using Curve = std::array<double, kShares.size()> Faithfulness::*;
Table table_of_shares(const Evaluation& evaluation, const char* title, Curve curve) {
  using enum Table::Align;
  Table table{{{title}}, {}};
  for (const double share : kShares) table.columns.push_back({fmt::format("{:.0f} %", 100 * share), right});
  for (const MethodFaithfulness& each : evaluation.methods) {
    std::vector<std::string> row{name_of(each.method)};
    for (const double value : each.at_shares.*curve) row.push_back(signed_number(value));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Report report_of(const Evaluation& evaluation, const ExplainOptions& options) {
  const std::string how = options.removal == "mask" ? "replaced by [MASK]" : "deleted";
  Section section{"Comprehensiveness and sufficiency", {}};
  section.blocks.push_back(Paragraph{
      fmt::format("Words are {} in the order of their importance. Comprehensiveness is what the margin loses without "
                  "the first 1, 5, 10, 20 and 50 % of the words (higher is better), sufficiency what it loses when "
                  "only they are left (lower is better), each the mean over these shares and over {} papers with its "
                  "95 % interval; below, both at each share. The mean margin of the whole texts is {:.4f} ± {:.4f}. An "
                  "order that is not better than the random one explains nothing.",
                  how, evaluation.papers, evaluation.margin.mean, evaluation.margin.half_width)});
  section.blocks.push_back(table_of_means(evaluation));
  section.blocks.push_back(
      table_of_shares(evaluation, "comprehensiveness without the first", &Faithfulness::comprehensiveness));
  section.blocks.push_back(table_of_shares(evaluation, "sufficiency of the first", &Faithfulness::sufficiency));
  section.blocks.push_back(Paragraph{fmt::format(
      "Integrated gradients from {}, {} steps: mean completeness error {:.5f} where {:.4f} is to be attributed.",
      options.baseline, options.steps, evaluation.completeness_error, evaluation.attributed)});
  if (!evaluation.differences.empty())
    section.blocks.push_back(Paragraph{"Computed in fp32 on this machine; the run was made otherwise."});
  return {"How far the explanations can be believed",
          fmt::format("{} papers, {}", evaluation.papers, evaluation.model),
          {section}};
}

}  // namespace thema::explanation
