// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/explain/report.hpp"

namespace thema::explanation {

/// Colours of a terminal (ANSI, 256 colours), or none for a file or a pipe.
enum class Colours { none, ansi };

/// The report for a terminal, 100 columns wide where texts allow it. With colours shaded words stand on blue where they
/// speak for the topic, on orange where against; without, shaded texts are left out (the lists of words remain).
/// What disturbs_display() in texts becomes U+FFFD.
std::string terminal_page(const Report& report, Colours colours);

/// The report as one HTML page that needs nothing else: no script, no link, no font. All text is escaped. Readable on
/// light and dark grounds, as the reader's system asks for.
std::string html_page(const Report& report);

/// `text` with the five characters that mean something in HTML as entities; what disturbs_display() becomes U+FFFD, but
/// for tabs and line ends.
std::string escaped_html(const std::string& text);

}  // namespace thema::explanation
