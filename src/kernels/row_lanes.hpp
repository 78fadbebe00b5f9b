// SPDX-License-Identifier: Apache-2.0
// One work item a row, whose columns are shared among lanes: those of a vector register on a CPU, the threads of a team
// on a GPU. A body is a functor `void operator()(const Lanes& lanes, std::int64_t row) const`, Lanes a template
// parameter.
#pragma once
#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "execution.hpp"
#include "host_lanes.hpp"
#include "thema/core/error.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// The threads of a GPU's team.
template <class Team> struct TeamLanes {
  static constexpr std::int64_t kColumns = 1;
  const Team& team;

  template <class Action> KOKKOS_INLINE_FUNCTION void each(std::int64_t width, const Action& action) const {
    Kokkos::parallel_for(Kokkos::TeamVectorRange(team, width), action);
    team.team_barrier();
  }
  template <class Real = float, class Term>
  KOKKOS_INLINE_FUNCTION Real sum(std::int64_t width, const Term& term) const {
    Real total = 0;
    Kokkos::parallel_reduce(
        Kokkos::TeamVectorRange(team, width), [&](std::int64_t c, Real& part) { part += term(c); }, total);
    return total;
  }
};

template <class Body> struct HostRow {
  Body body;
  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t row) const { body(HostLanes{}, row); }
};

template <class Body> struct TeamRow {
  Body body;
  template <class Team> KOKKOS_INLINE_FUNCTION void operator()(const Team& team) const {
    body(TeamLanes<Team>{team}, static_cast<std::int64_t>(team.league_rank()));
  }
};

template <class Body> void for_rows(const Place& place, const char* name, std::int64_t rows, const Body& body) {
  if (place.kind == Place::Kind::host) {
    Kokkos::parallel_for(name, Kokkos::RangePolicy<HostSpace>(0, rows), HostRow<Body>{body});
    return;
  }
  constexpr bool has_device = !std::is_same_v<HostSpace, DeviceSpace>;
  require(has_device, "a kernel for a device in a build without one");
  if constexpr (has_device) {
    constexpr int kWarps = 4, kThreadsOfAWarp = 32;
    const Kokkos::TeamPolicy<DeviceSpace> teams(execution_on(place.stream), static_cast<int>(rows), kWarps,
                                                kThreadsOfAWarp);
    Kokkos::parallel_for(name, teams, TeamRow<Body>{body});
  }
}

}  // namespace thema::kernels
