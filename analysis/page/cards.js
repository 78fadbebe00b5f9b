// SPDX-License-Identifier: Apache-2.0
// What is told about papers: the tip beside the pointer, the card of a chosen paper, the card of a selection.
import { topicColour } from "./colours.js";
import { byId, counted, made, number, shortened, swatch } from "./dom.js";
import { keywordsOf, topicsOf } from "./selection.js";

const TOPICS_OF_A_SELECTION = 6;
const WORDS_OF_A_SELECTION = 14;
const TIP_GAP = 14; // pixels from the pointer

const orNone = (text, none) => text || none;

function topicLine(papers, paper) {
  const topic = papers.header.topics[papers.topic[paper]];
  return made("p", { className: "topic-line" }, swatch(topicColour(papers.topic[paper])), shortened(topic.name, 48));
}

function factsLine(papers, paper) {
  const category = papers.header.categories[papers.category[paper]];
  const facts = [papers.dateText(paper), category, `similarity ${papers.measure("similarity", paper).toFixed(2)}`];
  return facts.filter((fact) => fact).join(" · ");
}

export function showTip(papers, paper, x, y) {
  const tip = byId("tip");
  tip.hidden = paper < 0;
  if (paper < 0) return;
  const { title, authors } = papers.texts;
  tip.replaceChildren(
    made("p", { className: "title" }, orNone(shortened(title.at(paper), 160), "(no title)")),
    made("p", {}, shortened(authors.at(paper), 90)),
    topicLine(papers, paper),
    made("p", { className: "quiet" }, factsLine(papers, paper)));
  const [width, height] = [tip.offsetWidth, tip.offsetHeight];
  const left = x + TIP_GAP + width > innerWidth ? x - TIP_GAP - width : x + TIP_GAP;
  const top = y + TIP_GAP + height > innerHeight ? y - TIP_GAP - height : y + TIP_GAP;
  tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}

// `choose` is called with a neighbour that was clicked.
export function showPaper(papers, paper, choose) {
  const card = byId("paper");
  card.hidden = paper < 0;
  if (paper < 0) return;
  const link = papers.link(paper);
  const abstract = made("p", { className: "abstract" });
  const measures = ["silhouette", "margin"].map((name) => `${name} ${papers.measure(name, paper).toFixed(2)}`);
  byId("paper-body").replaceChildren(
    made("h2", { tabIndex: -1 }, orNone(papers.texts.title.at(paper), "(no title)")),
    made("p", {}, orNone(papers.texts.authors.at(paper), "(no authors)")),
    topicLine(papers, paper),
    made("p", { className: "quiet" }, `${factsLine(papers, paper)} · ${measures.join(" · ")}`),
    link ? made("p", {}, made("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link))
      : made("p", { className: "quiet" }, papers.texts.id.at(paper)),
    abstract, ...neighbourList(papers, paper, choose));
  papers.abstractOf(paper).then((text) => (abstract.textContent = text ?? ""));
}

function neighbourList(papers, paper, choose) {
  const neighbours = papers.neighboursOf(paper);
  if (neighbours.length === 0) return [];
  const items = neighbours.map((other) => made("li", {}, made("button", {
    type: "button", onclick: () => choose(other),
  }, swatch(topicColour(papers.topic[other])),
  orNone(shortened(papers.texts.title.at(other), 110), "(no title)"))));
  return [made("h3", {}, "Most similar papers"), made("ol", { className: "papers" }, ...items)];
}

export function showSelection(papers, list) {
  byId("selection").hidden = list === null;
  if (list === null) return;
  const topics = topicsOf(list, papers);
  const lines = topics.slice(0, TOPICS_OF_A_SELECTION).map(([topic, count]) => made("li", {},
    swatch(topicColour(topic)), made("span", {}, shortened(papers.header.topics[topic].name, 34)),
    made("span", { className: "count" }, number(count))));
  byId("selection-body").replaceChildren(
    made("p", { id: "selection-count" }, `${counted(list.length, "paper")} in ${counted(topics.length, "topic")}`),
    made("h3", {}, "Topics"), made("ul", { className: "lines" }, ...lines),
    made("h3", {}, "Words that set them apart"),
    made("p", { id: "selection-words" }, orNone(keywordsOf(list, papers, WORDS_OF_A_SELECTION).join(", "), "none")));
}
