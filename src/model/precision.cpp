// SPDX-License-Identifier: Apache-2.0
#include "thema/model/precision.hpp"

#include "thema/core/error.hpp"

namespace thema {

std::string name_of(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return "fp32";
    case Precision::bf16:
      return "bf16";
    case Precision::fp16:
      return "fp16";
  }
  fail("a precision outside its enumeration");
}

Precision choose_precision(const std::string& asked, Device::Kind device) {
  const bool cpu = device == Device::Kind::cpu;
  if (asked == "auto") return cpu ? Precision::fp32 : Precision::fp16;
  if (asked == "fp32") return Precision::fp32;
  if (asked == "bf16") return Precision::bf16;
  if (asked != "fp16") fail_usage("encode.dtype is '" + asked + "'; allowed are auto, fp32, bf16 and fp16");
  if (cpu)
    fail_usage(
        "encode.dtype 'fp16' was asked for on a CPU, which has no fast arithmetic for it (about 100 times slower than "
        "fp32); allowed here: auto, fp32, bf16");
  return Precision::fp16;
}

}  // namespace thema
