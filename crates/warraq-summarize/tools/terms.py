"""Writes data/terms.tsv: pairs of words that many documents use as one term.

    WARRAQ_SHARED=... python tools/terms.py > data/terms.tsv

Reads what tools/words.py reads. A pair is a word and the word with the article right behind it in
the same line (`حقوق الإنسان`, `البنية التحتية`); both are folded and stripped as there.
"""

import math
from collections import Counter

import json

from words import FOLDS, MARKS, base, lines
import re

TOKEN = re.compile("[\u0621-\u064a]+|[^\\s\u0621-\u064a]")
LEAST_DOCUMENTS = 8
LEAST_ASSOCIATION = 1.2
MOST_PAIRS = 20_000

HEADER = """\
# Pairs of words that many documents use as one term, whatever their subject.
#
# Facts counted in Arabic Wikipedia (2017; CC BY-SA 4.0), news of a Tunisian radio station
# (Apache-2.0) and the Saudi official gazette, by tools/terms.py; no text is kept. The second word
# has the article. Both are folded, without و, ف, the article and what is joined to it."""


def main():
    words, pairs, known = Counter(), Counter(), {}
    count = 0
    for line in lines():
        text = MARKS.sub("", json.loads(line)["text"]).translate(FOLDS)
        count += 1
        before, seen, seen_words = None, set(), set()
        for word in TOKEN.findall(text):
            stripped = known.get(word)
            if stripped is None:
                stripped = known[word] = base(word) if len(word) > 2 else (None, False)
            root, definite = stripped
            if root and definite and before and word.startswith("ال"):
                seen.add((before, root))
            seen_words.add(root)
            before = root
        pairs.update(seen)
        words.update(seen_words)
    print(HEADER)
    best = []
    for (one, other), found in pairs.items():
        association = math.log(found * count / (words[one] * words[other]))
        if found >= LEAST_DOCUMENTS and association >= LEAST_ASSOCIATION:
            best.append((found * association, one, other))
    best.sort(key=lambda pair: (-pair[0], pair[1:]))
    for _, one, other in sorted(best[:MOST_PAIRS], key=lambda pair: pair[1:]):
        print(f"{one}\t{other}")


if __name__ == "__main__":
    main()
