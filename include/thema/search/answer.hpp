// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace thema::search {

struct TopicFound {
  std::int64_t topic = 0;
  std::string label;
  std::int64_t papers = 0;
  double similarity = 0;  ///< cosine of its centroid with the question
};

struct PaperFound {
  std::int64_t row = 0;
  std::string id, title;
  std::string date;  ///< "2007-04-02"; "" where it is unknown
  std::int64_t topic = 0;
  std::string label;
  double similarity = 0;  ///< cosine of its embedding with the question
};

/// What a run has nearest to a question.
struct Answer {
  std::string run, question;
  std::string model;
  std::vector<std::string> differences;  ///< RunEncoder::differences()
  std::int64_t searched = 0;             ///< papers that might have been found
  std::vector<TopicFound> topics;        ///< nearest first, of equal ones the lower topic
  std::vector<PaperFound> papers;        ///< nearest first, of equal ones the lower row
};

/// For people, 100 columns wide where texts allow it.
std::string as_text(const Answer& answer);

/// One JSON object and a line end: in several lines, or in a single one where many follow one another.
enum class JsonLines { several, single };
std::string as_json(const Answer& answer, JsonLines lines);

}  // namespace thema::search
