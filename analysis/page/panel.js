// SPDX-License-Identifier: Apache-2.0
// The panel at the side: lists of topics and categories, which are the legend and filters at once, the scale of the
// other colours, results of the search, counts.
import { byId, counted, made, number, shortened, swatch } from "./dom.js";
import { categorySwatch, topicColour } from "./colours.js";

const MOST_RESULTS = 60;

// Buttons of things by number; `toggled(number)` is called by a click. update() shows the counts and what is chosen.
export class Choices {
  constructor(id, things, toggled) {
    this.buttons = new Map();
    const list = byId(id);
    for (const { number: which, name, colour, hint } of things) {
      const mark = swatch(colour);
      const count = made("span", { className: "count" });
      const button = made("button", { type: "button", title: hint, onclick: () => toggled(which) }, mark,
        made("span", { className: "name" }, name), count);
      this.buttons.set(which, { button, count });
      list.append(made("li", {}, button));
    }
  }

  update(counts, chosen) {
    for (const [which, { button, count }] of this.buttons) {
      count.textContent = number(counts[which]);
      button.setAttribute("aria-pressed", chosen.has(which));
      button.classList.toggle("off", counts[which] === 0 || (chosen.size > 0 && !chosen.has(which)));
    }
  }
}

export function topicChoices(header, toggled) {
  const things = header.topics.map((topic, i) => ({ number: i, name: topic.name, colour: topicColour(i),
    size: topic.size, hint: `${topic.label}\n${topic.keywords.join(", ")}\n${topic.categories}` }));
  return new Choices("topics", things.filter((topic) => topic.size > 0).sort((a, b) => b.size - a.size), toggled);
}

export function categoryChoices(header, toggled) {
  const things = header.categories.map((name, i) => ({ number: i, name: name || "no category",
    colour: categorySwatch(i), hint: name }));
  return new Choices("categories", things, toggled);
}

// The list that tells the colours is open.
export function showLegend(legend, colouring) {
  if (legend === null) for (const kind of ["topic", "category"]) byId(`${kind}-list`).open = kind === colouring;
  byId("scale").hidden = legend === null;
  document.documentElement.dataset.colouring = colouring;
  if (legend === null) return;
  byId("ramp").style.background = `linear-gradient(90deg, ${legend.stops.join(", ")})`;
  byId("scale-low").textContent = legend.low;
  byId("scale-high").textContent = legend.high;
}

export function showCount(shown, papers) {
  const { count, header } = papers;
  const sample = header.corpus > count ? `, a sample of ${number(header.corpus)}` : "";
  byId("count").textContent = shown === count ? `${counted(count, "paper")}${sample}`
    : `${number(shown)} of ${counted(count, "paper")}`;
}

// The first papers of the search that are shown.
export function showResults(papers, hits, shown, choose) {
  const items = [];
  for (let i = hits ? hits.indexOf(1) : -1; i >= 0 && items.length < MOST_RESULTS; i = hits.indexOf(1, i + 1)) {
    if (!shown[i]) continue;
    items.push(made("li", {}, made("button", { type: "button", onclick: () => choose(i) },
      swatch(topicColour(papers.topic[i])),
      made("span", { className: "name" }, shortened(papers.texts.title.at(i), 120) || "(no title)"),
      made("span", { className: "quiet" }, ` ${shortened(papers.texts.authors.at(i), 40)}`))));
  }
  byId("results").replaceChildren(...items);
  byId("results").hidden = items.length === 0;
}
