// SPDX-License-Identifier: Apache-2.0
// Finds papers whose title and authors hold all words of a query, anywhere in a word, without case and accents. Works
// in short slices, so that the page never stands still; a new query ends the one before.
import { folded } from "./columns.js";

const SLICE = 12; // milliseconds
const MOST_WORDS = 8;

export class Search {
  constructor(papers) {
    this.papers = papers;
    this.run = 0;
  }

  // Resolves to { hits: Uint8Array, count }, null for a query without words, undefined when another began meanwhile.
  async find(query) {
    const run = ++this.run;
    const words = folded(query).split(/\s+/).filter((word) => word).slice(0, MOST_WORDS);
    if (words.length === 0) return null;
    const hits = new Uint8Array(this.papers.count);
    const { title, authors } = this.papers.texts;
    let [count, slice] = [0, performance.now()];
    for (let block = 0; block < this.papers.textBlocks; block++) {
      if (!title.isLoaded(block) || !authors.isLoaded(block)) break;
      const first = block * title.size;
      const found = new Uint8Array(Math.min(title.size, this.papers.count - first));
      for (const column of [title, authors]) markWords(column.foldedBlock(block), words, found);
      const all = (1 << words.length) - 1;
      for (let i = 0; i < found.length; i++) if (found[i] === all) count += hits[first + i] = 1;
      if (performance.now() - slice > SLICE) {
        await new Promise((resolve) => setTimeout(resolve));
        if (run !== this.run) return undefined;
        slice = performance.now();
      }
    }
    return { hits, count };
  }
}

// Sets bit w of found[line] where the line of `text` holds words[w].
function markWords(text, words, found) {
  for (let w = 0; w < words.length; w++) {
    let [line, end] = [0, text.indexOf("\n")];
    let at = text.indexOf(words[w]);
    while (at >= 0) {
      while (end >= 0 && end < at) {
        line++;
        end = text.indexOf("\n", end + 1);
      }
      found[line] |= 1 << w;
      if (end < 0) break;
      at = text.indexOf(words[w], end);
    }
  }
}
