// SPDX-License-Identifier: Apache-2.0
// Elements are made here alone, and texts of papers only ever become text nodes: nothing in them is read as HTML.

export const byId = (id) => document.getElementById(id);

// made("p", { className: "quiet" }, "text", child)
export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function swatch(colour) {
  const element = made("span", { className: "swatch", ariaHidden: "true" });
  element.style.backgroundColor = colour;
  return element;
}

export const number = (value) => value.toLocaleString("en");

export function counted(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

export function shortened(text, length) {
  const letters = [...text.slice(0, 2 * length + 2)];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("").trimEnd()}…`;
}
