// SPDX-License-Identifier: Apache-2.0
// The view as the part of the address after #, so that it can be kept and sent: place and zoom, colours, search,
// filters, the chosen paper.

const PAUSE = 250; // milliseconds without a change before the address follows

const numbers = (text) => (text ? text.split(",").map(Number).filter((one) => Number.isFinite(one)) : []);

export function viewOfAddress(header, hash) {
  const values = new URLSearchParams(hash.slice(1));
  const [x, y, zoom] = numbers(values.get("at"));
  const months = numbers(values.get("months"));
  const below = (limit) => (one) => Number.isInteger(one) && one >= 0 && one < limit;
  return {
    at: zoom > 0 ? [x, y, zoom] : null,
    colour: values.get("colour"),
    query: values.get("find") ?? "",
    topics: numbers(values.get("topics")).filter(below(header.topics.length)),
    categories: (values.get("categories")?.split(" ") ?? []).map((name) => header.categories.indexOf(name))
      .filter((one) => one >= 0),
    months: months.length === 2 && months[0] <= months[1] ? months : null,
    paper: numbers(values.get("paper")).filter(below(header.papers))[0] ?? -1,
  };
}

export class Address {
  // `view` gives what viewOfAddress reads.
  constructor(header, view) {
    [this.header, this.view, this.timer] = [header, view, 0];
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), PAUSE);
  }

  write() {
    const { at, colour, query, topics, categories, months, paper } = this.view();
    const values = new URLSearchParams();
    if (at) values.set("at", at.map((one, i) => one.toFixed(i < 2 ? 5 : 3)).join(","));
    if (colour !== "topic") values.set("colour", colour);
    if (query) values.set("find", query);
    if (topics.length) values.set("topics", topics.join(","));
    if (categories.length) values.set("categories", categories.map((one) => this.header.categories[one]).join(" "));
    if (months) values.set("months", months.join(","));
    if (paper >= 0) values.set("paper", paper);
    history.replaceState(null, "", `#${values}`);
  }

  // Calls back with the part after # when somebody else changed the address; replaceState tells nobody. write()
  // may have come in between, so the event is asked.
  onChange(callback) {
    addEventListener("hashchange", (event) => callback(new URL(event.newURL).hash));
  }
}
