// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/latex_symbols.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace thema::latex {

namespace {

using Mark = std::pair<std::string_view, char32_t>;
using Text = std::pair<std::string_view, std::string_view>;

constexpr std::array<Mark, 16> kTextAccents{{{"\"", 0x308},
                                             {"'", 0x301},
                                             {"`", 0x300},
                                             {"^", 0x302},
                                             {"~", 0x303},
                                             {"=", 0x304},
                                             {".", 0x307},
                                             {"c", 0x327},
                                             {"v", 0x30C},
                                             {"H", 0x30B},
                                             {"k", 0x328},
                                             {"r", 0x30A},
                                             {"u", 0x306},
                                             {"d", 0x323},
                                             {"b", 0x331},
                                             {"t", 0x361}}};

constexpr std::array<Mark, 12> kMathsAccents{{{"bar", 0x304},
                                              {"overline", 0x304},
                                              {"hat", 0x302},
                                              {"widehat", 0x302},
                                              {"tilde", 0x303},
                                              {"widetilde", 0x303},
                                              {"vec", 0x20D7},
                                              {"dot", 0x307},
                                              {"ddot", 0x308},
                                              {"check", 0x30C},
                                              {"acute", 0x301},
                                              {"breve", 0x306}}};

constexpr std::array<Text, 25> kLetters{
    {{"ss", "ß"}, {"o", "ø"},  {"O", "Ø"},          {"l", "ł"},          {"L", "Ł"},
     {"ae", "æ"}, {"AE", "Æ"}, {"oe", "œ"},         {"OE", "Œ"},         {"aa", "å"},
     {"AA", "Å"}, {"i", "ı"},  {"j", "ȷ"},          {"dh", "ð"},         {"DH", "Ð"},
     {"th", "þ"}, {"TH", "Þ"}, {"dj", "đ"},         {"DJ", "Đ"},         {"ng", "ŋ"},
     {"NG", "Ŋ"}, {"SS", "ẞ"}, {"textendash", "–"}, {"textemdash", "—"}, {"textquoteright", "'"}}};

constexpr std::array<Text, 44> kGreek{
    {{"alpha", "α"},    {"beta", "β"},    {"gamma", "γ"},  {"delta", "δ"},    {"epsilon", "ε"},  {"varepsilon", "ε"},
     {"zeta", "ζ"},     {"eta", "η"},     {"theta", "θ"},  {"vartheta", "ϑ"}, {"iota", "ι"},     {"kappa", "κ"},
     {"lambda", "λ"},   {"mu", "μ"},      {"nu", "ν"},     {"xi", "ξ"},       {"omicron", "ο"},  {"pi", "π"},
     {"varpi", "ϖ"},    {"rho", "ρ"},     {"varrho", "ϱ"}, {"sigma", "σ"},    {"varsigma", "ς"}, {"tau", "τ"},
     {"upsilon", "υ"},  {"phi", "φ"},     {"varphi", "φ"}, {"chi", "χ"},      {"psi", "ψ"},      {"omega", "ω"},
     {"Gamma", "Γ"},    {"Delta", "Δ"},   {"Theta", "Θ"},  {"Lambda", "Λ"},   {"Xi", "Ξ"},       {"Pi", "Π"},
     {"Sigma", "Σ"},    {"Upsilon", "Υ"}, {"Phi", "Φ"},    {"Psi", "Ψ"},      {"Omega", "Ω"},    {"varkappa", "ϰ"},
     {"varGamma", "Γ"}, {"digamma", "ϝ"}}};

constexpr std::array<Text, 64> kSymbols{{{"to", "→"},
                                         {"rightarrow", "→"},
                                         {"longrightarrow", "→"},
                                         {"leftarrow", "←"},
                                         {"leftrightarrow", "↔"},
                                         {"Rightarrow", "⇒"},
                                         {"Leftrightarrow", "⇔"},
                                         {"mapsto", "↦"},
                                         {"times", "×"},
                                         {"otimes", "⊗"},
                                         {"oplus", "⊕"},
                                         {"odot", "⊙"},
                                         {"cdot", "·"},
                                         {"cdots", "…"},
                                         {"ldots", "…"},
                                         {"dots", "…"},
                                         {"pm", "±"},
                                         {"mp", "∓"},
                                         {"leq", "≤"},
                                         {"le", "≤"},
                                         {"geq", "≥"},
                                         {"ge", "≥"},
                                         {"lesssim", "≲"},
                                         {"gtrsim", "≳"},
                                         {"ll", "≪"},
                                         {"gg", "≫"},
                                         {"neq", "≠"},
                                         {"ne", "≠"},
                                         {"sim", "∼"},
                                         {"simeq", "≃"},
                                         {"approx", "≈"},
                                         {"cong", "≅"},
                                         {"equiv", "≡"},
                                         {"propto", "∝"},
                                         {"infty", "∞"},
                                         {"partial", "∂"},
                                         {"nabla", "∇"},
                                         {"sqrt", "√"},
                                         {"sum", "∑"},
                                         {"prod", "∏"},
                                         {"int", "∫"},
                                         {"in", "∈"},
                                         {"subset", "⊂"},
                                         {"cup", "∪"},
                                         {"cap", "∩"},
                                         {"setminus", "∖"},
                                         {"ell", "ℓ"},
                                         {"hbar", "ℏ"},
                                         {"dagger", "†"},
                                         {"star", "⋆"},
                                         {"ast", "*"},
                                         {"circ", "∘"},
                                         {"bullet", "•"},
                                         {"prime", "′"},
                                         {"degree", "°"},
                                         {"perp", "⊥"},
                                         {"parallel", "∥"},
                                         {"langle", "⟨"},
                                         {"rangle", "⟩"},
                                         {"mid", "|"},
                                         {"emptyset", "∅"},
                                         {"forall", "∀"},
                                         {"exists", "∃"},
                                         {"wedge", "∧"}}};

// Names that print as words.
constexpr std::array<Text, 16> kNames{{{"LaTeX", "LaTeX"},
                                       {"TeX", "TeX"},
                                       {"log", "log"},
                                       {"ln", "ln"},
                                       {"exp", "exp"},
                                       {"sin", "sin"},
                                       {"cos", "cos"},
                                       {"tan", "tan"},
                                       {"max", "max"},
                                       {"min", "min"},
                                       {"sup", "sup"},
                                       {"inf", "inf"},
                                       {"dim", "dim"},
                                       {"ker", "ker"},
                                       {"deg", "deg"},
                                       {"bmod", "mod"}}};

constexpr std::array<std::string_view, 26> kHidden{
    "cite",  "citep",   "citet",   "citealt",   "citeauthor",  "citeyear", "nocite",
    "ref",   "eqref",   "autoref", "cref",      "Cref",        "pageref",  "label",
    "url",   "href",    "begin",   "end",       "vspace",      "hspace",   "includegraphics",
    "input", "bibitem", "color",   "textcolor", "footnotemark"};

template <class Value> Value find(std::span<const std::pair<std::string_view, Value>> table, std::string_view name) {
  const auto entry = std::find_if(table.begin(), table.end(), [&](const auto& e) { return e.first == name; });
  return entry == table.end() ? Value{} : entry->second;
}

}  // namespace

char32_t text_accent(std::string_view name) { return find<char32_t>(kTextAccents, name); }
char32_t maths_accent(std::string_view name) { return find<char32_t>(kMathsAccents, name); }
std::string_view letter(std::string_view name) { return find<std::string_view>(kLetters, name); }
bool is_greek(std::string_view name) { return !find<std::string_view>(kGreek, name).empty(); }

std::string_view symbol(std::string_view name) {
  for (std::span<const Text> table :
       {std::span<const Text>(kGreek), std::span<const Text>(kSymbols), std::span<const Text>(kNames)})
    if (const auto found = find<std::string_view>(table, name); !found.empty()) return found;
  return {};
}

bool hides_argument(std::string_view name) { return std::find(kHidden.begin(), kHidden.end(), name) != kHidden.end(); }

char32_t superscript(char32_t c) {
  constexpr std::u32string_view plain = U"0123456789+-ni*′'∘", raised = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ*′′°";
  const auto at = plain.find(c);
  return at == plain.npos ? 0 : raised[at];
}

char32_t subscript(char32_t c) {
  constexpr std::u32string_view plain = U"0123456789+-", lowered = U"₀₁₂₃₄₅₆₇₈₉₊₋";
  const auto at = plain.find(c);
  return at == plain.npos ? 0 : lowered[at];
}

}  // namespace thema::latex
