// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace thema {

/// A readable title without its subtitle: what stands before the first ": ", "? ", or dash between blanks (" - ",
/// " – ", " — "); a question keeps its mark. White space is trimmed.
std::string without_subtitle(std::string_view title);

/// At most `most` characters (code points), the ellipsis included, cut behind a whole word: "…" replaces the rest.
/// Only a single word longer than that is cut inside.
std::string cut_at_word(std::string_view text, std::int64_t most);

/// A paper's title as labels show it, from the title as it is stored: LaTeX made readable, the subtitle left out, 60
/// characters at most.
std::string label_title(std::string_view latex_title);

}  // namespace thema
