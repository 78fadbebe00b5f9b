// SPDX-License-Identifier: Apache-2.0
// Finds the paper at a place: papers by cell of a square grid.

const PAPERS_OF_A_CELL = 4;
const STEPS_OF_AN_AXIS = 65536;

export class Grid {
  constructor(papers) {
    this.papers = papers;
    this.side = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(papers.count / PAPERS_OF_A_CELL))));
    this.starts = new Uint32Array(this.side * this.side + 1);
    for (let i = 0; i < papers.count; i++) this.starts[this.cellOf(i) + 1]++;
    for (let cell = 0; cell < this.side * this.side; cell++) this.starts[cell + 1] += this.starts[cell];
    this.members = new Uint32Array(papers.count);
    const next = this.starts.slice();
    for (let i = 0; i < papers.count; i++) this.members[next[this.cellOf(i)]++] = i;
  }

  place(steps) {
    return Math.floor((steps / STEPS_OF_AN_AXIS) * this.side);
  }

  cellOf(paper) {
    return this.place(this.papers.y[paper]) * this.side + this.place(this.papers.x[paper]);
  }

  // Papers with accepted[paper] in a box, null where they are more than `most`.
  inside([x0, y0, x1, y1], accepted, most) {
    const [left, low, right, high] = [x0, y0, x1, y1].map((v) =>
      Math.min(this.side - 1, Math.max(0, Math.floor(v * this.side))));
    const list = [];
    for (let row = low; row <= high; row++) {
      const end = this.starts[row * this.side + right + 1];
      for (let i = this.starts[row * this.side + left]; i < end; i++) {
        const paper = this.members[i];
        const [x, y] = [this.papers.x[paper] / 65535, this.papers.y[paper] / 65535];
        if (!accepted[paper] || x < x0 || x > x1 || y < y0 || y > y1) continue;
        if (list.push(paper) > most) return null;
      }
    }
    return list;
  }

  // The paper with accepted[paper] that is nearest to the place, at most `radius` away; -1 where there is none.
  nearest(x, y, radius, accepted) {
    const [size, last] = [1 / this.side, this.side - 1];
    const [left, right] = [x - radius, x + radius].map((v) => Math.min(last, Math.max(0, Math.floor(v / size))));
    const [low, high] = [y - radius, y + radius].map((v) => Math.min(last, Math.max(0, Math.floor(v / size))));
    let [best, least] = [-1, radius * radius];
    for (let row = low; row <= high; row++) {
      const end = this.starts[row * this.side + right + 1];
      for (let i = this.starts[row * this.side + left]; i < end; i++) {
        const paper = this.members[i];
        const distance = (this.papers.x[paper] / 65535 - x) ** 2 + (this.papers.y[paper] / 65535 - y) ** 2;
        if (distance <= least && accepted[paper]) [best, least] = [paper, distance];
      }
    }
    return best;
  }
}
