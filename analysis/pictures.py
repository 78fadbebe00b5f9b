# SPDX-License-Identifier: Apache-2.0
"""All pictures of a run: what they are called, how they are drawn, what one sees on them."""

import dataclasses
import warnings

import matplotlib.pyplot as plt

import thema_results
from category_figure import draw_categories
from figure_style import LIGHT, save
from growth_figure import draw_topic_growth
from keyword_figure import draw_keywords
from map_by_period import draw_map_by_period
from selection_figure import draw_selection
from size_figure import draw_topic_sizes
from topic_map import draw_map
from trend_figures import draw_topic_tree, draw_topics_over_time


@dataclasses.dataclass(frozen=True)
class Picture:
    name: str  # of the file, without its ending
    heading: str
    draw: callable  # (run, style), or with needs_map (run, layout, style) -> (figure, why there is none)
    seen: str  # what one sees
    made: str  # how it was made
    needs_map: bool = False
    formats: tuple = ("png",)


PICTURES = [
    Picture("topic_map", "Map of the papers", draw_map,
            "Each point is a paper, coloured by its topic; a name stands at the middle of the topic's papers, in a "
            "shade of their colour. Large grey names are groups of topics. Near points are similar papers; distances "
            "between far groups, sizes of groups and their density mean little.",
            "Points are the smaller and fainter the more papers are around them. Topics that touch have colours that "
            "differ with any kind of colour-blindness; a colour serves several topics. Groups are the tree of topics "
            "cut where about ten of them hold several topics. Names without a free place are left out.",
            needs_map=True, formats=("png", "svg", "pdf")),
    Picture("map_by_period", "The map through the years", draw_map_by_period,
            "The same map once for each period: its papers in the colours of the map, over all papers in grey.",
            "Periods are of the same length; the first one also holds the few papers before it.", needs_map=True),
    Picture("topic_sizes", "Topic sizes", draw_topic_sizes,
            "Papers of the largest topics, and their mean silhouette: how much nearer papers are to their own topic "
            "than to the next one. Values from 0.02 to 0.1 are normal for texts; below 0 a topic overlaps with others.",
            "Silhouettes are by cosine distance, over all papers."),
    Picture("keywords", "Keywords of topics", draw_keywords,
            "The heaviest words of the largest topics. Long bars: frequent here and rare elsewhere.",
            "Weights are c-TF-IDF; strong bars are words that are also distinctive by their log odds against all other "
            "topics."),
    Picture("topic_tree", "Tree of topics", draw_topic_tree,
            "Which topics are alike: the further left two branches meet, the less they have in common.",
            "Topics are joined by the linkage that the run was labelled with (label.linkage); red words are the "
            "heaviest of the group that is parted there."),
    Picture("topics_over_time", "Topics over time", draw_topics_over_time,
            "The share of all papers that each of the largest topics has, month by month; shaded months are bursts.",
            "Shares are smoothed by a Gaussian of three months; bursts are Kleinberg's; growth is the slope of the "
            "logarithm of the share over the last 36 months."),
    Picture("topic_growth", "Growing and fading topics", draw_topic_growth,
            "The topics whose share of all papers grows or falls most surely; grey: it may as well be constant.",
            "The slope of the logarithm of the share over the last 36 months with two standard errors; growing topics "
            "are chosen by the lower end, fading ones by the upper."),
    Picture("topic_categories", "Topics and categories", draw_categories,
            "How the papers of a topic are spread over the primary categories. A row with one dark cell is a topic "
            "within one category, a column with many cells a category of many topics.",
            "Topics stand in the order of their tree, categories so that blocks lie along a diagonal; shown are those"
            " with the largest share of any topic."),
    Picture("k_selection", "Choice of the number of topics", draw_selection,
            "Figures of quality over the numbers of topics that were tried; the dashed line is the chosen one.",
            "Each number was tried on the same papers from several starts; the rule that chose stands in the picture."),
]


def save_pictures(run, out, method=None, styles=(LIGHT,)):
    """Writes all pictures into the folder `out`, the dark ones as NAME_dark. Yields (Picture, {name of the style: name
    of the PNG file}, why there is none) when a picture is written; a file of an earlier time that cannot be drawn now
    is removed."""
    out.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # titles may hold any script
        for picture in PICTURES:
            files, why = {}, ""
            for style in styles:
                paths = [out / f"{picture.name}{'_dark' if style.name == 'dark' else ''}.{form}"
                         for form in picture.formats]
                why = draw_and_save(run, picture, method, style, paths)
                if not why:
                    files[style.name] = paths[0].name
            yield picture, files, why


def draw_and_save(run, picture, method, style, paths):
    """Why the picture cannot be drawn, "" where it is: draw tells, or a file is missing, of an older thema, or was not
    made of the files beside it."""
    with plt.rc_context(style.settings):
        try:
            given = (run.map(method),) if picture.needs_map else ()
            figure, why = picture.draw(run, *given, style)
        except (thema_results.MissingStage, thema_results.WrongFile) as error:
            figure, why = None, str(error)
        if figure is None:
            for path in paths:
                path.unlink(missing_ok=True)
        else:
            save(figure, *paths)
    return why
