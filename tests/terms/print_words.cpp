// SPDX-License-Identifier: Apache-2.0
// print_words RUN: the words of each document of a run as PaperWords reads them, a document a line, with a bar before a
// word that does not follow the one before. For tests that count words by other tools.
#include <cstdio>
#include <cstdlib>

#include "thema/core/runtime.hpp"
#include "thema/data/store.hpp"
#include "thema/terms/document_slices.hpp"
#include "thema/terms/keyword_tokens.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  return thema::run_with_runtime({}, [&](thema::Context&) {
    thema::store::DocumentSource source(argv[1]);
    const std::function<thema::Documents(thema::Range)> read = [&](thema::Range rows) {
      return source.read_texts(rows);
    };
    thema::PaperWords words;
    for (thema::DocumentSlices slices({0, source.total()}, read); !slices.done();) {
      const thema::Documents documents = slices.next();
      for (std::size_t i = 0; i < documents.title.size(); ++i) {
        words.read(documents.title[i], documents.abstract[i]);
        std::string line;
        for (std::size_t w = 0; w < words.size(); ++w)
          line += (words.follows(w) ? "" : "| ") + std::string(words[w]) + ' ';
        std::puts(line.c_str());
      }
    }
    return thema::ExitCode::done;
  });
}
