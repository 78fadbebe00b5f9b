// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/report_tables.hpp"

#include <fmt/format.h>

namespace thema::explanation {

std::string signed_number(double x) { return fmt::format("{:+.4f}", x); }

Table table_of_parts(const std::vector<std::pair<std::string, Pair>>& parts) {
  using enum Table::Align;
  Table table{{{"part"}, {"own topic", right}, {"runner-up", right}, {"margin", right}}, {}};
  for (const auto& [name, pair] : parts)
    if (pair.own != 0 || pair.second != 0)
      table.rows.push_back({name, signed_number(pair.own), signed_number(pair.second), signed_number(pair.contrast())});
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
