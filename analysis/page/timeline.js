// SPDX-License-Identifier: Apache-2.0
// The time slider: bars of papers by month, two handles, and a button that lets the months pass.
import { byId } from "./dom.js";

const BARS = 90;
const STEPS_OF_ALL = 150; // from the first month to the last
const TICK = 100; // milliseconds of a step
const SHORTEST = 12; // months that are shown at first when everything was chosen

export class Timeline {
  constructor(papers, changed) {
    [this.papers, this.changed, this.timer] = [papers, changed, 0];
    [this.canvas, this.from, this.to, this.text] = ["bars", "from", "to", "months"].map(byId);
    byId("time").hidden = papers.months < 2;
    this.last = Math.max(0, papers.months - 1);
    for (const handle of [this.from, this.to]) handle.max = this.last;
    this.set(null);
    this.from.addEventListener("input", () => this.moved(this.from));
    this.to.addEventListener("input", () => this.moved(this.to));
    byId("play").addEventListener("click", () => (this.timer ? this.stop() : this.play()));
  }

  get months() {
    const [first, last] = [Number(this.from.value), Number(this.to.value)];
    return first === 0 && last === this.last ? null : [first, last];
  }

  set(months) {
    [this.from.value, this.to.value] = months ?? [0, this.last];
    this.describe();
  }

  moved(handle) {
    this.stop();
    const [first, last] = [Number(this.from.value), Number(this.to.value)];
    if (first > last) [this.from.value, this.to.value] = handle === this.from ? [first, first] : [last, last];
    this.describe();
    this.changed(this.months);
  }

  describe() {
    if (this.papers.months < 2) return;
    const names = [this.from, this.to].map((handle) => {
      const name = this.papers.monthName(Number(handle.value));
      handle.setAttribute("aria-valuetext", name);
      return name;
    });
    this.text.textContent = this.months ? names.join(" to ") : `${names.join(" to ")}, all`;
  }

  play() {
    const chosen = this.months;
    const width = chosen ? chosen[1] - chosen[0] : Math.min(SHORTEST, this.last) - 1;
    const step = Math.max(1, Math.round(this.last / STEPS_OF_ALL));
    let first = chosen && chosen[1] < this.last ? chosen[0] : 0;
    this.label("Pause", true);
    this.timer = setInterval(() => {
      this.set([first, first + width]);
      this.changed(this.months);
      if (first + width >= this.last) this.stop();
      first = Math.min(first + step, this.last - width);
    }, TICK);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.label("Play", false);
  }

  label(text, pressed) {
    byId("play").textContent = text;
    byId("play").setAttribute("aria-pressed", pressed);
  }

  // `counts` by month; bars outside of the chosen months are pale.
  draw(counts, colours) {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [width * ratio, height * ratio].map(Math.round);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const each = Math.ceil(this.papers.months / BARS);
    const sums = new Array(Math.ceil(this.papers.months / each)).fill(0);
    counts.forEach((value, month) => (sums[Math.floor(month / each)] += value));
    const [most, step] = [Math.max(1, ...sums), width / sums.length];
    const [first, last] = this.months ?? [0, this.last];
    sums.forEach((value, bar) => {
      const inside = (bar + 1) * each > first && bar * each <= last;
      context.fillStyle = inside ? colours.accent : colours.rule;
      const tall = value ? Math.max(1, (value / most) * (height - 2)) : 0;
      context.fillRect(bar * step, height - tall, Math.max(0.6, step - 1), tall);
    });
  }
}
