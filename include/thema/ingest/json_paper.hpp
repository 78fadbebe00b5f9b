// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "thema/data/documents.hpp"
#include "thema/ingest/line_reader.hpp"

namespace simdjson::dom {
class parser;
}

namespace thema {

/// Reads lines of the Kaggle arXiv snapshot: one JSON object with the strings `id`, `title` and `abstract`, and
/// optionally `authors` or `authors_parsed`, `categories`, `versions` (the first one's `created` is the date) and
/// `update_date`; other keys are ignored, null counts as absent.
///
/// Every line is parsed whole (DOM), so that damage anywhere in it is found. White space, control characters included,
/// is folded to single blanks. A key that occurs twice counts with its last value, as in Python's json. An escape that
/// stands for a lone surrogate rejects the line, whatever the field, since no UTF-8 stands for it. A date that cannot
/// be read is unknown, not an error.
class PaperParser {
 public:
  PaperParser();
  ~PaperParser();
  /// The reason why the line is no paper (a short text without line breaks); nothing when `paper` holds it.
  /// kLinePadding bytes behind the line must be readable.
  std::optional<std::string> parse(std::string_view line, Document& paper);

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
};

/// Appends `text` to `out` with runs of white space and control characters as one blank, none at the ends.
void append_folded(std::string& out, std::string_view text);

/// The start of any bytes as printable UTF-8: at most 95 bytes, control characters as blanks, broken bytes as U+FFFD.
std::string printable_excerpt(std::string_view bytes);

}  // namespace thema
