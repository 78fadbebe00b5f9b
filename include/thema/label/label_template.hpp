// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace thema {

/// What a label can tell of a topic.
struct LabelFields {
  std::int64_t topic = 0, size = 0;   ///< id, papers
  std::vector<std::string> keywords;  ///< best first
  std::string title;                  ///< of a representative paper, as it is to be shown; may be empty
  std::int64_t further_keywords = 0;  ///< shown besides those that the template asks for
  std::string given{};                ///< the label itself, where one is given; may be empty
};

/// Text with fields, like "{keyword} | {title}":
///   {keyword}     the first keyword
///   {keywords:N}  the first N, with ", " between
///   {title}       title of the nearest paper whose title no other label has
///   {topic}       number of the topic
///   {size}        papers in it
/// "{{" and "}}" stand for braces. Text between two fields is left out when nothing stands on one of its sides.
class LabelTemplate {
 public:
  /// At least one field; of keywords at most `most_keywords`. Else an Error of kind `usage` that names the fields.
  LabelTemplate(std::string_view text, std::int64_t most_keywords);
  std::string fill(const LabelFields& fields) const;
  bool shows_title() const;

 private:
  enum class Kind { keywords, title, topic, size };
  struct Field {
    std::string before;  ///< text between the field before and this one
    Kind kind;
    std::int64_t count;  ///< of keywords
  };
  static Field field_of(std::string_view name, std::int64_t most_keywords);
  std::vector<Field> fields_;
  std::string behind_;
};

}  // namespace thema
