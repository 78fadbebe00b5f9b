# SPDX-License-Identifier: Apache-2.0
"""Where on the map the name of a topic belongs."""

import numpy as np


def median_papers(coordinates, group_of, groups):
    """[groups, 2]: for each group the place of the paper nearest to the median of its papers; NaN for a group without
    one. The mean could fall into empty space when a topic has two islands."""
    anchors = np.full((groups, 2), np.nan)
    order = np.argsort(group_of, kind="stable")
    starts = np.searchsorted(np.asarray(group_of)[order], np.arange(groups + 1))
    for group in range(groups):
        points = coordinates[order[starts[group] : starts[group + 1]]]
        if len(points):
            anchors[group] = points[np.argmin(np.sum((points - np.median(points, axis=0)) ** 2, axis=1))]
    return anchors
