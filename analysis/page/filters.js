// SPDX-License-Identifier: Apache-2.0
// Which papers are shown: those that fulfil every condition that is set. Without a condition all are.

export class Filters {
  constructor(papers) {
    this.papers = papers;
    this.topics = new Set(); // empty: all
    this.categories = new Set();
    this.months = null; // [first, last], both included
    this.hits = null; // of the search: a byte for each paper
    this.lasso = null; // the same
    this.shown = new Uint8Array(papers.count).fill(1);
    this.apply();
  }

  get isSet() {
    return Boolean(this.topics.size || this.categories.size || this.months || this.hits || this.lasso);
  }

  toggle(kind, number) {
    if (!this[kind].delete(number)) this[kind].add(number);
  }

  clear() {
    this.topics.clear();
    this.categories.clear();
    this.months = this.hits = this.lasso = null;
  }

  // Fills `shown` and the counts. The count beside a topic tells how many papers it would show: it obeys all conditions
  // but that of the topics; so with categories and months.
  apply() {
    const { papers, shown, hits, lasso } = this;
    const topicIn = chosen(papers.header.topics.length, this.topics);
    const categoryIn = chosen(papers.header.categories.length, this.categories);
    const [first, last] = this.months ?? [-Infinity, Infinity];
    this.topicCounts = new Uint32Array(topicIn.length);
    this.categoryCounts = new Uint32Array(categoryIn.length);
    this.monthCounts = new Uint32Array(papers.months);
    this.count = 0;
    for (let i = 0; i < papers.count; i++) {
      shown[i] = 0;
      if ((hits && !hits[i]) || (lasso && !lasso[i])) continue;
      const [topic, category, month] = [papers.topic[i], papers.category[i], papers.month[i]];
      const inTime = month >= first && month <= last;
      if (topicIn[topic] && categoryIn[category] && month >= 0) this.monthCounts[month]++;
      if (!inTime) continue;
      if (categoryIn[category]) this.topicCounts[topic]++;
      if (topicIn[topic]) this.categoryCounts[category]++;
      if (topicIn[topic] && categoryIn[category]) this.count += shown[i] = 1;
    }
  }
}

function chosen(length, numbers) {
  const flags = new Uint8Array(length).fill(numbers.size ? 0 : 1);
  for (const one of numbers) flags[one] = 1;
  return flags;
}
