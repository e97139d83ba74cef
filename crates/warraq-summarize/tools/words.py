"""Writes data/words.tsv: how common a word is, and how noun-like it stands in text.

    WARRAQ_SHARED=... python tools/words.py > data/words.tsv

Reads text/wikipedia, text/news and text/gazette (JSON lines, decompressed by the program `zstd`).
A word is folded as the `search` profile folds and stripped of و, ف, the article and what joins it.
Noun-like is a mention with the article or after a preposition: a verb has neither.
"""

import json
import math
import os
import re
import subprocess
from collections import Counter

SOURCES = ["wikipedia", "news", "gazette"]
MOST_WORDS = 24_000
FOLDS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f]")
WORD = re.compile("[\u0621-\u064a]+")
ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ال")
PREPOSITIONS = set("في من الي علي عن مع بين حتي منذ خلال عند ضد نحو بعد قبل وفي ومن والي وعلي وعن ومع".split())

HEADER = """\
# How common words are, and how noun-like they stand in text.
#
# Facts counted in Arabic Wikipedia (2017; CC BY-SA 4.0), news of a Tunisian radio station
# (Apache-2.0) and the Saudi official gazette, by tools/words.py; no text is kept.
# Columns: the word, folded, without و, ف, the article and what is joined to it; rarity from 0 (in
# every document) to 9 (in one of 20,000); the share of mentions, in tenths, rounded down, with the
# article or after a preposition: 0 is below 3%, and mostly a verb."""


def lines():
    for source in SOURCES:
        path = os.path.join(os.environ["WARRAQ_SHARED"], "data/text", source + ".jsonl.zst")
        command = ["zstd", "-dc", "--long=27", path]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            yield from process.stdout


def base(word):
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            return word[len(article) :], True
    if word.startswith("لل") and len(word) >= 4:
        return word[2:], True
    if word.startswith("و") and len(word) >= 4:
        return word[1:], False
    return word, False


def main():
    documents, mentions, nominal = Counter(), Counter(), Counter()
    count = 0
    known = {}
    for line in lines():
        text = MARKS.sub("", json.loads(line)["text"]).translate(FOLDS)
        count += 1
        before, seen = "", set()
        for word in WORD.findall(text):
            stripped = known.get(word)
            if stripped is None:
                stripped = known[word] = base(word)
            root, definite = stripped
            mentions[root] += 1
            nominal[root] += definite or before in PREPOSITIONS
            seen.add(root)
            before = word
        documents.update(seen)
    print(HEADER)
    best = sorted(documents.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    for word, found in sorted(best):
        rarity = min(9, round(9 * math.log(count / found) / math.log(20_000)))
        share = nominal[word] / mentions[word]
        tenths = 0 if share < 0.03 else max(1, min(9, int(share * 10)))
        print(f"{word}\t{rarity}\t{tenths}")


if __name__ == "__main__":
    main()
