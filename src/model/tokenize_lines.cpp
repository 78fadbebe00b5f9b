// SPDX-License-Identifier: Apache-2.0
#include "thema/model/tokenize_lines.hpp"

#include <charconv>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr std::size_t buffer_bytes = 1 << 16;

void append_line(const std::vector<std::int32_t>& ids, std::string& out) {
  char digits[16];
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i > 0) out += ' ';
    out.append(digits, std::to_chars(digits, digits + sizeof digits, ids[i]).ptr);
  }
  out += '\n';
}

void write(std::string& text, std::ostream& out) {
  out.write(text.data(), static_cast<std::streamsize>(text.size())).flush();
  if (!out) fail_output("the token ids could not be written");
  text.clear();
}

}  // namespace

void tokenize_lines(const Tokenizer& tokenizer, std::int64_t max_length, std::istream& in, std::ostream& out) {
  std::string line, text;
  TokenizerWorkspace workspace;
  std::vector<std::int32_t> ids;
  while (std::getline(in, line)) {
    tokenizer.encode(line, max_length, workspace, ids);
    append_line(ids, text);
    if (text.size() >= buffer_bytes || in.rdbuf()->in_avail() <= 0) write(text, out);
  }
  write(text, out);
}

}  // namespace thema
