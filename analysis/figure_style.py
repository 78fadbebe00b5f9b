# SPDX-License-Identifier: Apache-2.0
"""What all figures of a run share: colours of the light and the dark theme, headline, axes."""

import dataclasses

import matplotlib.pyplot as plt
import matplotlib.ticker

from topic_colours import DARK_PALETTE, LIGHT_PALETTE

DPI = 200
INK, QUIET, RULE = "#1a1a1a", "#5f6368", "#d8dadd"
ACCENT, CONTRAST = "#3f90da", "#bd1f01"
THOUSANDS = matplotlib.ticker.FuncFormatter(lambda number, _: f"{number:,.0f}")
# Colours of lines: Petroff, "Accessible color sequences for data visualization" (arXiv:2107.02270).
SERIES = ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"]


@dataclasses.dataclass(frozen=True)
class Style:
    """A theme."""

    name: str
    paper: str  # the ground
    ink: str
    quiet: str  # text that stands back
    rule: str
    accent: str
    contrast: str
    second: str  # line beside the accent
    link: str
    deep: str  # end of a scale that goes from paper over accent
    topics: tuple

    @property
    def settings(self):
        """For matplotlib.rc_context while a figure is made and saved."""
        ground = dict.fromkeys(["figure.facecolor", "axes.facecolor", "savefig.facecolor", "legend.facecolor",
                                "legend.edgecolor"], self.paper)
        lines = dict.fromkeys(["text.color", "axes.labelcolor", "xtick.color", "ytick.color"], self.ink)
        return {**ground, **lines, "axes.edgecolor": self.rule, "font.size": 9,
                "text.parse_math": False,  # titles may hold any sign
                "svg.fonttype": "none", "pdf.fonttype": 42,  # text stays text
                "svg.hashsalt": "thema"}  # the same file every time


LIGHT = Style("light", "#ffffff", INK, QUIET, RULE, ACCENT, CONTRAST, "#8a9099", "#1a5fb4", "#0b2f5c",
              LIGHT_PALETTE)
DARK = Style("dark", "#14171c", "#e8eaed", "#a3a9b1", "#3a4048", "#5aa9f0", "#ff8466", "#8a9099", "#8ab8ff", "#e8f3ff",
             DARK_PALETTE)
STYLES = {style.name: style for style in (LIGHT, DARK)}


def title(figure, text, detail, left=0.03, style=LIGHT):
    """A headline and a quieter line below it, at the top left; the line is set smaller where the figure is narrow."""
    width, height = figure.get_size_inches()
    room = 72 * width * (1 - left - 0.02)  # points
    size = min(9.5, room / (0.53 * max(1, len(detail))))  # a character is about half as wide as the letters are high
    figure.text(left, 1 - 0.22 / height, text, size=15, weight="bold", va="top")
    figure.text(left, 1 - 0.55 / height, detail, size=size, color=style.quiet, va="top")


def save(figure, *paths):
    """Writes a figure to each path, in the format of its name, and closes it. Files of the same figure are the same:
    they do not hold a date."""
    undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    for path in paths:
        figure.savefig(path, dpi=DPI, metadata=undated.get(path.suffix))
    plt.close(figure)


def plain_axes(axes, style=LIGHT):
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=style.quiet, length=3, labelsize=8.5)


def shortened(text, length):
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
