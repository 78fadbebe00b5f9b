// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/report_tables.hpp"

#include <fmt/format.h>

#include "thema/core/unicode.hpp"

namespace thema::explanation {

std::string signed_number(double x) { return fmt::format("{:+.4f}", x); }

std::string start_of(const std::string& text, std::size_t characters) {
  std::size_t at = 0, word_end = 0;
  for (; characters > 0 && at < text.size(); --characters) {
    if (text[at] == ' ') word_end = at;
    unicode::next(text, at);
  }
  if (at == text.size()) return text;
  return text.substr(0, word_end > 0 && text[at] != ' ' ? word_end : at) + "…";
}

Table table_of_parts(const std::vector<std::pair<std::string, Pair>>& parts, RunnersUp runners_up) {
  using enum Table::Align;
  Table table{{{"part"}, {"own topic", right}}, {}};
  if (runners_up == RunnersUp::some)
    table.columns.insert(table.columns.end(), {{"runner-up", right}, {"margin", right}});
  for (const auto& [name, pair] : parts) {
    if (pair.own == 0 && pair.second == 0) continue;
    std::vector<std::string> row{name, signed_number(pair.own)};
    if (runners_up == RunnersUp::some)
      row.insert(row.end(), {signed_number(pair.second), signed_number(pair.contrast())});
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<Block> blocks_of_heads(const std::vector<HeadPattern>& heads) {
  using enum Table::Align;
  const Paragraph what{
      "Shares of each head's attention that go to the first and last token, to the token itself and its neighbours; "
      "and over how many tokens it is spread (exp of the entropy)."};
  Table table{{{"layer", right},
               {"head", right},
               {"[CLS]", right},
               {"[SEP]", right},
               {"itself", right},
               {"previous", right},
               {"next", right},
               {"tokens", right}},
              {}};
  for (const HeadPattern& head : heads) {
    std::vector<std::string> row{std::to_string(head.layer), std::to_string(head.head)};
    for (const double share : {head.to_first, head.to_last, head.to_itself, head.to_previous, head.to_next})
      row.push_back(fmt::format("{:.0f} %", 100 * share));
    row.push_back(fmt::format("{:.1f}", head.tokens_seen));
    table.rows.push_back(std::move(row));
  }
  return {Warning{kAttentionNote}, what, table};
}

}  // namespace thema::explanation
