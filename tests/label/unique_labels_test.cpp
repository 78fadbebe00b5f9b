// SPDX-License-Identifier: Apache-2.0
#include "thema/label/unique_labels.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

using Texts = std::vector<std::string>;

struct Topic {
  std::int64_t size;
  Texts keywords, titles;
};

Texts labels(const std::string& form, const std::vector<Topic>& topics) {
  std::vector<LabelFields> fields;
  for (std::size_t t = 0; t < topics.size(); ++t)
    fields.push_back({static_cast<std::int64_t>(t), topics[t].size, topics[t].keywords, "", 0});
  return unique_labels({form, 10}, fields, [&](std::int64_t topic, std::int64_t place) -> std::optional<std::string> {
    const Texts& titles = topics[static_cast<std::size_t>(topic)].titles;
    if (place >= static_cast<std::int64_t>(titles.size())) return {};
    return titles[static_cast<std::size_t>(place)];
  });
}

TEST(UniqueLabels, GiveATitleToTheLargestTopicThatWantsIt) {
  EXPECT_EQ(labels("{keyword} | {title}", {{5, {"spin"}, {"A Survey", "Spins"}}, {9, {"boson"}, {"A survey"}}}),
            (Texts{"spin | Spins", "boson | A survey"}));
  // Equal sizes: the lower id first.
  EXPECT_EQ(
      labels("{keyword} | {title}", {{5, {"spin"}, {"X", "Y"}}, {5, {"boson"}, {"X", "Y"}}, {5, {"w"}, {"X", "Y"}}}),
      (Texts{"spin | X", "boson | Y", "w"}));
}

// The larger topic would be called "spin", capital letters aside the name given to a smaller one.
TEST(UniqueLabels, NoTopicTakesALabelThatIsGiven) {
  std::vector<LabelFields> fields{{0, 9, {"spin", "wave"}, "", 0}, {1, 5, {"boson"}, "", 0}, {2, 1, {"gas"}, "", 0}};
  fields[1].given = "Spin";
  const auto no_title = [](std::int64_t, std::int64_t) -> std::optional<std::string> { return {}; };
  EXPECT_EQ(unique_labels({"{keyword}", 10}, fields, no_title), (Texts{"spin, wave", "Spin", "gas"}));
}

TEST(UniqueLabels, SkipPapersWithoutATitle) {
  EXPECT_EQ(labels("{keyword} | {title}", {{5, {"spin"}, {"", "Y"}}}), Texts{"spin | Y"});
}

TEST(UniqueLabels, SayFurtherKeywordsWhenNoTitleIsFree) {
  const Topic twin{5, {"spin", "lattice"}, {"X"}};
  EXPECT_EQ(labels("{keyword} | {title}", {twin, twin, twin, twin, twin}),
            (Texts{"spin | X", "spin", "spin, lattice", "spin, lattice (topic 3)", "spin, lattice (topic 4)"}));
  EXPECT_EQ(labels("{keywords:1}", {twin, twin}), (Texts{"spin", "spin, lattice"}));
}

TEST(UniqueLabels, AreNeverTheSameNorEmpty) {
  const Topic bare{0, {}, {}};
  EXPECT_EQ(labels("{keyword} | {title}", {bare, bare}), (Texts{"topic 0", "topic 1"}));
  EXPECT_EQ(labels("{title}", {bare, bare}), (Texts{"topic 0", "topic 1"}));
  EXPECT_EQ(labels("{size}", {bare, bare}), (Texts{"0", "0 (topic 1)"}));
}

}  // namespace
}  // namespace thema
