// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/novelty.hpp"

#include <algorithm>
#include <span>

namespace thema::assignment {

std::int64_t bin_of(float similarity) {
  const double position = (static_cast<double>(similarity) + 1) * (kBins / 2);
  return static_cast<std::int64_t>(std::clamp(position, 0.0, static_cast<double>(kBins - 1)));
}

Novelty::Novelty(std::int64_t topics) : papers_(static_cast<std::size_t>(topics * kBins), 0) {}

void Novelty::add(std::int32_t topic, float similarity) {
  ++papers_[static_cast<std::size_t>(topic * kBins + bin_of(similarity))];
}

void Novelty::sum(const Communicator& comm) {
  comm.sum(std::span<std::int64_t>(papers_));
  for (std::size_t i = papers_.size(); i-- > 0;)
    if ((i + 1) % kBins != 0) papers_[i] += papers_[i + 1];
}

float Novelty::of_bin(std::int64_t topic, std::int64_t bin) const {
  const std::int64_t* const papers = papers_.data() + topic * kBins;
  return papers[0] == 0 ? 1.0F : static_cast<float>(static_cast<double>(papers[bin]) / static_cast<double>(papers[0]));
}

std::int64_t Novelty::papers_above(double level) const {
  std::int64_t above = 0;
  for (std::int64_t topic = 0; topic < std::ssize(papers_) / kBins; ++topic)
    for (std::int64_t bin = 0; bin < kBins; ++bin) {
      const std::int64_t* const papers = papers_.data() + topic * kBins + bin;
      if (static_cast<double>(of_bin(topic, bin)) > level) above += papers[0] - (bin + 1 < kBins ? papers[1] : 0);
    }
  return above;
}

}  // namespace thema::assignment
