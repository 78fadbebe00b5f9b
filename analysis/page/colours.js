// SPDX-License-Identifier: Apache-2.0
// What the colour of a paper says: its topic, category, year, or one of the measures.
import { NO_MONTH } from "./papers.js";

// Strong, then paler, then towards the middle of the scale of greys, which is seen on light and dark grounds.
const MIXED_WITH = [{ towards: 0, share: 0 }, { towards: 255, share: 0.45 }, { towards: 128, share: 0.45 }];
const OTHER = "#9aa0a8";
const RISING = ["#35297a", "#2f6aa8", "#2fa39a", "#93c95a", "#f3d43c"]; // dark to light
const AROUND_ZERO = ["#c2410c", "#e8a87c", "#b9bec6", "#7fb0dd", "#1d63b0"];
const SHADES = 256;
const LEFT_OUT = 0.01; // share of the papers at each end of a scale

export const COLOURINGS = { topic: "topic", category: "category", year: "year", silhouette: "silhouette",
  margin: "margin to the next topic", similarity: "similarity to the topic" };

export function rgbOf(code) {
  return [1, 3, 5].map((i) => parseInt(code.slice(i, i + 2), 16));
}

function ramp(stops) {
  const colours = stops.map(rgbOf);
  return Array.from({ length: SHADES }, (_, step) => {
    const place = (step / (SHADES - 1)) * (colours.length - 1);
    const low = Math.min(colours.length - 2, Math.floor(place));
    return colours[low].map((part, i) => Math.round(part + (colours[low + 1][i] - part) * (place - low)));
  });
}

// Of swatches: changes with the theme.
export const topicColour = (topic) => `var(--topic-${topic})`;

export const categorySwatch = (category) => `var(--category-${category})`;

export function setSwatches({ topics, categories, palettes }, dark) {
  const { style } = document.documentElement;
  topics.forEach((topic, i) => style.setProperty(`--topic-${i}`, topic.colours[Number(dark)]));
  categories.forEach((_, i) => style.setProperty(`--category-${i}`, categoryColour(i, palettes[Number(dark)])));
}

// { palette, codes, legend }: legend is null for topics and categories, whose lists show the colours, else
// { stops, low, high }.
export function coloursBy(name, papers, dark) {
  if (name === "topic") return byCode(papers.header.topics.map(({ colours }) => colours[Number(dark)]), papers.topic);
  if (name === "category") {
    const palette = papers.header.palettes[Number(dark)];
    return byCode(papers.header.categories.map((_, i) => categoryColour(i, palette)), papers.category);
  }
  if (name === "year") return byYear(papers);
  return byMeasure(name, papers);
}

// Strong colours for the categories with most papers, then the same hues mixed; grey for the rest.
function categoryColour(category, palette) {
  const mixed = MIXED_WITH[Math.floor(category / palette.length)];
  if (mixed === undefined) return OTHER;
  const strong = rgbOf(palette[category % palette.length]);
  return hexOf(strong.map((part) => Math.round(part + (mixed.towards - part) * mixed.share)));
}

const hexOf = (rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

function byCode(codesOfColours, codes) {
  return { palette: Uint8Array.from(codesOfColours.flatMap(rgbOf)), codes, legend: null };
}

function byYear(papers) {
  const colours = [...ramp(RISING), rgbOf(OTHER)];
  const [first, last] = papers.months ? [papers.firstYear, papers.yearOf(papers.months - 1)] : [0, 0];
  const codes = new Uint16Array(papers.count);
  for (let i = 0; i < papers.count; i++) {
    const share = (papers.yearOf(papers.month[i]) - first) / Math.max(1, last - first);
    codes[i] = papers.month[i] === NO_MONTH ? SHADES : Math.round(share * (SHADES - 1));
  }
  const legend = papers.months ? { stops: RISING, low: `${first}`, high: `${last}` }
    : { stops: [OTHER, OTHER], low: "no dates", high: "" };
  return { palette: Uint8Array.from(colours.flat()), codes, legend };
}

// The scale leaves the outermost papers out; that of what may be below zero has its middle there.
function byMeasure(name, papers) {
  const [low, high] = usualRange(name, papers);
  const ends = low < 0 && high > 0 ? Math.max(-low, high) : 0;
  const [from, to] = ends ? [-ends, ends] : [low, high];
  const codes = new Uint16Array(papers.count);
  const width = Math.max(to - from, 1e-12);
  for (let i = 0; i < papers.count; i++) {
    const share = Math.min(1, Math.max(0, (papers.measure(name, i) - from) / width));
    codes[i] = Math.round(share * (SHADES - 1));
  }
  const legend = { stops: ends ? AROUND_ZERO : RISING, low: `≤ ${from.toFixed(2)}`, high: `≥ ${to.toFixed(2)}` };
  return { palette: Uint8Array.from(ramp(legend.stops).flat()), codes, legend };
}

function usualRange(name, papers) {
  const [low, high] = papers.header.ranges[name];
  const counts = new Uint32Array(SHADES);
  for (const code of papers[name]) counts[code]++;
  const codeBelow = (limit) => {
    let [code, sum] = [0, counts[0]];
    while (sum < limit && code < SHADES - 1) sum += counts[++code];
    return code;
  };
  return [LEFT_OUT, 1 - LEFT_OUT].map((share) => low + ((high - low) * codeBelow(share * papers.count)) / (SHADES - 1));
}
