// SPDX-License-Identifier: Apache-2.0
// One work item after another on a CPU, a thread each on a GPU. A body is a functor
// `void operator()(std::int64_t item) const`.
#pragma once
#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "execution.hpp"
#include "thema/core/error.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

template <class Body> void for_items(const Place& place, const char* name, std::int64_t items, const Body& body) {
  if (items == 0) return;
  using Index = Kokkos::IndexType<std::int64_t>;
  if (place.kind == Place::Kind::host) {
    Kokkos::parallel_for(name, Kokkos::RangePolicy<HostSpace, Index>(0, items), body);
    HostSpace().fence();
    return;
  }
  constexpr bool has_device = !std::is_same_v<HostSpace, DeviceSpace>;
  require(has_device, "a kernel for a device in a build without one");
  if constexpr (has_device)
    Kokkos::parallel_for(name, Kokkos::RangePolicy<DeviceSpace, Index>(execution_on(place.stream), 0, items), body);
}

}  // namespace thema::kernels
