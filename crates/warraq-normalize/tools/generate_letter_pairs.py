#!/usr/bin/env python3
"""Write data/letter-pairs.tsv from Arabic text on standard input.

Usage: zstd -dc --long=27 TEXT.jsonl.zst... | python3 tools/generate_letter_pairs.py > data/letter-pairs.tsv

Each line of the input is a JSON object with a `text`.
"""

import collections
import json
import sys

# Letters, harakat, tatweel and punctuation that the one-byte encodings of Arabic hold.
COUNTED = {chr(code) for code in [*range(0x0621, 0x063B), *range(0x0640, 0x0653)]} | set("،؛؟")
# Stands for everything else, and for the ends of a text.
OTHER = "\0"


def main():
    pairs = collections.Counter()
    for line in sys.stdin:
        text = json.loads(line)["text"]
        letters = "".join(c if c in COUNTED else OTHER for c in text)
        pairs.update(zip(OTHER + letters, letters + OTHER))
    del pairs[OTHER, OTHER]
    total = sum(pairs.values())
    print("# How often two Arabic characters stand side by side in running text: code points (0000 is")
    print("# any other character), parts in ten million; rarer pairs are left out.")
    print("# Made by tools/generate_letter_pairs.py from books out of copyright (Hindawi Foundation)")
    print("# and an official gazette, the first 30 and 600 documents; public domain.")
    for (first, second), count in sorted(pairs.items()):
        parts = round(count * 10_000_000 / total)
        if parts > 0:
            print(f"{ord(first):04X}\t{ord(second):04X}\t{parts}")


if __name__ == "__main__":
    main()
