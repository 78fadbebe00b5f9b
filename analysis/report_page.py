# SPDX-License-Identifier: Apache-2.0
"""The HTML of the report: one page that loads nothing. All texts of papers are escaped here."""

import base64
import hashlib
import math
import re
from html import escape

from report_facts import MOST_KEYWORDS

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main,header{max-width:1200px;margin:0 auto;padding:0 20px}
header{padding-top:32px}
h1{font-size:2rem;line-height:1.2;margin:0 0 .3em}
h2{font-size:1.35rem;margin:2.4em 0 .5em}
a{color:var(--link)}
nav ul{display:flex;flex-wrap:wrap;gap:.3em 1.2em;list-style:none;padding:0;margin:1em 0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:12px;margin:1.5em 0}
dl div{border:1px solid var(--rule);border-radius:8px;padding:10px 14px}
dt{color:var(--quiet);font-size:.85rem}
dd{margin:0}
dd.value{font-size:1.25rem;font-weight:650;font-variant-numeric:tabular-nums}
dd.remark{color:var(--quiet);font-size:.8rem}
figure{margin:0}
figure img{display:block;max-width:100%;height:auto;border:1px solid var(--rule);border-radius:8px}
figcaption{margin:.7em 0;max-width:80ch}
figcaption p{margin:.3em 0}
.made,.missing,.quiet{color:var(--quiet)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:7px 9px;border-bottom:1px solid var(--rule)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead th{position:sticky;top:0;background:var(--paper)}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
th[aria-sort=ascending] button::after{content:" ▲"}
th[aria-sort=descending] button::after{content:" ▼"}
th button:focus-visible,a:focus-visible,.wide:focus-visible{outline:2px solid var(--link);outline-offset:2px}
td ul{margin:0;padding-left:1.1em;min-width:16em}
td:nth-child(2){min-width:8em;font-weight:600}
td:nth-child(6){min-width:11em}
footer{max-width:1200px;margin:3em auto 2em;padding:0 20px;color:var(--quiet);font-size:.85rem}
@media print{nav,th button::after{display:none}figure{break-inside:avoid}}
"""

SCRIPT = """
"use strict";
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.closest("th"), body = head.closest("table").tBodies[0], column = head.cellIndex;
  const numbers = head.classList.contains("number");
  const before = head.getAttribute("aria-sort");
  const up = before ? before === "descending" : !numbers;
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const value = row => row.cells[column].dataset.value;
  const compare = (a, b) => numbers ? value(a) - value(b) : value(a).localeCompare(value(b));
  const known = row => value(row) !== "";
  const rows = [...body.rows], filled = rows.filter(known).sort((a, b) => up ? compare(a, b) : compare(b, a));
  body.append(...filled, ...rows.filter(row => !known(row)));
});
"""
# name, and whether it is a number; None: not sorted by
COLUMNS = [("Topic", True), ("Name", False), ("Papers", True), ("Growth a year", True), ("Silhouette", True),
           ("Keywords", False), ("Main categories", False), ("Typical papers", None)]
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def page(name, figures, shown, rows, styles):
    """The report: `figures` [(what, how much, remark)], `shown` [(Picture, {style: data URI}, why there is none)],
    `rows` of the table of topics."""
    style = colours(styles) + STYLE
    policy = f"default-src 'none'; img-src data:; style-src {hash_of(style)}; script-src {hash_of(SCRIPT)}; " \
             "base-uri 'none'; form-action 'none'"
    schemes = " ".join(s.name for s in styles)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="{schemes}">
<title>Topics of {text(name)}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>Topics of {text(name)}</h1>
{contents(shown)}
</header>
<main>
{facts(figures)}
{"".join(section(*one) for one in shown)}
{topics_table(rows)}
</main>
<footer>Made by thema. This page is one file and loads nothing; only links to papers lead elsewhere.</footer>
<script>{SCRIPT}</script>
</body>
</html>
"""


def text(value):
    """A text of the data as HTML; signs that control a terminal or a page are blanks."""
    return escape(CONTROLS.sub(" ", str(value)))


def hash_of(content):
    """The source of a Content-Security-Policy that allows this very style or script and no other."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def colours(styles):
    """The theme as variables; of two the reader's system chooses."""
    rules = ["".join(f"--{key}:{value};" for key, value in
                     {"paper": s.paper, "ink": s.ink, "quiet": s.quiet, "rule": s.rule, "link": s.link}.items())
             for s in styles]
    first = f":root{{color-scheme:{' '.join(s.name for s in styles)};{rules[0]}}}"
    return first + "".join(f"\n@media (prefers-color-scheme:dark){{:root{{{rule}}}}}" for rule in rules[1:])


def contents(shown):
    links = [(picture.name, picture.heading) for picture, _, why in shown if not why]
    items = "".join(f'<li><a href="#{name}">{heading}</a></li>' for name, heading in [*links, ("topics", "All topics")])
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def facts(figures):
    cells = "".join(f'<div><dt>{text(what)}</dt><dd class="value">{text(value)}</dd>'
                    + (f'<dd class="remark">{text(remark)}</dd>' if remark else "") + "</div>"
                    for what, value, remark in figures)
    return f"<dl>{cells}</dl>"


def section(picture, images, why):
    head = f'<section aria-labelledby="{picture.name}"><h2 id="{picture.name}">{picture.heading}</h2>'
    if why:
        return f'{head}<p class="missing">Not drawn: {text(why)}.</p></section>\n'
    first = next(iter(images))
    dark = f'<source srcset="{images["dark"]}" media="(prefers-color-scheme: dark)">' if len(images) > 1 else ""
    others = [f"{picture.name}.{form}" for form in picture.formats if form != "png"]
    files = f" To print: {' and '.join(others)} in the same folder." if others else ""
    alt = f"{text(picture.heading)}. {text(picture.seen)}"
    return f"""{head}<figure><picture>{dark}
<img src="{images[first]}" {shown_size(images[first])} alt="{alt}"></picture>
<figcaption><p>{text(picture.seen)}</p><p class="made">{text(picture.made)}{files}</p></figcaption></figure>
</section>
"""


def shown_size(uri, dots=2):
    """Width and height of a PNG on the page, which has fewer dots than paper; the browser knows them in advance."""
    head = base64.b64decode(uri.partition(",")[2][:32])  # the signature, then a chunk that starts with both
    width, height = (int.from_bytes(head[place : place + 4], "big") // dots for place in (16, 20))
    return f'width="{width}" height="{height}"'


def topics_table(rows):
    heads = "".join(head(*column) for column in COLUMNS)
    body = "\n".join(topic_row(row) for row in rows)
    return f"""<section aria-labelledby="topics"><h2 id="topics">All topics</h2>
<p class="quiet">Typical papers are those nearest to the centre of the topic. A click on a heading sorts.</p>
<div class="wide" role="region" aria-labelledby="topics" tabindex="0"><table>
<thead><tr>{heads}</tr></thead>
<tbody>
{body}
</tbody></table></div></section>"""


def head(name, numeric):
    kind = ' class="number"' if numeric else ""
    order = ' aria-sort="descending"' if name == "Papers" else ""
    inner = name if numeric is None else f'<button type="button">{name}</button>'
    return f'<th scope="col"{kind}{order}>{inner}</th>'


def topic_row(row):
    topic = row.topic
    words = ", ".join(topic.keywords[:MOST_KEYWORDS])
    papers = "".join(f"<li>{paper(*one)}</li>" for one in row.papers)
    cells = [cell(topic.id, topic.id), cell(topic.name, topic.name, kind=""),
             cell(topic.size, f"{topic.size:,} ({100 * topic.share:.1f} %)"),
             cell(known(row.growth_value), row.growth), cell(known(topic.mean_silhouette),
                                                             f"{topic.mean_silhouette:.3f}"),
             cell(words, words, kind=""), cell(topic.main_categories, topic.main_categories, kind="")]
    return f"<tr>{''.join(cells)}<td><ul>{papers}</ul></td></tr>"


def cell(value, shown, kind=' class="number"'):
    return f'<td{kind} data-value="{text(value)}">{text(shown)}</td>'


def known(value):
    return f"{value:.6g}" if math.isfinite(value) else ""


def paper(title, link):
    shown = f"<bdi>{text(title) or '(without a title)'}</bdi>"
    return f'<a href="{text(link)}" rel="noopener noreferrer">{shown}</a>' if link else shown
