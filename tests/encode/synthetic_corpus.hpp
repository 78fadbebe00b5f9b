// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/core/random.hpp"
#include "thema/data/store.hpp"

/// A document of random words of a to z; abstracts of 1 to 30 words.
inline thema::Document synthetic_document(std::int64_t number) {
  const auto id = static_cast<std::uint64_t>(number);
  std::uint32_t draw = 0;
  const auto below = [&](std::uint64_t n) { return thema::random_below(n, 11, thema::Draw::test, id, draw++); };
  const auto words = [&](std::uint64_t count) {
    std::string text;
    for (std::uint64_t w = 0; w < count; ++w) {
      if (w > 0) text += ' ';
      for (std::uint64_t letters = 1 + below(3); letters > 0; --letters) text += static_cast<char>('a' + below(26));
    }
    return text;
  };
  thema::Document document;
  document.id = "paper" + std::to_string(number);
  document.title = words(1 + below(4));
  document.abstract = words(1 + below(30));
  document.categories = "cs.LG";
  return document;
}

/// Collective: documents.h5 with `total` synthetic documents, rank 0 writes them all.
inline void write_corpus(thema::Context& context, const std::filesystem::path& run, std::int64_t total) {
  thema::store::DocumentSizes sizes;
  thema::Documents documents;
  for (std::int64_t i = 0; i < total && context.comm.is_root(); ++i) {
    const thema::Document d = synthetic_document(i);
    sizes.add(d);
    documents.push_back(d, 0, 0);
  }
  thema::store::DocumentSink sink(context, run, {"documents", "", {"synthetic"}, {}}, sizes, {"made.jsonl"});
  sink.append(documents);
  sink.complete(context);
}
