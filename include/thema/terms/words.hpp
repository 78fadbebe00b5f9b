// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace thema {

/// Bytes of the longest word; longer ones are data, not language, and are dropped.
inline constexpr std::size_t kLongestWord = 48;

/// Called with each word of a text, in reading order, stop words included; "" stands for a run that is dropped (a
/// number, a single letter, a longer word than kLongestWord). `adjacent`: nothing but blanks since the run before.
using VisitWord = std::function<void(std::string_view word, bool adjacent)>;

/// The words of one text in LaTeX, by these rules on plain_text():
/// - A word is a run of letters, and digits behind letters, with single inner hyphens and apostrophes; it is
///   lower-cased, an en dash counts as a hyphen, a possessive 's is cut off. "Temperley–Lieb" -> temperley-lieb.
/// - Numbers are dropped: hyphen parts that begin with a digit go (cifar-10 -> cifar, 3-manifold -> manifold), and a
///   word must hold at least two letters. Web addresses are dropped, and words over kLongestWord bytes.
void for_each_word(std::string_view latex, const VisitWord& visit);

/// The singular of an English noun by its ending, and by a list of irregular ones: galaxies -> galaxy, masses -> mass,
/// models -> model, matrices -> matrix; analysis and physics stay. For comparing words, not for display.
std::string singular(std::string_view word);

}  // namespace thema
