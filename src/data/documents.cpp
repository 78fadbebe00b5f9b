// SPDX-License-Identifier: Apache-2.0
#include "thema/data/documents.hpp"

namespace thema {

void Documents::push_back(const Document& document, std::uint16_t file, std::uint64_t offset) {
  id.push_back(document.id);
  title.push_back(document.title);
  abstract.push_back(document.abstract);
  authors.push_back(document.authors);
  categories.push_back(document.categories);
  date.push_back(document.date);
  source_file.push_back(file);
  source_offset.push_back(offset);
}

void Documents::clear() {
  for (PackedText* text : {&id, &title, &abstract, &authors, &categories}) text->clear();
  date.clear();
  source_file.clear();
  source_offset.clear();
}

}  // namespace thema
