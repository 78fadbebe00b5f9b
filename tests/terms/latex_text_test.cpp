// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/latex_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "thema/core/random.hpp"

namespace thema {
namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

TEST(PlainText, DecodesAccents) {
  const Cases cases{
      {R"(Schr{\"o}dinger Schr\"{o}dinger Schr\"odinger)", "Schrödinger Schrödinger Schrödinger"},
      {R"(Kolmogorov-Sina\u{i} Kollár Koll\'ar Koll\' ar)", "Kolmogorov-Sinaĭ Kollár Kollár Kollár"},
      {R"(Ma\^{\i}tre na\"{\i}ve na\"\i ve)", "Maître naïve naïve"},
      {R"(Fran\c{c}ois Fran\c cois \v{S}koda \v Skoda Erd\H{o}s)", "François François Škoda Škoda Erdős"},
      {R"(Stra\ss e Stra\ss{}e Erd\o s {\O}rsted \L{}ojasiewicz \AE sop \aa ngstr\"om)",
       "Straße Straße Erdøs Ørsted Łojasiewicz Æsop ångström"},
      {R"(Poincar\'{e} Painlev\'e-I Verdi\`ere tritronqu\'ee)", "Poincaré Painlevé-I Verdière tritronquée"},
      {R"(Garc\'{\i}a Mu\~noz {\AA}kesson K\"ahler)", "García Muñoz Åkesson Kähler"},
      {R"(Bohr\textendash Sommerfeld)", "Bohr–Sommerfeld"},
      {"e\xCC\x81tale", "étale"}};
  for (const auto& [latex, text] : cases) EXPECT_EQ(plain_text(latex), text) << latex;
}

TEST(PlainText, RemovesMaths) {
  const Cases cases{{R"(let $f(x) = \int_0^1 g$ be)", "let \uFFFC be"},
                    {R"(let $$f(x)$$ and \(a+b\) and \[c \in D\] be)", "let \uFFFC and \uFFFC and \uFFFC be"},
                    {R"($p$-adic and $\gamma$-rays, high-$T_c$)", "p-adic and gamma-rays, high-Tc"},
                    {R"(CeCoIn$_5$ and 1T-TiSe$_{2}$)", "CeCoIn5 and 1T-TiSe2"},
                    {R"(the $H^{p,q}(R^n)$-norm)", "the \uFFFC-norm"},
                    {R"(costs \$5 and 7\%)", "costs $5 and 7%"},
                    {"a $broken formula", "a broken formula"},
                    {"a $ " + std::string(400, 'x') + " $ b", "a " + std::string(400, 'x') + " b"}};
  for (const auto& [latex, text] : cases) EXPECT_EQ(plain_text(latex), text) << latex;
}

TEST(PlainText, RemovesCommandsAndKeepsTheirText) {
  const Cases cases{{R"(an \emph{important} {\it new} \textbf{\textit{result}})", "an important new result"},
                    {R"(as in \cite{Witten:1988} and \cite[p.~3]{X}, see \url{http://a.b/c_d})", "as in and , see"},
                    {R"(\begin{abstract}Text\end{abstract})", "Text"},
                    {R"(a~b\\c\ d\,e)", "a b c d e"},
                    {R"(``quoted'' and Temperley--Lieb --- so)", "“quoted” and Temperley–Lieb — so"},
                    {"  white \n\t space ", "white space"},
                    {R"(ends with \)", "ends with"},
                    {R"(\cite{unclosed)", "unclosed"},
                    {"", ""}};
  for (const auto& [latex, text] : cases) EXPECT_EQ(plain_text(latex), text) << latex;
}

TEST(PlainText, SurvivesDeepAndHostileInput) {
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += "\\'{";
  EXPECT_TRUE(plain_text(nested).empty());
  EXPECT_LE(plain_text(std::string(100'000, '$')).size(), 100'000u);
  EXPECT_LE(plain_text(std::string(100'000, '{') + std::string(100'000, '\\')).size(), 100'000u);
  EXPECT_EQ(plain_text("bad \xFF\xC3 bytes"), "bad \xFF\xC3 bytes");
}

TEST(PlainText, SurvivesAnyMixOfItsMarks) {
  const std::vector<std::string> pieces{"\\",     "{",     "}",       "$",   "$$",  "^",   "_",    "~",   "'",
                                        "`",      "-",     "\\(",     "\\)", "\\[", "\\]", "\\\"", "\\v", "\\frac",
                                        "\\cite", "\\bar", "\\alpha", "[",   " ",   "ab",  "é",    "\xFF"};
  for (std::uint64_t text = 0; text < 20'000; ++text) {
    std::string latex;
    for (std::uint32_t i = 0; i < 12; ++i) latex += pieces[random_below(pieces.size(), 0, Draw::test, text, i)];
    EXPECT_LE(plain_text(latex).size(), 3 * latex.size() + 3) << latex;
    EXPECT_LE(readable_title(latex).size(), 3 * latex.size() + 3) << latex;
  }
}

TEST(ReadableTitle, ShowsSimpleMaths) {
  const Cases cases{{R"($\gamma$-rays from $e^+ e^-$ pairs)", "γ-rays from e⁺ e⁻ pairs"},
                    {R"(CeAg$_2$Ge$_{2}$ and $^{14}$N)", "CeAg₂Ge₂ and ¹⁴N"},
                    {R"(extraction of $\alpha$ from $B\to\pi\pi$)", "extraction of α from B→ππ"},
                    {R"(high-$T_c$ superconductors and $L^p$ spaces)", "high-T_c superconductors and L^p spaces"},
                    {R"(Manifolds admitting a $\tilde G_2$-structure)", "Manifolds admitting a G̃₂-structure"},
                    {R"(a measurement at $\sqrt{s} = 7$ TeV and 0$^{\circ}$)", "a measurement at √s = 7 TeV and 0°"},
                    {R"(spin $\frac{1}{2}$ chains on $\mathbb{Z}^{2}$)", "spin 1/2 chains on Z²"},
                    {R"(Schr\"odinger's {\it cat} \& Erd\H{o}s)", "Schrödinger's cat & Erdős"},
                    {R"(an $O(n \log n)$ algorithm)", "an O(n log n) algorithm"},
                    {R"(D^0-\bar D^0 mixing)", "D^0-D̄^0 mixing"}};
  for (const auto& [latex, text] : cases) EXPECT_EQ(readable_title(latex), text) << latex;
}

}  // namespace
}  // namespace thema
