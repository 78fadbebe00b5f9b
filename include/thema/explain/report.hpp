// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "thema/explain/evaluate.hpp"
#include "thema/explain/explain_paper.hpp"
#include "thema/explain/explain_topic.hpp"
#include "thema/finished/text_table.hpp"

namespace thema::explanation {

/// A report for people, before it is put on a terminal or a page. All texts are plain, nothing is escaped.
struct Paragraph {
  std::string text;
};

/// What must not be overlooked.
struct Warning {
  std::string text;
};

using finished::Table;

/// The paper's words on a ground that tells a number of each.
struct ShadedText {
  /// `side`: for or against the topic; `amount`: more or less, without a side; `unseen`: the encoder saw nothing of it.
  enum class Shade { side, amount, unseen };
  struct Piece {
    Word::Gap before;
    std::string text;
    Shade shade;
    double strength;    ///< in [-1, 1], of the largest
    std::string hover;  ///< the number and what it is
  };
  std::string legend;
  std::vector<Piece> pieces;
};

using Block = std::variant<Paragraph, Warning, Table, ShadedText>;

struct Section {
  std::string heading;
  std::vector<Block> blocks;
};

struct Report {
  std::string title, subtitle;
  std::vector<Section> sections;
};

Report report_of(const PaperExplanation& paper, const ExplainOptions& options);
Report report_of(const TopicExplanation& topic);
Report report_of(const Evaluation& evaluation, const ExplainOptions& options);

}  // namespace thema::explanation
