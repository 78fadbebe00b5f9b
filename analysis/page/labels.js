// SPDX-License-Identifier: Apache-2.0
// Writes names on the map: groups of topics from far away, topics from near, titles of papers from very near; the
// larger ones first and none over another. Names stand still while the map is moved sideways.
import { shortened } from "./dom.js";

const TOPICS_FROM = 1.7; // zoom
const FEW_TOPICS = 12; // so many have room from the start
const FONT = "system-ui, sans-serif";
const LEVELS = { groups: { size: 17, weight: 650, length: 40 }, topics: { size: 12.5, weight: 600, length: 28 } };
const TITLES = { size: 11, weight: 400, length: 46, below: 14 };
const PADDING = 5;
const FEW_PAPERS = 50; // so few are seen one by one: names stand below them, not upon them

export class Labels {
  constructor(header) {
    const [groups, topics] = [header.groups, header.topics].map(bySize);
    this.groups = groups;
    this.topics = topics;
    this.widths = new Map();
  }

  level(zoom, counts) {
    const few = this.topics.filter((topic) => counts[topic.number] > 0).length <= FEW_TOPICS;
    return this.groups.length === 0 || few || zoom >= TOPICS_FROM ? "topics" : "groups";
  }

  // `counts`: papers of each topic that are shown; a topic without any has no name on the map. Returns the boxes that
  // are taken.
  draw(context, camera, colours, counts) {
    const level = this.level(camera.zoom, counts);
    const style = LEVELS[level];
    const size = style.size + Math.min(3, Math.max(0, Math.log2(camera.zoom)));
    const shown = level === "groups" ? groupCounts(this.topics, this.groups, counts) : counts;
    Object.assign(context, { font: `${style.weight} ${size}px ${FONT}`, textAlign: "center", textBaseline: "middle",
      lineJoin: "round", lineWidth: 4, strokeStyle: colours.halo, fillStyle: colours.ink });
    const few = counts.reduce((sum, count) => sum + count, 0) <= FEW_PAPERS;
    const shifts = few ? [1.3, -1.3] : [0, -1.15, 1.15];
    const taken = [];
    for (const one of this[level]) {
      if (shown[one.number] === 0) continue;
      const text = shortened(one.name, style.length);
      const box = this.freeBox(camera.toScreen(...one.place), this.width(context, text), size, taken, camera, shifts);
      if (!box) continue;
      taken.push(box);
      const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
    return taken;
  }

  // Titles of single papers below their points, where few are in view.
  drawTitles(context, camera, colours, papers, list, taken) {
    const { size, weight, length, below } = TITLES;
    Object.assign(context, { font: `${weight} ${size}px ${FONT}`, lineWidth: 3, fillStyle: colours.quiet });
    for (const paper of list) {
      const [x, y] = camera.toScreen(papers.x[paper] / 65535, papers.y[paper] / 65535);
      const text = shortened(papers.texts.title.at(paper), length);
      const box = text && this.freeBox([x, y + below], this.width(context, text), size, taken, camera, [0]);
      if (!box) continue;
      taken.push(box);
      const [middleX, middleY] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      context.strokeText(text, middleX, middleY);
      context.fillText(text, middleX, middleY);
    }
  }

  width(context, text) {
    const key = `${context.font} ${text}`;
    if (!this.widths.has(key)) {
      if (this.widths.size > 5000) this.widths.clear();
      this.widths.set(key, context.measureText(text).width);
    }
    return this.widths.get(key);
  }

  // The box at the place or a line above or below it, moved so that no screen's edge and no panel cuts it; null where
  // others are, or where the place is out of sight.
  freeBox([x, y], width, size, taken, camera, shifts) {
    if (x < camera.inset || x > camera.width || y < 0 || y > camera.height) return null;
    const half = width / 2 + PADDING;
    const centre = Math.max(camera.inset + half, Math.min(camera.width - half, x));
    for (const shift of shifts) {
      const middle = Math.max(size, Math.min(camera.height - size, y + shift * size));
      const box = [centre - half, middle - size * 0.65, centre + half, middle + size * 0.65];
      if (!taken.some((t) => t[0] < box[2] && box[0] < t[2] && t[1] < box[3] && box[1] < t[3])) return box;
    }
    return null;
  }
}

function bySize(things) {
  return things.map((one, number) => ({ ...one, number })).filter((one) => one.place && one.size > 0)
    .sort((a, b) => b.size - a.size || a.number - b.number);
}

function groupCounts(topics, groups, counts) {
  const sums = new Array(groups.length).fill(0);
  for (const topic of topics) if (topic.group >= 0) sums[topic.group] += counts[topic.number];
  return sums;
}
