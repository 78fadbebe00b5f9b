# SPDX-License-Identifier: Apache-2.0
"""What all figures of a run share: colours, headline, axes."""

import matplotlib.ticker

INK, QUIET, RULE = "#1a1a1a", "#5f6368", "#d8dadd"
ACCENT, CONTRAST = "#3f90da", "#bd1f01"
THOUSANDS = matplotlib.ticker.FuncFormatter(lambda number, _: f"{number:,.0f}")


def title(figure, text, detail, left=0.03):
    """A headline and a quieter line below it, at the top left; the line is set smaller where the figure is narrow."""
    width, height = figure.get_size_inches()
    room = 72 * width * (1 - left - 0.02)  # points
    size = min(9.5, room / (0.53 * max(1, len(detail))))  # a character is about half as wide as the letters are high
    figure.text(left, 1 - 0.22 / height, text, size=15, weight="bold", va="top")
    figure.text(left, 1 - 0.55 / height, detail, size=size, color=QUIET, va="top")


def plain_axes(axes):
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=QUIET, length=3, labelsize=8.5)


def shortened(text, length):
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
