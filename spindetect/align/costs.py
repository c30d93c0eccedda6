"""What each way to lay words beside words costs: a log-linear model with few, readable weights.

A cost is a negative log-likelihood up to a constant, in nats: equal words cost nothing, and of two
ways to read the same words one that costs 2.3 more is ten times less likely. The model is a
semi-Markov conditional random field (Sarawagi and Cohen 2004) over the units of an alignment; its
weights were fitted to the simulated spinners' gold spans with their thesauri hidden, so that no
weight leans on a thesaurus knowing the spinner (benchmarks/fit_alignment.py does that again). Never
fitted on evaluation texts. The order of magnitude matters, not the digits.
"""

from __future__ import annotations

from dataclasses import dataclass

# No unit at all.
IMPOSSIBLE = 99.0


@dataclass(frozen=True, slots=True)
class Costs:
    """The weights. Every cost is linear in them, which is what the fit relies on."""

    # One word for one other: both carry content, both are function words, one of each, a number.
    content: float = 2.9
    function: float = 4.8
    mixed: float = 4.8
    number: float = 5.6
    punctuation: float = 4.4
    # Off where a thesaurus relates them, where they begin alike, where both end in -ed, -ing, ...
    known: float = 1.1
    similar: float = 0.4
    ending: float = 1.0
    # A content word for a phrase of two to five words, and a phrase for a word.
    wider2: float = 5.7
    wider3: float = 8.3
    wider4: float = 11.7
    wider5: float = 14.3
    narrower2: float = 7.6
    narrower3: float = 12.2
    narrower4: float = 11.8
    # The same where the single word is a function word.
    function2: float = 7.7
    function3: float = 11.1
    function4: float = 14.3
    function5: float = 18.7
    # Each content word in what stands for a function word.
    function_content: float = -0.4
    # Off where that is built like a compound preposition or conjunction ("in view of").
    compound: float = 1.4
    # A phrase for a phrase: two words on each side, and each further word.
    both: float = 9.6
    further: float = 3.3
    # Off per decade by which two words of a phrase stand together more often than by chance, in the
    # candidate and in the original, which is fluent throughout.
    bond: float = 2.2
    bond_original: float = 1.4
    known_phrase: float = 3.1
    # Off where the phrase begins or ends with the inflection of the word that it stands for.
    inflected: float = 0.9
    # A phrase that begins with a function word, that breaks off, that ends in an article, that
    # begins or ends with "of", which joins the nouns around it.
    function_first: float = 0.6
    breaks_off: float = 0.6
    article_last: float = 3.7
    loose_of: float = 1.3
    # An article that the phrase for a single word swallowed.
    article_first: float = 1.0
    # A word that stays and gets company: before or after it, or on both sides.
    company: float = -0.3
    company_around: float = 2.2
    company_article: float = -0.8
    # The same where a preposition, a conjunction or an article leads from the company to the word.
    company_bridge: float = 3.0
    # Each word that two phrases share.
    shared: float = 1.2
    # Words that change places.
    transposed: float = 2.0
    # Off where both phrases end in a light preposition, a particle or a conjunction.
    idiom: float = 1.0
    # The same letters with a space between them.
    split: float = 1.0
    # Off where the same wording stands for the same elsewhere in the text; per doubling of that.
    again: float = 1.7
    again_often: float = 1.0
    # An article or an "of" that came or went by itself, with the construction.
    small_word: float = 3.5
    # A word that came or went: where words are also cut (see `phrases.swapped`) and where not.
    inserted: float = 4.5
    deleted: float = 4.0
    inserted_swapped: float = 9.0
    deleted_swapped: float = 7.0


COSTS = Costs()
