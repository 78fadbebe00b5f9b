// SPDX-License-Identifier: Apache-2.0
// All papers of the page, by column, and what is derived from the columns.
import { readColumn, readHeader, TextColumn } from "./columns.js";

const DAY = 86400000;
export const NO_MONTH = -1;

export class Papers {
  static async read() {
    const papers = new Papers();
    const header = await readHeader();
    papers.header = header;
    papers.count = header.papers;
    const columns = { x: Uint16Array, y: Uint16Array, topic: Uint32Array, category: Uint32Array, date: Int32Array,
      similarity: Uint8Array, silhouette: Uint8Array, margin: Uint8Array };
    for (const [name, Type] of Object.entries(columns)) papers[name] = await readColumn(name, Type);
    papers.setMonths();
    const names = ["title", "authors", "id", ...(header.abstracts ? ["abstract"] : [])];
    papers.texts = {};
    for (const name of names) papers.texts[name] = new TextColumn(name, papers.count, header.textsOfABlock);
    papers.textBlocks = papers.texts.title.blocks.length;
    return papers;
  }

  // What is only looked at later: titles, authors and ids by block, then neighbours. `progress` is told the share.
  async readRest(progress) {
    for (let block = 0; block < this.textBlocks; block++) {
      await Promise.all(["title", "authors", "id"].map((name) => this.texts[name].load(block)));
      progress((block + 1) / this.textBlocks);
    }
    this.neighbourColumns = [];
    for (let i = 0; i < this.header.neighbours; i++) {
      this.neighbourColumns.push(await readColumn(`neighbour-${i}`, Uint32Array));
    }
  }

  neighboursOf(paper) {
    const all = (this.neighbourColumns ?? []).map((column) => column[paper]);
    return all.filter((one) => one !== this.header.noNeighbour);
  }

  async abstractOf(paper) {
    if (!this.texts.abstract) return null;
    await this.texts.abstract.load(Math.floor(paper / this.header.textsOfABlock));
    return this.texts.abstract.at(paper);
  }

  // Months are counted from the earliest one; `months` is how many there are, 0 where no paper has a date.
  setMonths() {
    const known = this.date.filter((day) => day !== this.header.noDate);
    this.month = new Int32Array(this.count).fill(NO_MONTH);
    this.months = 0;
    if (known.length === 0) return;
    const [first, last] = [known, known].map((days, i) => days.reduce(i ? maximum : minimum));
    const start = new Date(first * DAY);
    [this.firstYear, this.firstMonth] = [start.getUTCFullYear(), start.getUTCMonth()];
    const starts = [];
    for (let day = -Infinity; day <= last; starts.push(day)) day = this.firstDay(starts.length);
    starts.pop();
    this.months = starts.length;
    for (let i = 0; i < this.count; i++) {
      if (this.date[i] !== this.header.noDate) this.month[i] = lastNotAbove(starts, this.date[i]);
    }
  }

  firstDay(month) {
    const date = new Date(0);
    date.setUTCFullYear(this.firstYear, this.firstMonth + month, 1);
    return Math.floor(date.getTime() / DAY);
  }

  monthName(month) {
    return new Date(this.firstDay(month) * DAY).toISOString().slice(0, -17);
  }

  yearOf(month) {
    return this.firstYear + Math.floor((this.firstMonth + month) / 12);
  }

  dateText(paper) {
    const day = this.date[paper];
    return day === this.header.noDate ? "" : new Date(day * DAY).toISOString().slice(0, -14);
  }

  // A measure of a paper, as good as it was stored.
  measure(name, paper) {
    const [low, high] = this.header.ranges[name];
    return low + ((high - low) * this[name][paper]) / 255;
  }

  // Where to read a paper; null for an id that is not one of arXiv.
  link(paper) {
    const id = this.texts.id.at(paper);
    const known = /^(\d{4}\.\d{4,5}|[a-z]+(-[a-z]+)?(\.[A-Z]{2})?\/\d{7})(v\d+)?$/.test(id);
    return known ? `https://arxiv.org/abs/${id}` : null;
  }
}

const minimum = (a, b) => Math.min(a, b);
const maximum = (a, b) => Math.max(a, b);

function lastNotAbove(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
