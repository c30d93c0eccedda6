"""Variants of one wording that honest editors exchange: spelling, contractions, numerals, acronyms.

Each test says whether two wordings are the same for a reader. They are facts of English
orthography, not of any spinner.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein, Levenshtein

from spindetect.lexicon import Lexicon
from spindetect.substitutions import numbers

# Longer tokens are no words: comparing them letter by letter would cost their length squared.
MAX_WORD = 40
# No two regional spellings are more letters apart ("programme" / "program", "cheque" / "check").
MAX_REGIONAL = 4

# British forms brought to the American one; applied in order to both words before comparing. A
# rule may be wide, since it only tells that two different words of one edit are variants.
_REGIONAL = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae|oe(?=[dlmns])", "e"),
        (r"(?<=[a-z]{2})our", "or"),
        (r"is(?=e[drs]?$|ing$|ation|able$)", "iz"),
        (r"ys(?=e[drs]?$|ing$)", "yz"),
        (r"(?<=[a-z]{2})re(?=s?$|d$)", "er"),
        (r"ered$", "erd"),
        (r"enc(?=es?$)", "ens"),
        (r"ogue(?=s?$)", "og"),
        (r"ll", "l"),
        (r"mme(?=s?$)", "m"),
        (r"(?<=[dg])gement", "gment"),
        (r"que(?=s?$)", "ck"),
        (r"wards$", "ward"),
        (r"mould", "mold"),
        (r"^scept", "skept"),
        (r"plough", "plow"),
    )
)
_REGIONAL_WORDS = {
    "grey": "gray", "tyre": "tire", "tyres": "tires", "kerb": "curb", "aluminium": "aluminum",
    "pyjamas": "pajamas", "moustache": "mustache", "whilst": "while", "amongst": "among",
    "amidst": "amid", "learnt": "learned", "burnt": "burned", "dreamt": "dreamed",
    "spelt": "spelled", "spoilt": "spoiled", "leapt": "leaped", "jewellery": "jewelry",
    "manoeuvre": "maneuver", "storey": "story", "draught": "draft", "gaol": "jail",
    "cosy": "cozy", "practise": "practice", "licence": "license", "gotten": "got",
    "maths": "math", "mum": "mom", "sulphur": "sulfur", "per cent": "percent",
}  # fmt: skip

_EXPANSIONS = (
    ("won't", "will not"),
    ("can't", "can not"),
    ("cannot", "can not"),
    ("shan't", "shall not"),
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'m", " am"),
)
_AMBIGUOUS = {"'s": ("is", "has"), "'d": ("had", "would")}

_LETTERS = re.compile(r"[^\w%$£€]+")


def same_letters(first: Sequence[str], second: Sequence[str]) -> bool:
    """Equal but for punctuation, hyphens, dots and spaces inside names and abbreviations."""
    one, other = "".join(first), "".join(second)
    if one.isalnum() and other.isalnum():
        return False
    one, other = _LETTERS.sub("", one), _LETTERS.sub("", other)
    return bool(one) and one == other


def regional(first: str, second: str) -> bool:
    """Two regional spellings of one word ("colour" / "color")."""
    if first == second or max(len(first), len(second)) > MAX_WORD:
        return False
    if Levenshtein.distance(first, second, score_cutoff=MAX_REGIONAL) > MAX_REGIONAL:
        return False
    return _american(unaccented(first)) == _american(unaccented(second))


def may_be_variants(first: str, second: str) -> bool:
    """Whether two words are alike enough for the tests of this module to be worth asking."""
    return (
        first[:1] == second[:1]
        or first[:1] + second[:1] in _INITIALS
        or not (first.isascii() and second.isascii())
        or "'" in first
        or "'" in second
        or numbers.in_words((first,))
        or numbers.in_words((second,))
        or _slip(first, second)
    )


# The initials in which regional variants and typing errors differ ("aesthetic" / "esthetic").
_INITIALS = frozenset({"ae", "ea", "oe", "eo", "kc", "ck", "gj", "jg"})


def _american(word: str) -> str:
    listed = _REGIONAL_WORDS.get(word)
    if listed:
        return listed
    if len(word) < 5:
        return word
    for pattern, replacement in _REGIONAL:
        word = pattern.sub(replacement, word)
    return word


def transliterated(first: str, second: str) -> bool:
    """Two spellings of one name ("Aleksei" / "Alexey")."""
    return (
        min(len(first), len(second)) >= 3
        and max(len(first), len(second)) <= MAX_WORD
        and _romanised(first) == _romanised(second)
    )


# What romanisations of one name differ in ("Aleksei" / "Alexey"). Applied in order;
# two names that differ in anything else are two names.
_ROMANISED = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ph", "f"),
        (r"x", "ks"),
        (r"[cq]", "k"),
        (r"w", "v"),
        (r"z", "s"),
        (r"ou", "u"),
        (r"[yj]|(?<=[eai])i", "i"),
        (r"[eai]i|ii", "i"),
        (r"(?<=[a-z])h", ""),
        (r"(.)\1+", r"\1"),
    )
)


def _romanised(name: str) -> str:
    name = unaccented(name)
    for pattern, replacement in _ROMANISED:
        name = pattern.sub(replacement, name)
    return name


def misspelt(first: str, second: str, lexicon: Lexicon) -> bool:
    """One is a slip of the other: at most two letters off, and not a word itself."""
    return _slip(first, second) and not (first in lexicon and second in lexicon)


def _slip(first: str, second: str) -> bool:
    shorter, longer = sorted((len(first), len(second)))
    most = 1 if shorter < 8 else 2
    if shorter < 3 or longer - shorter > most or longer > MAX_WORD:
        return False
    if shorter == 3:  # so short a slip is told from another word only by its letters
        return sorted(first) == sorted(second)
    return bool(DamerauLevenshtein.distance(first, second, score_cutoff=most) <= most)


def contracted(first: Sequence[str], second: Sequence[str]) -> bool:
    """A contraction and its long form ("do not" / "don't")."""
    if not any("'" in word or word == "cannot" for word in (*first, *second)):
        return False
    return _expand(first) == _expand(second) or _clitic(first, second) or _clitic(second, first)


def _expand(words: Sequence[str]) -> str:
    text = " ".join(words)
    for short, full in _EXPANSIONS:
        text = text.replace(short, full)
    return " ".join(text.split())


def _clitic(short: Sequence[str], full: Sequence[str]) -> bool:
    text = " ".join(short)
    for clitic, verbs in _AMBIGUOUS.items():
        if text.endswith(clitic):
            stem = text.removesuffix(clitic).strip()
            return any(" ".join(full) == f"{stem} {verb}".strip() for verb in verbs)
    return False


def acronym(first: Sequence[str], second: Sequence[str]) -> bool:
    """A name and its initials ("European Union" / "EU")."""
    if len(first) == len(second):
        return False
    for short, full in ((first, second), (second, first)):
        letters = "".join(short).replace(".", "")
        initials = "".join(word[:1] for word in full)
        if len(full) > 1 and len(letters) > 1 and letters == initials:
            return True
    return False


def dotted(first: str, second: str) -> bool:
    """A word and its abbreviation with a full stop ("Tuesday" / "Tues.", "Sergeant" / "Sgt.")."""
    short, full = sorted((first, second), key=len)
    stem = short.removesuffix(".")
    return 2 <= len(stem) < len(short) and (full.startswith(stem) or clipped(full, stem))


def unaccented(word: str) -> str:
    """The word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def clipped(word: str, short: str) -> bool:
    """Whether `short` clips or abbreviates `word` ("laboratory" / "lab", "department" / "dept").

    Either the beginning of the word, or its first and last letter with some letters between in
    their order.
    """
    if not (word.isalpha() and short.isalpha() and 2 <= len(short) < len(word)):
        return False
    if word.startswith(short):
        return len(word) - len(short) >= 3
    if word[0] != short[0] or word[-1] != short[-1] or len(short) > 0.6 * len(word):
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def wrong_article(article: str, following: str) -> bool:
    """Whether "a" or "an" does not fit the word after it."""
    if article not in ("a", "an") or not following[:1].isalpha():
        return False
    return (article == "an") != vowel_sound(following)


_SILENT_H = ("hour", "honest", "honor", "honour", "heir")
# "use", "unique", "European", "one": a vowel letter, but a consonant sound.
_GLIDE = re.compile(r"eu|ew|one\b|once\b|uni(?![nm])|us[aeiu]|ut[aeio]|ur[aeio]|ubi")


def vowel_sound(word: str) -> bool:
    """Whether a word begins with a vowel sound, by the usual rules of English spelling."""
    if word.startswith(_SILENT_H):
        return True
    return word[:1] in "aeiou" and not _GLIDE.match(word)
