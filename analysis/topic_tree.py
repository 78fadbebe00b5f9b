# SPDX-License-Identifier: Apache-2.0
"""A binary tree over topics, as thema stores it: nodes 0..k-1 are the topics, node k+i is what merge i made."""

import math

import numpy as np

FEW_TOPICS = 6  # so many are seen at a glance without groups
MOST_GROUPS = 24


class Tree:
    """`run.hierarchy` and `run.bisecting` of thema_results."""

    def __init__(self, merges, heights, topic_sizes, topic_labels, labels, keywords, newick, keyword_weights=()):
        self.merges = np.asarray(merges, dtype=np.int64).reshape(-1, 2)  # [k-1, 2], the two nodes that are joined
        self.heights = np.asarray(heights)  # [k-1], never falling
        self.sizes = np.concatenate([topic_sizes, np.zeros(len(self.merges), dtype=np.int64)])  # [2k-1], papers
        for i, (a, b) in enumerate(self.merges):
            self.sizes[self.topics + i] = self.sizes[a] + self.sizes[b]
        self.labels = [*topic_labels, *labels]  # [2k-1]
        self.keywords = keywords  # [k-1], lists of words of the inner nodes
        self.keyword_weights = keyword_weights  # [k-1], lists of their c-TF-IDF; NaN in files of older versions
        self.newick = newick  # "" where there is one topic

    @property
    def topics(self):
        return len(self.merges) + 1

    @property
    def linkage(self):
        """The table as scipy.cluster.hierarchy takes it; its last column counts topics, as SciPy does."""
        topics = np.ones(2 * self.topics - 1)
        for i, (a, b) in enumerate(self.merges):
            topics[self.topics + i] = topics[a] + topics[b]
        return np.column_stack([self.merges, self.heights, topics[self.topics :]]).astype(float)

    def children(self, node):
        """The two nodes a node was made of; empty for a topic."""
        return [] if node < self.topics else [int(child) for child in self.merges[node - self.topics]]

    def leaves(self, node=None):
        """Topics below a node, from the top of the drawn tree down; without a node all."""
        order, todo = [], [2 * self.topics - 2 if node is None else node]
        while todo:
            node = todo.pop()
            order += [node] if node < self.topics else []
            todo += reversed(self.children(node))
        return order

    def cut(self, groups):
        """(group of each topic [k], labels of the groups): the tree with its last merges undone. Groups are numbered by
        their lowest topic; there are never more than topics with papers. A topic without papers is in group -1."""
        with_papers = int(np.count_nonzero(self.sizes[: self.topics]))
        groups = max(1, min(int(groups), with_papers))
        roots = self.nodes_of_cut(groups + self.topics - max(1, with_papers))  # those without papers come off first
        roots = sorted((min(self.leaves(node)), node) for node in roots if self.sizes[node] > 0)
        group_of = np.full(self.topics, -1)
        for number, (_, node) in enumerate(roots):
            group_of[self.leaves(node)] = number
        return group_of, [self.labels[node] for _, node in roots]

    def overview(self):
        """The cut into as many groups as serve a map that is seen from far away; of few topics all in group -1."""
        if self.topics <= FEW_TOPICS:
            return np.full(self.topics, -1), []
        return self.cut(min(MOST_GROUPS, max(3, round(1.2 * math.sqrt(self.topics)))))

    def tree(self, groups=None):
        """The tree as lines of text; with `groups` only down to the cut into so many."""
        ends = self.nodes_of_cut(self.topics if groups is None else groups)
        lines, todo = [], [(2 * self.topics - 2, "", "", "")]
        while todo:  # not by recursion: a tree may be a chain of all topics
            node, indent, branch, stem = todo.pop()
            name = f"{node}: {self.labels[node]}" if node < self.topics else self.labels[node]
            lines.append(f"{indent}{branch}{name} ({self.sizes[node]:,})")
            if node not in ends:
                first, second = self.children(node)
                todo += [(second, indent + stem, "└─ ", "   "), (first, indent + stem, "├─ ", "│  ")]
        return "\n".join(lines)

    def nodes_of_cut(self, groups):
        """Nodes that are left when the last groups - 1 merges are undone, topics without papers among them."""
        last = 2 * self.topics - 2
        roots = {last}
        for node in range(last, last + 1 - max(1, min(int(groups), self.topics)), -1):
            roots.remove(node)
            roots.update(self.children(node))
        return roots
