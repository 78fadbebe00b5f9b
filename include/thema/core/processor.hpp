// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace thema {

/// Name of this machine's processor as Linux gives it ("AMD EPYC 9654 96-Core Processor"), or "unknown".
std::string processor_model();

}  // namespace thema
