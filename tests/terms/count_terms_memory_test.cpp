// SPDX-License-Identifier: Apache-2.0
// What counting holds beside the words it may keep does not grow with the papers, once all terms are known.
#include <gtest/gtest.h>

#include <string>

#include "test_context.hpp"
#include "thema/core/peak_memory.hpp"
#include "thema/core/random.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {
namespace {

constexpr std::int64_t kMegabyte = std::int64_t{1} << 20;
constexpr std::uint32_t kWordsOfAPaper = 200, kDifferentWords = 250;

// Some 1.4 kB of words in any order, so that all 62,500 pairs occur.
std::string abstract_of(std::int64_t row) {
  std::string text;
  for (std::uint32_t i = 0; i < kWordsOfAPaper; ++i) {
    const std::uint64_t word = random_bits(3, Draw::test, static_cast<std::uint64_t>(row), i) % kDifferentWords;
    text += {'w', 'o', static_cast<char>('a' + word / 16), static_cast<char>('a' + word % 16), 'd', 's', ' '};
  }
  return text;
}

TEST(CountTermsMemory, StaysFlatWhileThePapersGrow) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer keeps freed memory";
#endif
  Context context = test_context(MPI_COMM_SELF);
  const auto peak_after = [&](std::int64_t papers) {
    const auto read = [](Range rows) {
      Documents documents;
      documents.first_row = rows.first;
      for (std::int64_t row = rows.first; row < rows.last; ++row) {
        documents.title.push_back("");
        documents.abstract.push_back(abstract_of(row));
      }
      return documents;
    };
    Corpus corpus({0, papers}, read, {}, 4 * kMegabyte);
    CountOptions options;
    options.min_documents = 1;
    options.filter_counters = 1 << 20;
    options.buffer_bytes = kMegabyte;
    const std::vector<std::int32_t> groups(static_cast<std::size_t>(papers), 0);
    EXPECT_EQ(count_terms(context, corpus, groups, 1, options).terms.size(), kDifferentWords * (kDifferentWords + 1));
    return peak_memory_bytes();
  };
  const std::int64_t small = peak_after(6'000);
  const std::int64_t large = peak_after(30'000);
  EXPECT_LT(large - small, 8 * kMegabyte);  // the texts are 34 MB more, their words 19
}

}  // namespace
}  // namespace thema
