#!/bin/sh
# Makes NotoSansCJKtc-Regular.subset.otf. Needs Debian's fonts-noto-cjk, and fonttools in the venv
# (.venv/bin/pip install fonttools).
set -eu
cd "$(dirname "$0")"
FONTS="${FONTS:-/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc}"
BIN="${BIN:-../../../.venv/bin}"

# What the old national standards chose, by the rows of their tables. Latin, Greek and Cyrillic come
# from Liberation Sans, except for what that lacks: Vietnamese letters and some currencies.
"$BIN/python" - > characters.txt <<'PYTHON'
TABLES = [
    ("cp950", 0xA1, 0xF9),  # Big5: symbols, bopomofo; levels 1 and 2, and 碁, 裏, 恒 ...
    ("gb2312", 0xA1, 0xF7),  # symbols, kana; levels 1 and 2
    ("shift_jis", 0x81, 0x98),  # symbols, kana; level 1
]
# CJK punctuation, kana, bopomofo with its extension, enclosed and square forms, full-width forms.
BLOCKS = [
    (0x3000, 0x312F), (0x31A0, 0x31BF), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
]
pairs = [
    bytes((lead, trail)).decode(codec, "ignore")
    for codec, first, last in TABLES
    for lead in range(first, last + 1)
    for trail in range(0x40, 0xFF)
]
codes = {ord(text) for text in pairs if len(text) == 1}
codes = {code for code in codes if code >= 0x2000}
BLOCKS += [(0x01A0, 0x01A1), (0x01AF, 0x01B0), (0x1EA0, 0x1EF9), (0x20A0, 0x20BF)]
codes |= {code for first, last in BLOCKS for code in range(first, last + 1)}
print(",".join(f"{code:X}" for code in sorted(codes)))
PYTHON

"$BIN/pyftsubset" "$FONTS" --font-number=3 --unicodes-file=characters.txt \
    --output-file=NotoSansCJKtc-Regular.subset.otf \
    --no-hinting --layout-features= --drop-tables+=BASE,GDEF,GPOS,GSUB,VORG,vhea,vmtx \
    --name-IDs=0,1,2,3,4,5,6,7,13,14 --no-notdef-outline
rm characters.txt
