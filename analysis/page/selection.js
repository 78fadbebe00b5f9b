// SPDX-License-Identifier: Apache-2.0
// Papers inside a line drawn by hand: which they are, the words that set them apart, and a CSV file of them.

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]+/gu;
const FUNCTION_WORDS = new Set(("a an and are as at be between beyond by can do does for from has have how in into is "
  + "it its near not of on or our over some than that the their there they this to toward towards under up use using "
  + "via vs was we what when where which who why with within without").split(" "));
const MOST_TITLES = 20000; // that words are counted in, of the selection and of all papers
const COLUMNS = ["id", "title", "authors", "date", "category", "topic", "label", "similarity", "x", "y"];

// A byte for each paper: 1 where it is shown and inside the line, a list of [x, y] on the screen.
export function papersInside(line, camera, papers, shown) {
  const canvas = new OffscreenCanvas(Math.ceil(camera.width), Math.ceil(camera.height));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.beginPath();
  for (const [x, y] of line) context.lineTo(x, y);
  context.fill();
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  const inside = new Uint8Array(papers.count);
  let count = 0;
  for (let i = 0; i < papers.count; i++) {
    if (!shown[i]) continue;
    const [x, y] = camera.toScreen(papers.x[i] / 65535, papers.y[i] / 65535).map(Math.floor);
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    if (data[4 * (y * width + x) + 3] > 127) count += inside[i] = 1;
  }
  return { inside, count };
}

export function marked(bytes) {
  const list = [];
  for (let i = bytes.indexOf(1); i >= 0; i = bytes.indexOf(1, i + 1)) list.push(i);
  return list;
}

// [[topic, papers]...] of the selection, the largest first.
export function topicsOf(list, papers) {
  const counts = new Map();
  for (const paper of list) counts.set(papers.topic[paper], (counts.get(papers.topic[paper]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

// Words that are in more titles of the selection than of all papers, by the z score of their log odds.
export function keywordsOf(list, papers, count) {
  const here = wordCounts(evenly(list.length, (i) => list[i]), papers);
  const all = wordCounts(evenly(papers.count, (i) => i), papers);
  const scored = [];
  for (const [word, titles] of here.counts) {
    const [a, b] = [titles + 0.5, (all.counts.get(word) ?? 0) + 0.5];
    if (titles < Math.min(2, here.titles) || FUNCTION_WORDS.has(word)) continue;
    const odds = Math.log(a / (here.titles - titles + 0.5)) - Math.log(b / Math.max(0.5, all.titles - b + 1));
    const z = odds / Math.sqrt(1 / a + 1 / b);
    if (z > 0) scored.push([word, z]);
  }
  return scored.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count).map(([word]) => word);
}

function evenly(count, at) {
  const taken = Math.min(count, MOST_TITLES);
  return Array.from({ length: taken }, (_, i) => at(Math.floor((i * count) / taken)));
}

function wordCounts(list, papers) {
  const counts = new Map();
  for (const paper of list) {
    for (const word of new Set(papers.texts.title.at(paper).toLowerCase().match(WORD) ?? [])) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return { counts, titles: list.length };
}

export function csvOf(list, papers) {
  const lines = [COLUMNS.join(",")];
  for (const paper of list) {
    const topic = papers.topic[paper];
    const { title, authors, id } = papers.texts;
    const texts = [id.at(paper), title.at(paper), authors.at(paper), papers.dateText(paper),
      papers.header.categories[papers.category[paper]], `${topic}`, papers.header.topics[topic].label,
      papers.measure("similarity", paper).toFixed(3),
      ...[papers.x, papers.y].map((column) => (column[paper] / 65535).toFixed(5))];
    lines.push(texts.map(csvCell).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

// A text that a spreadsheet would take for a formula gets a ' before it.
function csvCell(text) {
  const safe = /^[=+\-@]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
