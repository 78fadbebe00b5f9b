// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace thema::bench {
namespace {

Report small_report() {
  Report report;
  report.benchmark = "frogs";
  report.conventions = {"A frog is a frog."};
  report.facts = {{"pond", std::string("blue"), "pond: blue"}, {"depth", 2.5}};
  report.columns = {{"kind", "kind"}, {"seconds", "time"}};
  report.rows = {{{"kind", std::string("tree"), "tree"}, {"seconds", Measurement{{2, 1, 3}, 7}, "2.00 s"}},
                 {{"kind", std::string("µ"), "µ"}, {Report::why_not, std::string("too small")}},
                 {{"kind", std::string("ü"), "ü"}, {"seconds", Measurement{{1}, 1}, "1.00 s"}},
                 {{"kind", std::string("µ"), "µ"}, {Report::why_not, std::string("too small")}}};
  report.subject = "kind";
  return report;
}

TEST(Report, JsonHasEverythingToRepeatIt) {
  const Origin origin{"thema bench frogs",    "0.1 (abc)",        "2025-01-01T00:00:00Z", 2,
                      R"({"processor":"p"})", R"({"run.seed":1})"};
  const auto json = nlohmann::json::parse(as_json(small_report(), origin));
  EXPECT_EQ(json["command"], "thema bench frogs");
  EXPECT_EQ(json["thema"], "0.1 (abc)");
  EXPECT_EQ(json["ranks"], 2);
  EXPECT_EQ(json["machine"]["processor"], "p");
  EXPECT_EQ(json["options"]["run.seed"], 1);
  EXPECT_EQ(json["facts"]["depth"], 2.5);
  EXPECT_EQ(json["rows"][0]["seconds"]["repetitions"], (std::vector<double>{2, 1, 3}));
  EXPECT_EQ(json["rows"][0]["seconds"]["median"], 2);
  EXPECT_EQ(json["rows"][0]["seconds"]["low"], 1);
  EXPECT_EQ(json["rows"][0]["seconds"]["calls_per_repetition"], 7);
  EXPECT_EQ(json["rows"][1]["why_not"], "too small");
}

TEST(Report, TableAlignsAndSaysWhyARowIsEmpty) {
  EXPECT_EQ(as_table(small_report()),
            "pond: blue\n"
            "\n"
            "kind    time\n"
            "tree  2.00 s\n"
            "   ü  1.00 s\n"
            "\n"
            "µ: no, too small (2 rows)\n"
            "\n"
            "A frog is a frog.\n");
}

TEST(Report, NumbersForPeople) {
  EXPECT_EQ(number_text(0.083149), "0.0831");
  EXPECT_EQ(number_text(93.449), "93.4");
  EXPECT_EQ(number_text(12345.6), "12346");
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(interval_text({2, 1, 3.14159, 0.95}), "2.00 [1.00, 3.14]");
  EXPECT_EQ(seconds_text({0.0123, 0.012, 0.0131, 0.95}), "12.3 [12.0, 13.1] ms");
  EXPECT_EQ(seconds_text({4.2e-5, 4e-5, 5e-5, 0.95}), "42.0 [40.0, 50.0] us");
  EXPECT_EQ(interval_convention(6),
            "Median of 6 repetitions; [low, high] covers the true median with 96.9 % (order statistics).");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(800), "800 B");
  EXPECT_EQ(bytes_text(std::int64_t{3} << 40), "3.0 TiB");
}

}  // namespace
}  // namespace thema::bench
