// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"

namespace thema::editing {

namespace {

constexpr std::int64_t kMostTopics = 100'000;  // as cluster.k

// Index of the edit that each topic stands in, -1 where it stands in none.
std::vector<std::int64_t> edit_of_topic(const std::vector<Edit>& edits, std::int64_t topics) {
  std::vector<std::int64_t> edit_of(static_cast<std::size_t>(topics), -1);
  for (std::size_t e = 0; e < edits.size(); ++e)
    for (const std::int64_t topic : edits[e].topics) {
      const std::string names = fmt::format("{}: {} names topic {}", edits[e].place, name_of(edits[e].kind), topic);
      if (topic >= topics)
        fail_usage(fmt::format("{}, which is not there; allowed are the topics 0 to {}", names, topics - 1));
      std::int64_t& before = edit_of[static_cast<std::size_t>(topic)];
      if (before >= 0)
        fail_usage(fmt::format("{}, which {} names too; a topic may stand once in a file", names,
                               edits[static_cast<std::size_t>(before)].place));
      before = static_cast<std::int64_t>(e);
    }
  return edit_of;
}

// Refuses a text that another topic has, capital letters aside.
void give(Plan& plan, std::int32_t topic, const std::string& label, const std::string& place) {
  for (const auto& [other, text] : plan.labels)
    if (unicode::lower_cased(text) == unicode::lower_cased(label))
      fail_usage(fmt::format("{}: the label \"{}\" is given to another topic already", place, label));
  plan.labels[topic] = label;
}

// The topic or topics that `topic` becomes; without edit it stays.
void place_topic(Plan& plan, std::int64_t topic, const Edit* edit) {
  const auto at = static_cast<std::size_t>(topic);
  const auto self = static_cast<std::int32_t>(topic);
  if (edit != nullptr && edit->kind == Edit::Kind::drop) return;
  plan.parts[at] = edit != nullptr && edit->kind == Edit::Kind::split ? edit->into : 1;
  if (edit != nullptr && edit->kind == Edit::Kind::merge) {
    const std::int64_t lowest = std::ranges::min(edit->topics);
    plan.first[at] = plan.first[static_cast<std::size_t>(lowest)];
    if (topic != lowest) return plan.of[static_cast<std::size_t>(plan.first[at])].push_back(self);
  }
  plan.first[at] = static_cast<std::int32_t>(plan.of.size());
  for (std::int64_t part = 0; part < plan.parts[at]; ++part) plan.of.push_back({self});
}

}  // namespace

bool Plan::drops() const { return std::ranges::find(first, -1) != first.end(); }

Plan make_plan(const std::vector<Edit>& edits, std::int64_t topics, const Labels& given) {
  const std::vector<std::int64_t> edit_of = edit_of_topic(edits, topics);
  Plan plan;
  plan.first.assign(edit_of.size(), -1);
  plan.parts.assign(edit_of.size(), 0);
  for (std::int64_t topic = 0; topic < topics; ++topic) {
    const std::int64_t edit = edit_of[static_cast<std::size_t>(topic)];
    place_topic(plan, topic, edit < 0 ? nullptr : &edits[static_cast<std::size_t>(edit)]);
    if (const auto label = given.find(topic); edit < 0 && label != given.end())
      plan.labels[plan.first[static_cast<std::size_t>(topic)]] = label->second;
  }
  plan.topics = std::ssize(plan.of);
  if (plan.topics == 0) fail_usage(fmt::format("{}: all topics are dropped; one must remain", edits.back().place));
  if (plan.topics > kMostTopics)
    fail_usage(fmt::format("{}: {} topics there would be; allowed are {} at most", edits.back().place, plan.topics,
                           kMostTopics));
  for (const Edit& edit : edits)
    if (!edit.label.empty())
      give(plan, plan.first[static_cast<std::size_t>(edit.topics.front())], edit.label, edit.place);
  return plan;
}

void check_splits(const std::vector<Edit>& edits, std::span<const std::int64_t> sizes) {
  for (const Edit& edit : edits) {
    if (edit.kind != Edit::Kind::split) continue;
    const std::int64_t papers = sizes[static_cast<std::size_t>(edit.topics.front())];
    if (edit.into > papers)
      fail_usage(fmt::format("{}: into is {}, but topic {} has {} papers; a topic needs at least one", edit.place,
                             edit.into, edit.topics.front(), papers));
  }
}

}  // namespace thema::editing
