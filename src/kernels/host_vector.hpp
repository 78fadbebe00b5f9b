// SPDX-License-Identifier: Apache-2.0
// Vectors of fp32 on the host: where plain loops over arrays would be left in memory by the compiler.
#pragma once
#include <cstdint>
#include <cstring>

namespace thema::kernels {

inline constexpr std::int64_t kVectorLanes = 8;
using Vector = float __attribute__((vector_size(kVectorLanes * sizeof(float))));

inline Vector load(const float* from) {
  Vector lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
inline void store(const Vector& lanes, float* to) { std::memcpy(to, &lanes, sizeof lanes); }
inline Vector all(float value) { return value - Vector{}; }
inline Vector lower(const Vector& a, const Vector& b) { return a < b ? a : b; }
inline Vector higher(const Vector& a, const Vector& b) { return a > b ? a : b; }

inline float sum_of(const Vector& v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }
inline float lowest_of(const Vector& v) {
  float lowest = v[0];
  for (std::int64_t l = 1; l < kVectorLanes; ++l) lowest = v[l] < lowest ? v[l] : lowest;
  return lowest;
}
inline float highest_of(const Vector& v) {
  float highest = v[0];
  for (std::int64_t l = 1; l < kVectorLanes; ++l) highest = v[l] > highest ? v[l] : highest;
  return highest;
}

}  // namespace thema::kernels
