// SPDX-License-Identifier: Apache-2.0
#include "thema/model/precision.hpp"

#include <ATen/cpu/Utils.h>

#include "thema/core/error.hpp"
#include "thema/model/int8_linear.hpp"

namespace thema {

std::string name_of(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return "fp32";
    case Precision::bf16:
      return "bf16";
    case Precision::fp16:
      return "fp16";
    case Precision::int8:
      return "int8";
    case Precision::fp8:
      return "fp8";
  }
  fail("a precision outside its enumeration");
}

std::optional<std::string> why_not(Precision precision, Device::Kind device) {
  const bool cpu = device == Device::Kind::cpu;
  if (cpu && precision == Precision::fp16)
    return "a CPU has no fast arithmetic for it (about 100 times slower than fp32)";
  if (cpu && precision == Precision::fp8) return "it is for a GPU";
  if (!cpu && precision == Precision::int8) return "it is for a CPU";
  return std::nullopt;
}

Precision choose_precision(const std::string& asked, Device::Kind device) {
  const bool cpu = device == Device::Kind::cpu;
  if (asked == "auto") return cpu ? Precision::fp32 : Precision::fp16;
  for (const Precision precision : kPrecisions) {
    if (name_of(precision) != asked) continue;
    if (const auto reason = why_not(precision, device))
      fail_usage("encode.dtype '" + asked + "' was asked for on a " + (cpu ? "CPU" : "GPU") + ": " + *reason +
                 "; allowed here: " + (cpu ? "auto, fp32, bf16, int8" : "auto, fp32, bf16, fp16, fp8"));
    return precision;
  }
  fail_usage("encode.dtype is '" + asked + "'; allowed are auto, fp32, bf16, fp16, int8 and fp8");
}

bool computes_in_bf16() {
  const auto capabilities = at::cpu::get_cpu_capabilities();
  const auto has = [&](const char* name) {
    const auto at = capabilities.find(name);
    return at != capabilities.end() && at->second.isBool() && at->second.toBool();
  };
  return has("avx512_bf16") || has("amx_bf16");
}

std::optional<std::string> why_slow(Precision precision, Device::Kind device) {
  if (device != Device::Kind::cpu) return std::nullopt;
  if (precision == Precision::bf16 && !computes_in_bf16())
    return "this CPU has neither AVX512-BF16 nor AMX: bf16 is slower than fp32 here";
  if (precision == Precision::int8 && choose_integer_product() != IntegerProductKernel::vnni)
    return "this CPU has no AVX512-VNNI: int8 gives the same result as elsewhere, but slower than fp32";
  return std::nullopt;
}

}  // namespace thema
