"""Writes data/derived-spellings.tsv: the usual English spelling of places, nationalities and name words.

    WARRAQ_SHARED=... python tools/spellings.py > data/derived-spellings.tsv

Reads the gazetteers that carry both languages under licences that let facts be taken. A pair is left
out where its languages do not sound alike (a translation, or a row gone wrong), where a source
knows two spellings, and where data/spellings.tsv, which was written by hand, has the name already.
"""

import os
import re
from pathlib import Path

LISTS = Path(os.environ["WARRAQ_SHARED"]) / "data" / "gazetteers"
OWN = Path(__file__).parent.parent / "data" / "spellings.tsv"
NAME = re.compile("[\u0621-\u064a]+( [\u0621-\u064a]+)*")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f' -]+")

HEADER = """\
# How places, nationalities and the words of names are usually spelt in English.
# Derived by tools/spellings.py from: CLDR territories and time zones' cities (Unicode-3.0), countries and
# their provinces (MIT), nationalities of ArWikiCats (MIT), name words mined from Wikipedia by Google's
# transliteration data (Apache-2.0). Version 1.
#
# name	spelling"""

# The Latin letters that may stand for an Arabic consonant.
SOUNDS = {
    "ب": "bpv", "پ": "p", "ت": "t", "ث": "ts", "ج": "jgcdy", "چ": "c", "ح": "h", "خ": "khjxcg", "د": "d", "ذ": "dtz",
    "ر": "r", "ز": "zsx", "ژ": "jzg", "س": "scxzt", "ش": "scxj", "ص": "s", "ض": "d", "ط": "t", "ظ": "zd",
    "غ": "gjhxr", "ف": "fvpw", "ق": "qkcg", "ك": "kcqgx", "گ": "g", "ل": "l", "م": "m", "ن": "nm",
}
FIRST_VOWELS = "aeiouwyhjvg"


def rows(name):
    for line in (LISTS / name).read_text(encoding="utf-8").splitlines()[1:]:
        yield line.split("\t")


def consonants(name):
    return [letter for letter in name if letter in SOUNDS]


def sounds_alike(name, spelling):
    """Whether most consonants of the name stand in the spelling, in their order."""
    latin = spelling.lower()
    if name[0] in SOUNDS and latin[0] not in SOUNDS[name[0]] + "aeiou":
        return False
    bare = name[2:] if name.startswith("ال") and len(name) > 4 else name
    place, found = 0, 0
    wanted = consonants(bare)
    for letter in wanted:
        next_place = min((at for at in (latin.find(sound, place) for sound in SOUNDS[letter]) if at >= 0), default=-1)
        if next_place >= 0:
            found += 1
            place = next_place + 1
    heard = len(re.findall("[bcdfgklmnpqrstvxz]", latin))
    return found >= 0.75 * len(wanted) and heard <= 2 * len(wanted) + 1


def capital(words):
    upper = lambda at: at.group(1) + at.group(2).upper()
    return re.sub(r"\b(Mc)(\w)", upper, re.sub(r"(^|[ -])(\w)", upper, words))


def places():
    for name in ("cldr-territories.unicode-3.0.tsv", "cldr-tz-cities.unicode-3.0.tsv", "countries-cities.MIT.tsv"):
        for arabic, _, english, *_ in rows(name):
            yield arabic, english, name.startswith("cldr-territories")


def nationalities():
    for key, male, males, female, _, the_male, the_female, *_ in rows("nationalities.arwikicats.MIT.tsv"):
        for arabic in (male, males, female, the_male, the_female, f"ال{males}"):
            yield arabic, capital(key), False


def name_words():
    for arabic, _, english, *_ in rows("name_words.google-transliteration.Apache-2.0.tsv"):
        if len(english) >= 3:
            yield arabic, capital(english), False


def main():
    taken = {line.split("\t")[0] for line in OWN.read_text(encoding="utf-8").splitlines()}
    table = {}
    for source in (places, nationalities, name_words):
        found = {}
        for arabic, english, is_translated in source():
            if NAME.fullmatch(arabic) and LATIN.fullmatch(english) and not english.startswith("Pseudo-"):
                if is_translated or sounds_alike(arabic, english):
                    found.setdefault(arabic, set()).add(english)
        for arabic, spellings in found.items():
            if len(spellings) == 1 and arabic not in taken and arabic not in table:
                table[arabic] = spellings.pop()
    print(HEADER)
    for arabic in sorted(table):
        print(arabic, table[arabic], sep="\t")


if __name__ == "__main__":
    main()
