// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/cooccurrence.hpp"

#include <algorithm>
#include <unordered_map>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/terms/keyword_tokens.hpp"

namespace thema {

namespace {

// Where a keyword is wanted.
struct Place {
  std::int64_t group, word;
};

// The distinct words of the groups, in order of their first place.
struct Keywords {
  explicit Keywords(const WordGroups& wording) {
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < wording.words.size(); ++i) {
      if (wording.words[i].empty()) continue;
      const auto [entry, is_new] = known.try_emplace(wording.words[i], words.size());
      if (is_new) {
        words.push_back(wording.words[i]);
        places.emplace_back();
      }
      const auto at = static_cast<std::int64_t>(i);
      places[entry->second].push_back({at / wording.words_per_group, at % wording.words_per_group});
    }
  }
  std::vector<std::string> words;
  std::vector<std::vector<Place>> places;  // of each word
};

// Windows, by the token they begin at, in which a word counts as present: [first, last).
struct Presence {
  std::int64_t first, last;
};
using Presences = std::vector<Presence>;

// `at` are the word's places in a text of `windows` windows, ascending. The word comes in with the window that ends at
// its place, or with the first window, and goes when a window begins behind any place of it.
void find_presences(std::span<const std::int64_t> at, std::int64_t length, std::int64_t windows, Presences& found) {
  found.clear();
  std::size_t leaving = 0;  // the first place that the window holds when the word comes in
  for (const std::int64_t place : at) {
    const std::int64_t first = length > place ? 0 : place - length + 1;
    while (at[leaving] < first) ++leaving;
    const std::int64_t last = std::min(at[leaving] + 1, windows);
    if (!found.empty() && first <= found.back().last)
      found.back().last = std::max(found.back().last, last);
    else
      found.push_back({first, last});
  }
}

// Windows in both lists, which ascend and do not overlap within themselves.
std::int64_t common_windows(const Presences& a, const Presences& b) {
  std::int64_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += std::max<std::int64_t>(0, std::min(a[i].last, b[j].last) - std::max(a[i].first, b[j].first));
    if (a[i].last < b[j].last)
      ++i;
    else
      ++j;
  }
  return common;
}

// Counts the windows of all lengths for one wording.
class WindowCounter {
 public:
  WindowCounter(const WordGroups& wording, std::span<const std::int64_t> lengths)
      : keywords_(wording), tokens_(keywords_.words), lengths_(lengths.begin(), lengths.end()) {
    const std::int64_t w = wording.words_per_group;
    const auto cells = static_cast<std::size_t>(wording.groups * w * w);
    counts_.assign(lengths_.size(), {wording.groups, w, 0, std::vector<std::int64_t>(cells, 0)});
  }

  // Some papers whose windows are to be counted.
  void read(const PaperWords& words) { tokens_.read(words); }

  // Counts those of one of these papers.
  void add(std::int64_t paper) {
    const std::vector<std::int32_t>& tokens = tokens_.find(paper);
    find_members(tokens);
    for (std::size_t l = 0; l < lengths_.size(); ++l) {
      const auto size = static_cast<std::int64_t>(tokens.size());
      const std::int64_t windows = lengths_[l] >= size ? 1 : size - lengths_[l] + 1;
      counts_[l].windows += windows;
      for (std::size_t i = 0; i < found_.size(); ++i)
        find_presences(std::span(places_).subspan(found_[i].first, found_[i].last - found_[i].first), lengths_[l],
                       windows, presences_[i]);
      add_pairs(counts_[l]);
    }
  }

  // Collective: sums over the ranks.
  std::vector<Cooccurrence> total(const Communicator& comm) && {
    for (Cooccurrence& counts : counts_) {
      counts.windows = comm.sum(counts.windows);
      comm.sum(std::span(counts.counts));
      mirror(counts);
    }
    return std::move(counts_);
  }

 private:
  // A keyword of the document at hand; its places are places_[first, last).
  struct Found {
    std::size_t first, last;
  };
  struct Member {
    Place place;
    std::size_t found;
    bool operator<(const Member& other) const {
      return place.group != other.place.group ? place.group < other.place.group : place.word < other.place.word;
    }
  };

  // The keywords of a document with their places, and the groups they belong to, group by group.
  void find_members(const std::vector<std::int32_t>& tokens) {
    occurrences_.clear();
    places_.clear();
    found_.clear();
    members_.clear();
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (tokens[i] != KeywordTokens::other) occurrences_.emplace_back(tokens[i], static_cast<std::int64_t>(i));
    std::sort(occurrences_.begin(), occurrences_.end());
    for (const auto& [keyword, at] : occurrences_) {
      if (found_.empty() || keyword != occurrences_[places_.size() - 1].first) {
        for (const Place& place : keywords_.places[static_cast<std::size_t>(keyword)])
          members_.push_back({place, found_.size()});
        found_.push_back({places_.size(), places_.size()});
      }
      places_.push_back(at);
      found_.back().last = places_.size();
    }
    std::sort(members_.begin(), members_.end());
    if (presences_.size() < found_.size()) presences_.resize(found_.size());
  }

  void add_pairs(Cooccurrence& counts) {
    for (std::size_t i = 0; i < members_.size(); ++i)
      for (std::size_t j = i; j < members_.size() && members_[j].place.group == members_[i].place.group; ++j) {
        const Place &a = members_[i].place, &b = members_[j].place;
        const std::int64_t cell = (a.group * counts.words_per_group + a.word) * counts.words_per_group + b.word;
        counts.counts[static_cast<std::size_t>(cell)] +=
            common_windows(presences_[members_[i].found], presences_[members_[j].found]);
      }
  }

  // Only word i <= word j was counted.
  static void mirror(Cooccurrence& counts) {
    const std::int64_t w = counts.words_per_group;
    for (std::int64_t row = 0; row < counts.groups * w; ++row)
      for (std::int64_t j = 0; j < row % w; ++j)
        counts.counts[static_cast<std::size_t>(row * w + j)] = counts.of(row / w, j, row % w);
  }

  Keywords keywords_;
  KeywordTokens tokens_;
  std::vector<std::int64_t> lengths_;
  std::vector<Cooccurrence> counts_;  // one per length
  // of the document at hand:
  std::vector<std::pair<std::int32_t, std::int64_t>> occurrences_;  // keyword, token
  std::vector<std::int64_t> places_;
  std::vector<Found> found_;
  std::vector<Member> members_;
  std::vector<Presences> presences_;  // of each found keyword, for the length at hand
};

void check(Range rows, std::span<const std::int32_t> topics_of_rows, std::span<const WordGroups> wordings,
           std::span<const std::int64_t> lengths) {
  require(static_cast<std::int64_t>(topics_of_rows.size()) == rows.size(),
          "counting windows needs one topic per document");
  for (const WordGroups& wording : wordings)
    require(static_cast<std::int64_t>(wording.words.size()) == wording.groups * wording.words_per_group,
            "groups of words need words_per_group words each");
  require(std::all_of(lengths.begin(), lengths.end(), [](std::int64_t length) { return length >= 1; }),
          "a window has at least one token");
}

}  // namespace

std::vector<std::vector<Cooccurrence>> count_cooccurrence(Context& context, Corpus& corpus,
                                                          std::span<const std::int32_t> topics_of_rows,
                                                          std::span<const WordGroups> wordings,
                                                          std::span<const std::int64_t> lengths) {
  check(corpus.rows(), topics_of_rows, wordings, lengths);
  std::vector<WindowCounter> counters;
  for (const WordGroups& wording : wordings) counters.emplace_back(wording, lengths);
  {
    Progress progress(context.log, "counting keywords together", "documents", corpus.rows().size());
    for (CorpusPass pass(corpus); !pass.done() && !stop_requested();) {
      const PaperWords& words = pass.next();
      const std::span topics = topics_of_rows.subspan(static_cast<std::size_t>(words.first_row() - corpus.rows().first),
                                                      static_cast<std::size_t>(words.papers()));
      for (WindowCounter& counter : counters) {
        counter.read(words);
        for (std::int64_t paper = 0; paper < words.papers(); ++paper)
          if (topics[static_cast<std::size_t>(paper)] >= 0) counter.add(paper);
      }
      progress.advance(words.papers());
    }
  }
  leave_if_stopped(context.comm);
  std::vector<std::vector<Cooccurrence>> all;
  for (WindowCounter& counter : counters) all.push_back(std::move(counter).total(context.comm));
  return all;
}

}  // namespace thema
