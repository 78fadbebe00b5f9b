// SPDX-License-Identifier: Apache-2.0
#include "thema/label/ctfidf.hpp"

#include <gtest/gtest.h>

#include "golden_counts.hpp"

namespace thema {
namespace {

// Topic 0: "a" 3 times, "b" once; topic 1: "b" and "c" twice each. A = 8 / 2 = 4; f = 3, 3, 2.
TEST(Ctfidf, EqualsTheFormulaByHand) {
  TermCounts counts;
  counts.groups = 2;
  counts.terms = {"a", "b", "c"};
  counts.document_frequency = {1, 1, 1};
  counts.row_starts = {0, 2, 4};
  counts.columns = {0, 1, 1, 2};
  counts.counts = {3, 1, 2, 2};
  const std::vector<float> weights = ctfidf_weights(counts);
  ASSERT_EQ(weights.size(), 4u);
  EXPECT_NEAR(weights[0], 0.6354733953, 1e-7);  // 3/4 ln(1 + 4/3)
  EXPECT_NEAR(weights[1], 0.2118244651, 1e-7);  // 1/4 ln(1 + 4/3)
  EXPECT_NEAR(weights[2], 0.4236489302, 1e-7);  // 1/2 ln(1 + 4/3)
  EXPECT_NEAR(weights[3], 0.5493061443, 1e-7);  // 1/2 ln(1 + 4/2)
}

TEST(Ctfidf, OfTopicsWithoutTermsIsEmpty) {
  TermCounts counts;
  counts.groups = 3;
  counts.row_starts = {0, 0, 0, 0};
  EXPECT_TRUE(ctfidf_weights(counts).empty());
}

struct Variant {
  Weighting weighting;
  FrequentWords frequent_words;
  std::vector<std::string> seed_words;
  std::vector<double> weights;
};

// make_label_golden.py: ClassTfidfTransformer of BERTopic 0.17.4 with its options combined.
const std::vector<Variant>& variants() {
  static const std::vector<Variant> all{
      {Weighting::ctfidf,
       FrequentWords::keep,
       {},
       {0.6585521393, 0.1438480114, 0.01851938074, 0.1732867951, 0.04390347595, 0.3236580257, 0.5030838388, 0.172693882,
        0.1732867951, 0.0261541839, 0.1219597185, 0.5387456215, 0.08373036702, 0.1260267601}},
      {Weighting::ctfidf,
       FrequentWords::keep,
       {"B", "e", "e"},
       {0.6585521393, 0.2876960229, 0.01851938074, 0.1732867951, 0.04390347595, 0.6473160514, 0.5030838388,
        0.3453877639, 0.1732867951, 0.05230836779, 0.1219597185, 0.5387456215, 0.167460734, 0.1260267601}},
      {Weighting::ctfidf,
       FrequentWords::reduce,
       {},
       {0.7604305098, 0.454887353, 0.117126848, 0.4901290717, 0.1963423134, 0.6823310295, 0.6943216612, 0.630588898,
        0.4901290717, 0.193964619, 0.341860354, 0.6317352384, 0.4390857489, 0.4179834768}},
      {Weighting::ctfidf,
       FrequentWords::reduce,
       {"B", "e", "e"},
       {0.7604305098, 0.909774706, 0.117126848, 0.4901290717, 0.1963423134, 1.364662059, 0.6943216612, 1.261177796,
        0.4901290717, 0.3879292381, 0.341860354, 0.6317352384, 0.8781714979, 0.4179834768}},
      {Weighting::bm25,
       FrequentWords::keep,
       {},
       {0.2605509804, 0.1154492747, 0.002573699231, 0.1359751716, 0.01737006536, 0.2597608681, 0.2513370873,
        0.1592919978, 0.1359751716, 0.02099077722, 0.06093020299, 0.07487125037, 0.07723248379, 0.09889103387}},
      {Weighting::bm25,
       FrequentWords::keep,
       {"B", "e", "e"},
       {0.2605509804, 0.2308985494, 0.002573699231, 0.1359751716, 0.01737006536, 0.5195217362, 0.2513370873,
        0.3185839956, 0.1359751716, 0.04198155444, 0.06093020299, 0.07487125037, 0.1544649676, 0.09889103387}},
      {Weighting::bm25,
       FrequentWords::reduce,
       {},
       {0.3008583573, 0.3650826623, 0.01627750317, 0.3845958636, 0.07768129383, 0.5476239934, 0.3468781355,
        0.5816521362, 0.3845958636, 0.1556717703, 0.1707909876, 0.08779432317, 0.4050105618, 0.3279844545}},
      {Weighting::bm25,
       FrequentWords::reduce,
       {"B", "e", "e"},
       {0.3008583573, 0.7301653246, 0.01627750317, 0.3845958636, 0.07768129383, 1.095247987, 0.3468781355, 1.163304272,
        0.3845958636, 0.3113435405, 0.1707909876, 0.08779432317, 0.8100211237, 0.3279844545}}};
  return all;
}

// Two topics of one term each, "f" 9 times of 10: A = 5, so bm25's logarithm is log(1 + (5 - 9 + 0.5) / 9.5) < 0.
TEST(Ctfidf, AMultiplierAboveOneRaisesAWeightBelowZero) {
  TermCounts counts;
  counts.groups = 2;
  counts.terms = {"a", "f"};
  counts.document_frequency = {1, 9};
  counts.row_starts = {0, 1, 2};
  counts.columns = {1, 0};
  counts.counts = {9, 1};
  CtfidfOptions options;
  options.weighting = Weighting::bm25;
  const double rarity = std::log(6 / 9.5);
  EXPECT_NEAR(ctfidf_weights(counts, options)[0], rarity, 1e-7);
  options.seed_words = {"f"};
  options.seed_multiplier = 2.5;
  EXPECT_NEAR(ctfidf_weights(counts, options)[0], rarity + 1.5 * -rarity, 1e-7);
}

TEST(Ctfidf, EqualsBertopicInEveryVariant) {
  const TermCounts counts = golden_counts();
  for (const Variant& variant : variants()) {
    CtfidfOptions options;
    options.weighting = variant.weighting;
    options.frequent_words = variant.frequent_words;
    options.seed_words = variant.seed_words;
    const std::vector<float> weights = ctfidf_weights(counts, options);
    ASSERT_EQ(weights.size(), variant.weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(weights[i], variant.weights[i], 1e-7) << i;
  }
}

TEST(Ctfidf, TellsWhichSeedWordsHaveNoEffect) {
  CtfidfOptions options;
  options.seed_words = {"zebra", "F", "ab", "a"};
  EXPECT_EQ(seed_words_without_effect(golden_counts(), options), (std::vector<std::string>{"zebra", "ab"}));
  EXPECT_EQ(seed_words_without_effect(TermCounts{}, options).size(), 4u);
}

}  // namespace
}  // namespace thema
