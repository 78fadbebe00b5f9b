// SPDX-License-Identifier: Apache-2.0
#include "thema/label/coherence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "test_context.hpp"

namespace thema {
namespace {

std::vector<std::string> golden_lines(const std::string& name) {
  const char* source = std::getenv("THEMA_SOURCE");
  std::ifstream file(std::filesystem::path(source == nullptr ? "." : source) / "tests" / "golden" / name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

WordGroups golden_topics() {
  WordGroups topics{0, 10, {}};
  for (const std::string& line : golden_lines("quality_topics.txt")) {
    ++topics.groups;
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find(',', at), line.size());
      topics.words.push_back(line.substr(at, end - at));
      at = end + 1;
    }
  }
  return topics;
}

std::vector<Cooccurrence> golden_counts() {
  Context context = test_context();
  const auto lines = golden_lines("quality_texts.txt");
  const Range rows = even_part(static_cast<std::int64_t>(lines.size()), context.comm.size(), context.comm.rank());
  Corpus corpus(rows, [&](Range slice) {
    Documents documents;
    documents.first_row = slice.first;
    for (auto i = static_cast<std::size_t>(slice.first); i < static_cast<std::size_t>(slice.last); ++i) {
      const std::size_t tab = lines[i].find('\t');
      documents.title.push_back(lines[i].substr(0, tab));
      documents.abstract.push_back(lines[i].substr(tab + 1));
    }
    return documents;
  });
  const std::vector<std::int32_t> topics(static_cast<std::size_t>(rows.size()), 0);
  const std::vector<WordGroups> wordings{golden_topics()};
  const std::vector<std::int64_t> lengths{kWholeDocument, kNpmiWindow, kCvWindow};
  return count_cooccurrence(context, corpus, topics, wordings, lengths)[0];
}

// tests/golden/make_quality_golden.py: gensim's figures of texts made of few words, with keywords of one to three words
// within one another, some that no text holds, topics of two to ten words, and texts around the windows' lengths.
TEST(Coherence, EqualsGensim) {
  const std::vector<Cooccurrence> counts = golden_counts();
  const auto expected = golden_lines("quality_figures.txt");
  ASSERT_EQ(expected.size(), 7u);
  const auto a = npmi(counts[1]), b = c_v(counts[2]), c = u_mass(counts[0]), d = c_uci(counts[1]);
  for (std::size_t t = 0; t < expected.size(); ++t) {
    std::istringstream line(expected[t]);
    for (const double found : {a[t], b[t], c[t], d[t]}) {
      double wanted = 0;
      line >> wanted;
      EXPECT_NEAR(found, wanted, 1e-12) << "topic " << t;
    }
  }
}

TEST(Coherence, IsUnknownWithoutPairs) {
  // Groups: two words of which one never stands, none, two that never stand together.
  const Cooccurrence counts{3, 2, 8, {4, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2}};
  EXPECT_TRUE(std::isnan(npmi(counts)[0]));
  EXPECT_TRUE(std::isnan(u_mass(counts)[1]));
  EXPECT_TRUE(std::isnan(c_v(counts)[1]));
  EXPECT_NEAR(c_v(counts)[0], 1, 1e-12);  // the cosine of a vector with itself
  EXPECT_NEAR(c_uci(counts)[2], std::log(1e-12 * 16), 1e-12);
  EXPECT_NEAR(npmi(counts)[2], std::log(1e-12 * 16) / std::log(1e12), 1e-12);
}

TEST(Coherence, MeanIsOfWhatIsKnown) {
  EXPECT_EQ(mean_of_known(std::vector<double>{1, std::nan(""), 2}), 1.5);
  EXPECT_TRUE(std::isnan(mean_of_known({})));
}

}  // namespace
}  // namespace thema
