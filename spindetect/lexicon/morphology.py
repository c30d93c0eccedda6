"""How English words are inflected, and the base forms that a compiled lexicon lists.

Rules and lists of exceptions are those of WordNet's morphological processor (morphy(7WN)), but
all analyses are wanted, not the first, so that "found" is a form of "find" as well. The rules
alone are too generous ("seed" as a form of "see", "number" as the comparative of "numb");
`BaseForms` therefore weighs an analysis against the word's own use as a base form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from spindetect.lexicon.grammar import word_class
from spindetect.lexicon.tables import PARTS

MAX_BASES: Final = 3

ENDINGS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "n": (
            ("s", ""),
            ("ses", "s"),
            ("ves", "f"),
            ("xes", "x"),
            ("zes", "z"),
            ("ches", "ch"),
            ("shes", "sh"),
            ("men", "man"),
            ("ies", "y"),
        ),
        "v": (
            ("s", ""),
            ("ses", "s"),
            ("xes", "x"),
            ("zes", "z"),
            ("ches", "ch"),
            ("shes", "sh"),
            ("oes", "o"),
            ("ies", "y"),
            ("ed", "e"),
            ("ed", ""),
            ("ing", "e"),
            ("ing", ""),
        ),
        "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
        "r": (),
    }
)
"""Part of speech → (ending of the inflected form, what the base form has in its place)."""

# A noun made from a verb ("feeling") is often commoner than the verb is in WordNet's tagged
# texts, and still an inflection of it; other rule-made analyses must be the commoner use.
_OWN_USE_ALLOWED: Final[Mapping[str, int]] = MappingProxyType({"n": 1, "v": 10, "a": 1, "r": 1})


@dataclass(frozen=True, slots=True)
class BaseForms:
    """Finds base forms. `uses`: (lemma, part of speech) → occurrences in WordNet's tagged texts,
    listed for every lemma; `exceptions`: part of speech → irregular form → its base forms."""

    uses: Mapping[tuple[str, str], int]
    exceptions: Mapping[str, Mapping[str, Sequence[str]]]

    def of(self, word: str) -> tuple[tuple[str, str], ...]:
        """(base form, its parts of speech) for a single word, the most used first, at most
        `MAX_BASES`; the word itself is among them if it is a base form, and empty means that no
        base form is known."""
        parts: dict[str, str] = {}
        weight: dict[str, int] = {}
        for part in PARTS:
            for base in dict.fromkeys(self._analyses(word, part)):
                parts[base] = parts.get(base, "") + part
                weight[base] = max(weight.get(base, 0), self.uses[base, part])
        ranked = sorted(parts, key=lambda base: -weight[base])
        return tuple((base, parts[base]) for base in ranked[:MAX_BASES])

    def _analyses(self, word: str, part: str) -> Iterator[str]:
        if (word, part) in self.uses:
            yield word
        if word_class(word) is not None and part != "v":
            return  # closed classes inflect as verbs only: "has", but not the plural of "ha"
        irregular = self.exceptions.get(part, {}).get(word, ())
        yield from (base for base in irregular if (base, part) in self.uses)
        if not irregular:
            yield from self._regular(word, part)

    def _regular(self, word: str, part: str) -> Iterator[str]:
        if part == "v" and (word, part) in self.uses:
            return  # "ring", "pass", "seed": a verb that only looks inflected
        if part == "n" and word.endswith("ss"):
            return
        own_use = max(self.uses.get((word, other), 0) for other in PARTS)
        for ending, restored in ENDINGS[part]:
            base = word.removesuffix(ending) + restored
            use = self.uses.get((base, part), -1) if len(base) > 1 else -1
            if word.endswith(ending) and 0 <= own_use <= use * _OWN_USE_ALLOWED[part]:
                yield base
