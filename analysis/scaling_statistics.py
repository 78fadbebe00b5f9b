# SPDX-License-Identifier: Apache-2.0
"""Medians with their intervals, and the fit of Amdahl's law."""

import dataclasses
import math

import numpy as np

WANTED_COVERAGE = 0.95


@dataclasses.dataclass(frozen=True)
class Interval:
    """A median and the interval that holds the true one with the probability `coverage`, whatever the distribution."""

    median: float
    low: float
    high: float
    coverage: float

    @classmethod
    def of_report(cls, value):
        """Out of a report of `thema bench`."""
        return cls(value["median"], value["low"], value["high"], value["coverage"])


def median_interval_ranks(n):
    """(j, n + 1 - j, coverage): of the narrowest symmetric interval of n ordered values, counted from 1, that covers
    the median of their distribution with at least 95 %; of fewer than 6 values the whole range, with its coverage. The
    same as in include/thema/bench/measurement.hpp: the coverage is 1 - 2 P(B <= j - 1), B binomial with n draws of 1/2
    (David and Nagaraja, "Order Statistics", 3rd ed., section 7.1)."""
    best, below = None, 0
    for j in range(1, n // 2 + 1):
        below += math.comb(n, j - 1)
        coverage = 1 - 2 * below / 2**n
        if best and coverage < WANTED_COVERAGE:
            break
        best = (j, n + 1 - j, coverage)
    return best or (1, n, 0.0)


def median_interval(values):
    ordered = sorted(values)
    low, high, coverage = median_interval_ranks(len(ordered))
    return Interval(float(np.median(ordered)), ordered[low - 1], ordered[high - 1], coverage)


@dataclasses.dataclass(frozen=True)
class Amdahl:
    """T(n) = serial + parallel / n, in seconds."""

    serial: float
    parallel: float
    worst: float  # largest deviation from a measured time, as a share of it

    @property
    def serial_fraction(self):
        """Of the time that the fit gives one rank."""
        return self.serial / (self.serial + self.parallel)

    def seconds(self, ranks):
        return self.serial + self.parallel / np.asarray(ranks, dtype=float)


def amdahl_fit(ranks, seconds):
    """Least squares of the relative deviations, both terms at least 0; None with fewer than two rank counts. Relative,
    since the times of many ranks are small and tell most of the serial part."""
    ranks, seconds = np.asarray(ranks, dtype=float), np.asarray(seconds, dtype=float)
    if len(set(ranks)) < 2:
        return None
    terms = np.stack([np.ones_like(ranks), 1 / ranks], axis=1)
    serial, parallel = non_negative_fit(terms, seconds)
    worst = np.max(np.abs(serial + parallel / ranks - seconds) / seconds)
    return Amdahl(float(serial), float(parallel), float(worst))


def non_negative_fit(terms, measured):
    """Coefficients >= 0 of the columns of `terms` with the least relative squares. Few columns: every subset is tried,
    and the best without a negative coefficient is the solution; of equal ones that of the first columns."""
    scaled, ones = terms / measured[:, None], np.ones(len(measured))
    best, best_error = np.zeros(terms.shape[1]), np.inf
    for subset in range(1, 2 ** terms.shape[1]):
        chosen = [column for column in range(terms.shape[1]) if subset >> column & 1]
        found = np.linalg.lstsq(scaled[:, chosen], ones, rcond=None)[0]
        error = np.sum((scaled[:, chosen] @ found - ones) ** 2)
        if found.min() >= 0 and error < best_error - 1e-12:
            best = np.zeros(terms.shape[1])
            best[chosen], best_error = found, error
    return best
