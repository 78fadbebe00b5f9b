// SPDX-License-Identifier: Apache-2.0
#include "thema/label/unique_labels.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "thema/core/unicode.hpp"

namespace thema {

namespace {

// Texts that may stand once, compared in lower case.
class Taken {
 public:
  bool has(const std::string& text) const { return texts_.contains(unicode::lower_cased(text)); }
  void add(const std::string& text) { texts_.insert(unicode::lower_cased(text)); }

 private:
  std::set<std::string> texts_;
};

std::vector<std::size_t> larger_first(const std::vector<LabelFields>& topics) {
  std::vector<std::size_t> order(topics.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return topics[a].size > topics[b].size; });
  return order;
}

// The nearest title that is free, or "".
std::string free_title(std::int64_t topic, const TitleOf& title_of, const Taken& titles) {
  for (std::int64_t place = 0;; ++place) {
    std::optional<std::string> title = title_of(topic, place);
    if (!title) return {};
    if (!title->empty() && !titles.has(*title)) return *std::move(title);
  }
}

std::string free_label(const LabelTemplate& form, LabelFields& fields, const Taken& labels) {
  std::string label = form.fill(fields);
  while (labels.has(label) && fields.further_keywords < static_cast<std::int64_t>(fields.keywords.size())) {
    ++fields.further_keywords;
    label = form.fill(fields);
  }
  const std::string topic = "topic " + std::to_string(fields.topic);
  if (label.empty()) label = topic;
  while (labels.has(label)) label += " (" + topic + ")";
  return label;
}

}  // namespace

std::vector<std::string> unique_labels(const LabelTemplate& form, std::vector<LabelFields> topics,
                                       const TitleOf& title_of) {
  std::vector<std::string> all(topics.size());
  Taken labels, titles;
  for (std::size_t t = 0; t < topics.size(); ++t)
    if (all[t] = topics[t].given; !all[t].empty()) labels.add(all[t]);
  for (const std::size_t t : larger_first(topics)) {
    LabelFields& fields = topics[t];
    if (!fields.given.empty()) continue;
    if (fields.keywords.empty()) fields.keywords = {"topic " + std::to_string(fields.topic)};
    if (form.shows_title()) fields.title = free_title(fields.topic, title_of, titles);
    if (!fields.title.empty()) titles.add(fields.title);
    all[t] = free_label(form, fields, labels);
    labels.add(all[t]);
  }
  return all;
}

}  // namespace thema
