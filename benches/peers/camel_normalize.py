#!/usr/bin/env python3
"""Time the normalization of CAMeL Tools, the peer of `benches/normalize.rs`.

Usage: python3 benches/peers/camel_normalize.py NEWS.jsonl

NEWS.jsonl is JSON Lines with a field `text`, the decompressed text that the
benchmark reads. The chain is what its documentation offers for search: NFKC,
removal of diacritics, then alef forms, alef maqsura and ta marbuta. It folds
less than the profile `search` does (no digits, punctuation, look-alikes or
white space) and keeps no offsets.

Only these pure Python functions are needed, and no model:

    pip install --no-deps camel-tools && pip install six emoji docopt
"""

import json
import sys
import time

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

ROUNDS = 5


def without_unicode(text):
    text = normalize_alef_ar(dediac_ar(text))
    return normalize_teh_marbuta_ar(normalize_alef_maksura_ar(text))


def search(text):
    return without_unicode(normalize_unicode(text))


def best_time(fold, texts):
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            fold(text)
        best = min(best, time.perf_counter() - start)
    return best


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    assert search("مُؤسّسةُ الأمم") == "مؤسسه الامم"
    megabytes = sum(len(text.encode("utf-8")) for text in texts) / 1e6
    for name, fold in [("NFKC and folding", search), ("folding alone", without_unicode)]:
        print(f"{name:20} {megabytes / best_time(fold, texts):8.1f} MB/s")


if __name__ == "__main__":
    main()
