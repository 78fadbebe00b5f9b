// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "thema/model/attention.hpp"

namespace thema::bench {

/// What the math backend does with fp16 and bf16: libtorch raises them to fp32 unless told otherwise
/// (setAllowFP16BF16ReductionMathSDP), so a ratio of flash to it compares with fp32 attention.
enum class HalfInMath { raised, kept };

/// A way to compute attention that is timed beside others.
struct AttentionVariant {
  std::string name;  ///< "packed", "flash", "efficient", "cudnn", "math_no_upcast", "math"
  AttentionBackend backend = AttentionBackend::math;
  HalfInMath half = HalfInMath::raised;
};

/// All of them, in the order of the tables: math last.
const std::vector<AttentionVariant>& attention_variants();

/// Those with these names, in the order of attention_variants(). Another name is an Error of kind `usage`.
std::vector<AttentionVariant> attention_variants(const std::vector<std::string>& names);

/// Why the variant cannot do this case on this machine; nothing when it can.
std::optional<std::string> why_not(const AttentionVariant& variant, const AttentionCase& wanted);

/// Sets libtorch's switch, which is one for the process, to what a variant asks for, and back at the end.
class HalfInMathScope {
 public:
  explicit HalfInMathScope(HalfInMath half);
  HalfInMathScope(const HalfInMathScope&) = delete;
  HalfInMathScope& operator=(const HalfInMathScope&) = delete;
  ~HalfInMathScope();

 private:
  bool before_;
};

}  // namespace thema::bench
