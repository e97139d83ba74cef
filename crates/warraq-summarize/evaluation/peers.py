"""Prints ROUGE of sumy's and summa's rankers at 30% of the words, on the sentences that ours had.

    pip install sumy summa numpy
    cargo run --release -p warraq-summarize --example evaluate_summaries -- sentences.jsonl
    python peers.py sentences.jsonl

Each ranker gets the sentences as they are, cut into folded words, and orders all of them. The rule
of length, the folding and ROUGE are those of the Rust program: sentences are added until 30% of
the words are reached, and set in the order of the document.
"""

import json
import re
import sys
import unicodedata
from collections import Counter

from sumy._compat import to_unicode
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from summa.commons import build_graph, remove_unreachable_nodes
from summa.pagerank_weighted import pagerank_weighted
from summa.summarizer import _set_graph_edge_weights
from summa.syntactic_unit import SyntacticUnit

RATIO = 0.3
FOLDS = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ءـ")


def words(text):
    text = unicodedata.normalize("NFKC", text).translate(FOLDS).lower()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf"))
    return re.findall(r"[^\W_]+", text)


class Words:
    """Cuts a sentence into words, for sumy."""

    def to_words(self, sentence):
        return tuple(words(to_unicode(sentence)))


def sumy_order(summarizer):
    def order(sentences):
        unit = [Sentence(text, Words()) for text in sentences]
        ratings = {}

        def keep(given, _count, rating, *args, **kwargs):
            rate = rating if callable(rating) else (lambda sentence: rating[sentence])
            for place, sentence in enumerate(given):
                ratings[place] = rate(sentence, *args, **kwargs)
            return tuple(given)

        summarizer._get_best_sentences = keep
        summarizer(ObjectDocumentModel([Paragraph(unit)]), len(unit))
        del summarizer._get_best_sentences
        return sorted(range(len(unit)), key=lambda place: -ratings.get(place, 0.0))

    return order


def summa_order(sentences):
    units = []
    for place, text in enumerate(sentences):
        unit = SyntacticUnit(text, " ".join(words(text)))
        unit.index = place
        units.append(unit)
    graph = build_graph([unit.token for unit in units if unit.token])
    _set_graph_edge_weights(graph)
    remove_unreachable_nodes(graph)
    ranks = pagerank_weighted(graph) if graph.nodes() else {}
    return sorted(range(len(units)), key=lambda place: -ranks.get(units[place].token, 0.0))


def grams(tokens, length):
    return Counter(tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1))


def f1(one, other):
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / max(1, total)


def rouge(article, order):
    limit, spent, taken = RATIO * sum(article["words"]), 0, []
    for place in order:
        if spent >= limit:
            break
        spent += article["words"][place]
        taken.append(place)
    summary = words(" ".join(article["sentences"][place] for place in sorted(taken)))
    references = [words(reference) for reference in article["summaries"]]
    return [
        sum(f1(grams(summary, n), grams(reference, n)) for reference in references)
        / len(references)
        for n in (1, 2)
    ]


RANKERS = {
    "lead": lambda sentences: range(len(sentences)),
    "sumy TextRank": sumy_order(TextRankSummarizer()),
    "sumy LexRank": sumy_order(LexRankSummarizer()),
    "sumy LSA": sumy_order(LsaSummarizer()),
    "sumy Luhn": sumy_order(LuhnSummarizer()),
    "summa": summa_order,
}


def main(path):
    with open(path, encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    print(f"{'':16}ROUGE-1  ROUGE-2")
    for name, order in RANKERS.items():
        scores = [rouge(article, order(article["sentences"])) for article in articles]
        one, two = (100 * sum(column) / len(scores) for column in zip(*scores))
        print(f"{name:16}{one:7.2f}  {two:7.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
