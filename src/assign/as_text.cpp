// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "thema/assign/drift.hpp"
#include "thema/finished/text_lines.hpp"
#include "thema/finished/text_table.hpp"

namespace thema::assignment {

namespace {

using finished::Table;
using enum finished::Table::Align;

constexpr std::size_t kTopicsShown = 20;

double share(const Papers& papers, std::size_t topic) {
  return static_cast<double>(papers.of_topic[topic]) / static_cast<double>(papers.count);
}

double far_share(const Papers& papers) {
  return static_cast<double>(papers.far_out) / static_cast<double>(papers.count);
}

std::string hundredths(double part) { return fmt::format("{:.2f}", 100 * part); }

std::string percent(double part) { return hundredths(part) + " %"; }

std::string figure(double value) { return std::isnan(value) ? "" : fmt::format("{:.4f}", value); }

std::string topics_table(const DriftTitle& title, const Drift& drift) {
  const auto change = [&](std::size_t topic) { return share(drift.added, topic) - share(drift.run, topic); };
  std::vector<std::size_t> order(title.labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return std::abs(change(a)) > std::abs(change(b)); });
  if (order.size() > kTopicsShown) order.resize(kTopicsShown);
  Table table{{{"topic", right},
               {"run %", right},
               {"new %", right},
               {"change", right},
               {"papers", right},
               {"far out", right},
               {"cosine", right},
               {"of new", right},
               {"label"}},
              {}};
  for (const std::size_t topic : order)
    table.rows.push_back({std::to_string(topic), hundredths(share(drift.run, topic)),
                          hundredths(share(drift.added, topic)), fmt::format("{:+.2f}", 100 * change(topic)),
                          std::to_string(drift.added.of_topic[topic]), std::to_string(drift.added.far_in_topic[topic]),
                          figure(drift.run.mean_in_topic[topic]), figure(drift.added.mean_in_topic[topic]),
                          title.labels[topic]});
  return finished::table_text(table);
}

}  // namespace

std::string as_text(const DriftTitle& title, const Drift& drift) {
  std::string text = fmt::format("{} new papers in the {} topics of {}, which has {} papers: {}\n", drift.added.count,
                                 title.labels.size(), finished::without_control_characters(title.run), drift.run.count,
                                 finished::without_control_characters(title.file));
  text += fmt::format("Similarity to the own centroid: {:.4f} of the new papers, {:.4f} of the run's\n",
                      drift.added.mean_similarity, drift.run.mean_similarity);
  text += fmt::format("Far out, novelty above {}: {} of the new papers, {} of the run's\n", drift.far_out_level,
                      percent(far_share(drift.added)), percent(far_share(drift.run)));
  text += fmt::format("Jensen-Shannon divergence of the topics' shares: {:.4f} bits, 0 for equal shares, 1 at most\n",
                      drift.jensen_shannon);
  return text + "\nTopics whose share changed most\n" + topics_table(title, drift);
}

}  // namespace thema::assignment
