// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace thema {

/// Stands in plain_text() where maths was, so that the words beside it are not taken for neighbours
/// (U+FFFC OBJECT REPLACEMENT CHARACTER).
inline constexpr char32_t kRemovedMaths = 0xFFFC;

/// The words of a LaTeX text as UTF-8 in composed form (NFC), for counting:
/// - accents and letters of other alphabets are decoded: {\"o} \"{o} \"o -> ö, \v{s} -> š, \^{\i} -> î, \o -> ø;
/// - maths ($…$, $$…$$, \(…\), \[…\]) is removed, except a short piece that is part of a word: $p$-adic -> p-adic,
///   $\gamma$-ray -> gamma-ray, CeCoIn$_5$ -> CeCoIn5;
/// - commands are removed: the argument of \emph, \text and unknown ones stays, that of \cite, \ref, \url and their
///   like goes; braces are dropped; ~ and \\ become blanks; white space is folded.
/// Broken LaTeX never fails: a dollar without a partner within 300 bytes, or a brace without one, is dropped.
std::string plain_text(std::string_view latex);

/// A title for people: accents decoded as above, maths as near to what is printed as plain Unicode comes
/// ($\gamma$-rays -> γ-rays, CeCoIn$_5$ -> CeCoIn₅, $B\to\pi\pi$ -> B→ππ, $T_c$ -> T_c), white space folded.
std::string readable_title(std::string_view latex);

}  // namespace thema
