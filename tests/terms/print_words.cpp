// SPDX-License-Identifier: Apache-2.0
// print_words RUN: the words of each document of a run as PaperWords reads them, a document a line, with a bar before a
// word that does not follow the one before. For tests that count words by other tools.
#include <cstdio>
#include <cstdlib>

#include "thema/core/runtime.hpp"
#include "thema/data/store.hpp"
#include "thema/terms/corpus.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  return thema::run_with_runtime({}, [&](thema::Context&) {
    thema::store::DocumentSource source(argv[1]);
    thema::Corpus corpus({0, source.total()}, [&](thema::Range rows) { return source.read_texts(rows); });
    for (thema::CorpusPass pass(corpus); !pass.done();) {
      const thema::PaperWords& words = pass.next();
      for (std::int64_t paper = 0; paper < words.papers(); ++paper) {
        std::string line;
        for (const thema::PlacedWord& word : words.of(paper))
          line += (word.follows != 0 ? "" : "| ") + std::string(words.word(word.number)) + ' ';
        std::puts(line.c_str());
      }
    }
    return thema::ExitCode::done;
  });
}
