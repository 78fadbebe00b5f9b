// SPDX-License-Identifier: Apache-2.0
#include "thema/model/torch_names.hpp"

#include "thema/core/error.hpp"

namespace thema {

c10::ScalarType activation_type(Precision precision) {
  switch (precision) {
    case Precision::fp32:
    case Precision::int8:
      return c10::ScalarType::Float;
    case Precision::bf16:
    case Precision::fp8:
      return c10::ScalarType::BFloat16;
    case Precision::fp16:
      return c10::ScalarType::Half;
  }
  fail("a precision outside its enumeration");
}

}  // namespace thema
