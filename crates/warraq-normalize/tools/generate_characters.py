#!/usr/bin/env python3
"""Write data/characters.tsv from the Unicode Character Database.

Usage: python3 tools/generate_characters.py UCD_FOLDER > data/characters.tsv

UCD_FOLDER holds UnicodeData.txt and Scripts.txt of the version pinned below
(Debian package `unicode-data` 15.0.0 installs them in /usr/share/unicode).
"""

import pathlib
import sys

UNICODE_VERSION = "15.0.0"

# Signs of recitation that Unicode files as modifier letters: U+06E5, U+06E6.
QURANIC_MODIFIER_LETTERS = {0x06E5, 0x06E6}
TATWEEL = 0x0640
# Presentation forms of harakat and of shadda with a haraka, filed as letters.
PRESENTATION_MARKS = (
    set(range(0xFC5E, 0xFC64)) | set(range(0xFCF2, 0xFCF5)) | (set(range(0xFE70, 0xFE80)) - {0xFE75})
)
# Controls of direction, joining and width that leave no ink. Arabic number
# signs (U+0600 and the like) are format characters too, but they are drawn.
INVISIBLE = (
    {0x00AD, 0x061C, 0x180E, 0xFEFF}
    | set(range(0x200B, 0x2010))
    | set(range(0x202A, 0x202F))
    | set(range(0x2060, 0x2070))
)
SENTENCE_FINAL = {ord(character) for character in ".!?؟۔…‼⁇⁈⁉"}
# The first character of each range is its zero.
DIGITS = [(0x0030, 0x0039), (0x0660, 0x0669), (0x06F0, 0x06F9)]
# Unicode files these ASCII characters as symbols; as characters that separate
# words they are punctuation.
ASCII_SYMBOLS = {ord(character) for character in "$+<=>^`|~"}


def read_categories(folder):
    """Return code point -> general category, ranges of UnicodeData.txt expanded."""
    categories, first = {}, None
    for line in (folder / "UnicodeData.txt").read_text().splitlines():
        code, name, category = line.split(";")[:3]
        code = int(code, 16)
        if name.endswith(", First>"):
            first = code
            continue
        start = first if name.endswith(", Last>") else code
        for each in range(start, code + 1):
            categories[each] = category
        first = None
    return categories


def read_arabic_script(folder):
    arabic = set()
    for line in (folder / "Scripts.txt").read_text().splitlines():
        fields = line.split("#")[0].split(";")
        if len(fields) == 2 and fields[1].strip() == "Arabic":
            start, _, end = fields[0].strip().partition("..")
            arabic.update(range(int(start, 16), int(end or start, 16) + 1))
    return arabic


def ranges(code_points):
    start = previous = None
    for code in sorted(code_points):
        if previous is not None and code == previous + 1:
            previous = code
            continue
        if start is not None:
            yield start, previous
        start = previous = code
    if start is not None:
        yield start, previous


def main():
    folder = pathlib.Path(sys.argv[1])
    categories = read_categories(folder)
    arabic = read_arabic_script(folder)
    classes = {
        "arabic_letter": {c for c in arabic if categories.get(c) == "Lo"}
        - PRESENTATION_MARKS,
        "mark": {c for c, g in categories.items() if g.startswith("M")}
        | QURANIC_MODIFIER_LETTERS
        | PRESENTATION_MARKS,
        "tatweel": {TATWEEL},
        "invisible": INVISIBLE,
        "sentence_final": SENTENCE_FINAL,
        "punctuation": {c for c, g in categories.items() if g.startswith("P")}
        | ASCII_SYMBOLS,
    }
    print("# Character classes: first code point, last code point, class.")
    print(f"# Made by tools/generate_characters.py from the Unicode Character Database {UNICODE_VERSION}")
    print(f"# (https://www.unicode.org/Public/{UNICODE_VERSION}/ucd/, licence Unicode-3.0). Do not edit.")
    for name, members in classes.items():
        for start, end in ranges(members):
            print(f"{start:06X}\t{end:06X}\t{name}")
    for start, end in DIGITS:
        print(f"{start:06X}\t{end:06X}\tdigit")


if __name__ == "__main__":
    main()
