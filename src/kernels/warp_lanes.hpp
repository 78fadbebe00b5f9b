// SPDX-License-Identifier: Apache-2.0
// One work item a row, whose columns are shared among the 32 threads of a warp on a GPU; on a CPU plain loops. A body
// is a functor `void operator()(const Lanes& lanes, std::int64_t row) const`, Lanes a template parameter. The results
// of max, min and count are known to all lanes, and none of them depends on how the columns are shared. A lane reads
// what it has written itself: column c is always the same lane's.
#pragma once
#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "execution.hpp"
#include "thema/core/error.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

struct SerialLanes {
  template <class Action> KOKKOS_INLINE_FUNCTION void each(std::int64_t columns, const Action& action) const {
    for (std::int64_t c = 0; c < columns; ++c) action(c);
  }
  template <class Action> KOKKOS_INLINE_FUNCTION void once(const Action& action) const { action(); }

  template <class T, class Term> KOKKOS_INLINE_FUNCTION T max(std::int64_t columns, T least, const Term& term) const {
    for (std::int64_t c = 0; c < columns; ++c) {
      const T x = term(c);
      if (x > least) least = x;
    }
    return least;
  }
  template <class T, class Term> KOKKOS_INLINE_FUNCTION T min(std::int64_t columns, T most, const Term& term) const {
    for (std::int64_t c = 0; c < columns; ++c) {
      const T x = term(c);
      if (x < most) most = x;
    }
    return most;
  }
  template <class Test> KOKKOS_INLINE_FUNCTION std::int64_t count(std::int64_t columns, const Test& test) const {
    std::int64_t found = 0;
    for (std::int64_t c = 0; c < columns; ++c) found += test(c) ? 1 : 0;
    return found;
  }
};

template <class Team> struct WarpLanes {
  const Team& team;

  template <class Action> KOKKOS_INLINE_FUNCTION void each(std::int64_t columns, const Action& action) const {
    Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, columns), action);
  }
  template <class Action> KOKKOS_INLINE_FUNCTION void once(const Action& action) const {
    Kokkos::single(Kokkos::PerThread(team), action);
  }

  template <class T, class Term> KOKKOS_INLINE_FUNCTION T max(std::int64_t columns, T least, const Term& term) const {
    T found = least;
    Kokkos::parallel_reduce(
        Kokkos::ThreadVectorRange(team, columns),
        [&](std::int64_t c, T& largest) {
          const T x = term(c);
          if (x > largest) largest = x;
        },
        Kokkos::Max<T>(found));
    return found > least ? found : least;
  }
  template <class T, class Term> KOKKOS_INLINE_FUNCTION T min(std::int64_t columns, T most, const Term& term) const {
    T found = most;
    Kokkos::parallel_reduce(
        Kokkos::ThreadVectorRange(team, columns),
        [&](std::int64_t c, T& smallest) {
          const T x = term(c);
          if (x < smallest) smallest = x;
        },
        Kokkos::Min<T>(found));
    return found < most ? found : most;
  }
  template <class Test> KOKKOS_INLINE_FUNCTION std::int64_t count(std::int64_t columns, const Test& test) const {
    std::int64_t found = 0;
    Kokkos::parallel_reduce(
        Kokkos::ThreadVectorRange(team, columns), [&](std::int64_t c, std::int64_t& part) { part += test(c) ? 1 : 0; },
        found);
    return found;
  }
};

template <class Body> struct SerialRow {
  Body body;
  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t row) const { body(SerialLanes{}, row); }
};

inline constexpr int kWarpsOfATeam = 8, kThreadsOfAWarp = 32;

template <class Body> struct WarpRows {
  Body body;
  std::int64_t rows;
  template <class Team> KOKKOS_INLINE_FUNCTION void operator()(const Team& team) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, kWarpsOfATeam), [&](int warp) {
      const std::int64_t row = std::int64_t{team.league_rank()} * kWarpsOfATeam + warp;
      if (row < rows) body(WarpLanes<Team>{team}, row);
    });
  }
};

template <class Body> void for_rows_by_warp(const Place& place, const char* name, std::int64_t rows, const Body& body) {
  if (rows == 0) return;
  if (place.kind == Place::Kind::host) {
    Kokkos::parallel_for(name, Kokkos::RangePolicy<HostSpace, Kokkos::IndexType<std::int64_t>>(0, rows),
                         SerialRow<Body>{body});
    HostSpace().fence();
    return;
  }
  constexpr bool has_device = !std::is_same_v<HostSpace, DeviceSpace>;
  require(has_device, "a kernel for a device in a build without one");
  if constexpr (has_device) {
    const auto teams = static_cast<int>((rows + kWarpsOfATeam - 1) / kWarpsOfATeam);
    const Kokkos::TeamPolicy<DeviceSpace> policy(execution_on(place.stream), teams, kWarpsOfATeam, kThreadsOfAWarp);
    Kokkos::parallel_for(name, policy, WarpRows<Body>{body, rows});
  }
}

}  // namespace thema::kernels
