// SPDX-License-Identifier: Apache-2.0
// Starts the page and joins its parts: every change goes through one of the methods of App.
import { Address, viewOfAddress } from "./address.js";
import { Camera } from "./camera.js";
import { showPaper, showSelection, showTip } from "./cards.js";
import { COLOURINGS, coloursBy, setSwatches } from "./colours.js";
import { listenToKeys, Pointers } from "./controls.js";
import { byId, made, number } from "./dom.js";
import { Filters } from "./filters.js";
import { Grid } from "./grid.js";
import { Labels } from "./labels.js";
import { Overlay } from "./overlay.js";
import { categoryChoices, showCount, showLegend, showResults, topicChoices } from "./panel.js";
import { Papers } from "./papers.js";
import { Renderer } from "./renderer.js";
import { Search } from "./search.js";
import { csvOf, download, marked, papersInside } from "./selection.js";
import { Theme } from "./theme.js";
import { Timeline } from "./timeline.js";

const REACH = 9; // pixels from the pointer to a paper
const STILL = 160; // milliseconds without a move after which everything is drawn
const NARROW = 700; // pixels of a window that the panel would cover
const PAPER_ZOOM = 14;
const FREE = 40; // pixels beside a card within which a paper counts as covered
const MOST_TITLES_SEEN = 250; // papers in view of which titles are written

class App {
  constructor(papers) {
    this.papers = papers;
    this.paper = this.hovered = -1;
    this.colour = "topic";
    this.selected = null;
    [this.frame, this.lastMove, this.lastFrame, this.wasMoving] = [0, -Infinity, 0, false];
    this.theme = new Theme(() => this.themeChanged());
    this.renderer = new Renderer(byId("map"), papers);
    this.grid = new Grid(papers);
    this.filters = new Filters(papers);
    this.search = new Search(papers);
    this.labels = new Labels(papers.header);
    this.overlay = new Overlay(byId("overlay"), papers);
    this.camera = new Camera(papers.header.home, () => this.moved());
    this.address = new Address(papers.header, () => this.view());
    this.timeline = new Timeline(papers, (months) => {
      this.filters.months = months;
      this.filtersChanged();
    });
    this.makePanel();
    this.listen();
    if (innerWidth < NARROW) this.foldPanel();
    this.resize();
    this.themeChanged();
    this.applyView(viewOfAddress(papers.header, location.hash));
    this.address.onChange((hash) => this.applyView(viewOfAddress(papers.header, hash)));
  }

  makePanel() {
    const { header } = this.papers;
    byId("name").textContent = header.run + (header.guided ? " (guided by its topics)" : "");
    byId("name").title = header.about;
    const toggle = (kind) => (which) => {
      this.filters.toggle(kind, which);
      this.filtersChanged();
    };
    this.topicList = topicChoices(header, toggle("topics"));
    this.categoryList = categoryChoices(header, toggle("categories"));
    byId("topics-title").append(` (${number(header.topics.length)})`);
    byId("colour").append(...Object.entries(COLOURINGS).map(([value, text]) => made("option", { value }, text)));
  }

  listen() {
    this.pointers = new Pointers(byId("map"), this.camera, {
      hover: (x, y) => this.hover(x, y), leave: () => this.hoverPaper(-1, 0, 0),
      click: (x, y) => this.choose(this.paperAt(x, y), false),
      lassoed: (line) => this.lassoed(line), redraw: () => this.redraw() });
    listenToKeys(this.camera, { search: () => byId("search").select(), escape: () => this.escape(),
      lasso: () => this.pointers.setLasso(!this.pointers.drawing) });
    const clicks = { lasso: () => this.pointers.setLasso(!this.pointers.drawing), home: () => this.camera.home(),
      "zoom-in": () => this.camera.zoomAt(...this.camera.middle, 1.6),
      "zoom-out": () => this.camera.zoomAt(...this.camera.middle, 1 / 1.6),
      "paper-close": () => this.choose(-1, false), "selection-close": () => this.select(null),
      clear: () => this.clear(),
      csv: () => download(csvOf(this.selected, this.papers), `${this.papers.header.run}-selection.csv`),
      fold: () => this.foldPanel() };
    for (const [id, handler] of Object.entries(clicks)) byId(id).addEventListener("click", handler);
    byId("colour").addEventListener("change", (event) => this.setColour(event.target.value));
    byId("search").addEventListener("input", () => this.find(byId("search").value));
    addEventListener("resize", () => this.resize());
  }

  // ---- what is seen

  resize() {
    const panel = byId("panel");
    const inset = panel.classList.contains("folded") || innerWidth < NARROW ? 0 : panel.getBoundingClientRect().right;
    this.camera.resize(innerWidth, innerHeight, inset);
    this.drawTimeline();
  }

  foldPanel() {
    const folded = byId("panel").classList.toggle("folded");
    byId("fold").setAttribute("aria-expanded", !folded);
    this.resize();
  }

  themeChanged() {
    [this.renderer.background, this.renderer.faint] = [this.theme.ground, this.theme.faint];
    setSwatches(this.papers.header, this.theme.dark);
    this.drawTimeline();
    this.paint();
  }

  drawTimeline() {
    if (this.papers.months > 1) this.timeline.draw(this.filters.monthCounts, this.theme.colours);
  }

  moved() {
    this.lastMove = performance.now();
    this.address?.changed();
    this.redraw();
  }

  redraw() {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const moving = this.lastMove > this.lastFrame || performance.now() - this.lastMove < STILL;
    if (moving && this.wasMoving) this.renderer.adapt(performance.now() - this.lastFrame);
    [this.lastFrame, this.wasMoving] = [performance.now(), moving];
    const ratio = devicePixelRatio || 1;
    this.renderer.draw(this.camera, ratio, moving);
    this.overlay.begin(this.camera, ratio);
    this.overlay.drawNeighbours(this.camera, this.theme.colours, this.paper);
    this.drawNames();
    this.overlay.drawMarks(this.camera, this.theme.colours, this.paper, this.hovered);
    this.overlay.drawLine(this.theme.colours, this.pointers.line);
    if (moving && this.renderer.share < 1) this.drawWhenStill();
  }

  drawNames() {
    const { camera, labels, papers, overlay: { context }, theme: { colours } } = this;
    const taken = labels.draw(context, camera, colours, this.labelCounts());
    const few = this.grid.inside(camera.view, this.filters.shown, MOST_TITLES_SEEN);
    if (few && few.length < papers.count) labels.drawTitles(context, camera, colours, papers, few, taken);
  }

  drawWhenStill() {
    clearTimeout(this.stillTimer);
    this.stillTimer = setTimeout(() => this.redraw(), STILL + 20);
  }

  labelCounts() {
    const { topics, topicCounts } = this.filters;
    return topics.size ? topicCounts.map((count, topic) => (topics.has(topic) ? count : 0)) : topicCounts;
  }

  setColour(name) {
    this.colour = name in COLOURINGS ? name : "topic";
    byId("colour").value = this.colour;
    showLegend(this.paint(), this.colour);
    this.address.changed();
  }

  // Returns the legend.
  paint() {
    const { palette, codes, legend } = coloursBy(this.colour, this.papers, this.theme.dark);
    this.renderer.setColours(palette, codes);
    this.redraw();
    return legend;
  }

  // ---- which papers are shown

  filtersChanged() {
    const { filters, papers } = this;
    filters.apply();
    this.renderer.setShown(filters.shown, filters.count);
    this.topicList.update(filters.topicCounts, filters.topics);
    this.categoryList.update(filters.categoryCounts, filters.categories);
    showCount(filters.count, papers);
    showResults(papers, filters.hits, filters.shown, (paper) => this.choose(paper, true));
    byId("clear").hidden = !filters.isSet;
    this.drawTimeline();
    this.address.changed();
    this.redraw();
  }

  async find(query) {
    byId("found").textContent = query.trim() ? "searching…" : "";
    const found = await this.search.find(query);
    if (found === undefined) return;
    this.filters.hits = found?.hits ?? null;
    byId("found").textContent = found ? `${number(found.count)} found` : "";
    this.filtersChanged();
  }

  lassoed(line) {
    const { inside, count } = papersInside(line, this.camera, this.papers, this.filters.shown);
    this.pointers.setLasso(false);
    if (count > 0) this.select(inside);
  }

  select(inside) {
    this.filters.lasso = inside;
    this.selected = inside && marked(inside);
    showSelection(this.papers, this.selected);
    this.filtersChanged();
  }

  clear() {
    this.timeline.stop();
    this.timeline.set(null);
    this.filters.clear();
    byId("search").value = "";
    this.find("");
    this.select(null);
  }

  escape() {
    if (this.pointers.drawing || this.pointers.line) this.pointers.setLasso(false);
    else if (this.paper >= 0) this.choose(-1, false);
    else if (this.selected) this.select(null);
    else this.clear();
    byId("map").focus({ preventScroll: true });
  }

  // ---- single papers

  paperAt(x, y) {
    return this.grid.nearest(...this.camera.toMap(x, y), REACH / this.camera.scale, this.filters.shown);
  }

  hover(x, y) {
    this.hoverPaper(this.paperAt(x, y), x, y);
  }

  hoverPaper(paper, x, y) {
    showTip(this.papers, paper, x, y);
    if (paper === this.hovered) return;
    this.hovered = paper;
    byId("map").classList.toggle("over", paper >= 0);
    this.redraw();
  }

  choose(paper, fly) {
    this.paper = paper;
    showPaper(this.papers, paper, (other) => this.choose(other, true));
    if (paper >= 0 && fly) {
      const { x, y } = this.papers;
      this.camera.flyTo(x[paper] / 65535, y[paper] / 65535, Math.max(PAPER_ZOOM, this.camera.zoom));
      byId("paper-body").querySelector("h2").focus({ preventScroll: true });
    } else if (paper >= 0) this.moveFromUnder(byId("paper"), paper);
    this.address.changed();
    this.redraw();
  }

  // The map moves sideways where the card, which an abstract makes longer, would cover the chosen paper.
  moveFromUnder(card, paper) {
    const { x, y } = this.papers;
    const [placeX] = this.camera.toScreen(x[paper] / 65535, y[paper] / 65535);
    const { left, right } = card.getBoundingClientRect();
    if (placeX < left - FREE || placeX > right + FREE || left - FREE < this.camera.inset) return;
    this.camera.pan((this.camera.inset + left) / 2 - placeX, 0);
  }

  // ---- the address

  view() {
    const { camera, filters, colour, paper } = this;
    return { at: [camera.x, camera.y, camera.zoom], colour, query: byId("search").value.trim(), paper,
      topics: [...filters.topics], categories: [...filters.categories], months: filters.months };
  }

  applyView({ at, colour, query, topics, categories, months, paper }) {
    const { x, y, header: { home: [x0, y0, x1, y1] } } = this.papers;
    const atPaper = paper >= 0 ? [x[paper] / 65535, y[paper] / 65535, PAPER_ZOOM] : null;
    this.camera.show(...(at ?? atPaper ?? [(x0 + x1) / 2, (y0 + y1) / 2, 1]));
    [this.filters.topics, this.filters.categories] = [new Set(topics), new Set(categories)];
    this.timeline.set(months);
    this.filters.months = this.timeline.months;
    this.setColour(colour);
    byId("search").value = query;
    this.paper = paper;
    this.refreshTexts();
  }

  // Again when texts have arrived.
  async refreshTexts() {
    await this.find(byId("search").value);
    showPaper(this.papers, this.paper, (other) => this.choose(other, true));
    this.redraw();
  }
}

async function start() {
  const state = document.documentElement.dataset;
  try {
    const papers = await Papers.read();
    const app = new App(papers);
    state.state = "drawn";
    await papers.readRest((share) => (byId("loading").textContent = `reading titles: ${Math.floor(100 * share)} %`));
    await app.refreshTexts();
    byId("loading").hidden = true;
    state.state = "ready";
  } catch (error) {
    state.state = "failed";
    byId("loading").textContent = `This page cannot be shown: ${error.message}`;
    throw error;
  }
}

start();
