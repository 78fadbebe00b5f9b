// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/vocabulary.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"

namespace thema {

namespace {

// A term on its way: document frequency, length, bytes.
void pack(std::vector<char>& out, std::string_view term, std::int64_t frequency) {
  const auto length = static_cast<std::int64_t>(term.size());
  const std::size_t at = out.size();
  out.resize(at + 16 + term.size());
  std::memcpy(out.data() + at, &frequency, 8);
  std::memcpy(out.data() + at + 8, &length, 8);
  std::copy(term.begin(), term.end(), out.begin() + static_cast<std::ptrdiff_t>(at + 16));
}

template <class Visit> void unpack(std::span<const char> packed, const Visit& visit) {
  while (!packed.empty()) {
    std::int64_t frequency = 0, length = 0;
    require(packed.size() >= 16, "a message of terms is cut short");
    std::memcpy(&frequency, packed.data(), 8);
    std::memcpy(&length, packed.data() + 8, 8);
    const auto bytes = static_cast<std::size_t>(length);
    require(packed.size() - 16 >= bytes, "a message of terms is cut short");
    visit(std::string_view(packed.data() + 16, bytes), frequency);
    packed = packed.subspan(16 + bytes);
  }
}

// The highest x in [low, high] for which `holds`, which is true for low and, once false, stays so.
template <class Value, class Holds> Value highest(Value low, Value high, const Holds& holds) {
  while (low < high) {
    const Value middle = low + (high - low) / 2 + 1;
    if (holds(middle))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

struct Candidate {
  std::int64_t frequency;
  std::uint64_t hash;
  const std::string* term;
};

// Of all ranks' candidates the `most` with the highest frequency, then the lowest hash.
void keep_most_frequent(const Communicator& comm, std::vector<Candidate>& mine, std::int64_t most) {
  const auto total_of = [&](const auto& is_counted) {
    return comm.sum(static_cast<std::int64_t>(std::count_if(mine.begin(), mine.end(), is_counted)));
  };
  if (total_of([](const Candidate&) { return true; }) <= most) return;
  std::int64_t highest_frequency = 0;
  for (const Candidate& c : mine) highest_frequency = std::max(highest_frequency, c.frequency);
  highest_frequency = comm.max(highest_frequency);
  // `edge` is the frequency of which not all fit: more than `most` terms have at least it.
  const std::int64_t edge = highest<std::int64_t>(0, highest_frequency, [&](std::int64_t frequency) {
    return total_of([&](const Candidate& c) { return c.frequency >= frequency; }) > most;
  });
  const std::int64_t room = most - total_of([&](const Candidate& c) { return c.frequency > edge; });
  const auto below = [&](std::uint64_t hash) {  // at the edge, so that hash 2^64-1 is never kept
    return total_of([&](const Candidate& c) { return c.frequency == edge && c.hash < hash; });
  };
  const auto limit = highest<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max(),
                                            [&](std::uint64_t hash) { return below(hash) <= room; });
  std::erase_if(mine,
                [&](const Candidate& c) { return c.frequency < edge || (c.frequency == edge && c.hash >= limit); });
}

// Collective: all ranks' candidates, sorted by bytes, on all ranks.
Vocabulary united(const Communicator& comm, const std::vector<Candidate>& mine) {
  std::vector<char> packed;
  for (const Candidate& c : mine) pack(packed, *c.term, c.frequency);
  const std::vector<char> all = comm.all_gather(packed);
  std::vector<std::pair<std::string_view, std::int64_t>> entries;
  unpack(all, [&](std::string_view term, std::int64_t frequency) { entries.emplace_back(term, frequency); });
  std::sort(entries.begin(), entries.end());
  Vocabulary vocabulary;
  for (const auto& [term, frequency] : entries) {
    vocabulary.terms.emplace_back(term);
    vocabulary.document_frequency.push_back(frequency);
  }
  return vocabulary;
}

}  // namespace

std::uint64_t term_hash(std::string_view term) { return checksum(term); }

void DocumentFrequencies::add(std::string_view term, std::int64_t documents) {
  constexpr std::int64_t entry_bytes = 96;  // in a table that grew some time ago, about
  const auto entry = found_.find(term);
  if (entry != found_.end()) {
    entry.value() += documents;
    return;
  }
  found_.emplace(term, documents);
  found_bytes_ += entry_bytes + static_cast<std::int64_t>(term.size());
}

void DocumentFrequencies::exchange(const Communicator& comm) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  std::vector<std::vector<char>> outgoing(ranks);
  for (const auto& [term, frequency] : found_) pack(outgoing[term_hash(term) % ranks], term, frequency);
  found_.clear();
  found_bytes_ = 0;
  for (const std::vector<char>& message : comm.all_to_all(outgoing))
    unpack(message, [&](std::string_view term, std::int64_t frequency) {
      const auto entry = owned_.find(term);
      if (entry == owned_.end())
        owned_.emplace(term, frequency);
      else
        entry.value() += frequency;
    });
}

Vocabulary DocumentFrequencies::select(const Communicator& comm, std::int64_t minimum, std::int64_t max_terms) const {
  std::vector<Candidate> mine;
  for (const auto& [term, frequency] : owned_)
    if (frequency >= minimum) mine.push_back({frequency, term_hash(term), &term});
  keep_most_frequent(comm, mine, max_terms);
  return united(comm, mine);
}

}  // namespace thema
