// SPDX-License-Identifier: Apache-2.0
// Skips every test of this program where there is no GPU, and says why.
#include <gtest/gtest.h>

#include <cstdio>

#include "thema/core/device.hpp"

namespace {

class NeedsGpu : public testing::Environment {
  void SetUp() override {
    const thema::Device device = thema::choose_device("auto", 0);
    if (device.kind == thema::Device::Kind::cuda) return;
    std::printf("SKIPPED ALL: %s\n", thema::describe_devices().front().c_str());
    GTEST_SKIP();
  }
};

// The framework takes it over.
[[maybe_unused]] testing::Environment* const environment = testing::AddGlobalTestEnvironment(new NeedsGpu);

}  // namespace
