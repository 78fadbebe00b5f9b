// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "thema/core/log.hpp"
#include "thema/data/store.hpp"
#include "thema/ingest/input_files.hpp"
#include "thema/ingest/json_paper.hpp"
#include "thema/ingest/line_reader.hpp"

/// What both readings of the input do with every line.
namespace thema {

/// Gives each line of the ranges to `work(range, line)`, in order, and shows the progress in MiB. Returns a digest of
/// the lines of each range, to compare two readings by. A process that was asked to stop reads no further: then
/// neither means anything.
std::vector<std::uint64_t> for_each_line(const Log& log, const char* what, const std::vector<InputFile>& files,
                                         std::span<const FileRange> ranges, std::int64_t max_line,
                                         const std::function<void(std::size_t range, const Line&)>& work);

/// PaperParser::parse of a line that may be too long.
std::optional<std::string> parse_line(PaperParser& parser, const Line& line, std::int64_t max_line, Document& paper);

store::RejectedLine rejected_line(std::size_t file, const Line& line, const std::string& reason);

}  // namespace thema
