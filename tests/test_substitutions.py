"""Typed substitutions: each rule on its own examples, what counts, and the evidence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.align import align
from spindetect.features import Sum, tally
from spindetect.lexicon import Lexicon
from spindetect.simulation import read_articles, simulate
from spindetect.substitutions import explain, variants
from spindetect.substitutions.rules import RULES, UNLIKE_RULES, Change, Rule, classify
from spindetect.text import parse
from spindetect.types import Alignment, Document, Kind, Substitution, TokenKind

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()
BY_NAME = {rule.name: rule for rule in RULES}
ALL_EXAMPLES = [pair for rule in RULES for pair in rule.fires + rule.silent]
Pair = tuple[str, str]


def change(original: str, candidate: str, names: tuple[bool, bool] = (False, False)) -> Change:
    """An example as the rules see it; "an [garden]" is "an" before "garden"."""
    marked = re.fullmatch(r"(.*?) \[(\w+)\]", candidate)
    candidate, after = marked.groups() if marked else (candidate, "")
    one, other = parse(Document("o", original)), parse(Document("c", candidate))
    return Change.of(one.norms, other.norms, (one.kinds, other.kinds), names, after, LEXICON)


def by_full_table(item: Change) -> Rule:
    return next(rule for rule in RULES if rule.applies(item))


def laid(original: str, candidate: str) -> Alignment:
    return align(parse(Document("o", original)), parse(Document("c", candidate)), LEXICON)


def found(original: str, candidate: str) -> dict[Pair, Substitution]:
    return {(s.original, s.candidate): s for s in explain(laid(original, candidate), LEXICON)}


# The table


@pytest.mark.parametrize(
    ("name", "pair"), [(rule.name, pair) for rule in RULES for pair in rule.fires], ids=str
)
def test_a_rule_fires_on_its_own_examples(name: str, pair: Pair) -> None:
    assert classify(change(*pair)).name == name


@pytest.mark.parametrize(
    ("name", "pair"), [(rule.name, pair) for rule in RULES for pair in rule.silent], ids=str
)
def test_a_rule_is_silent_on_its_counterexamples(name: str, pair: Pair) -> None:
    assert classify(change(*pair)).name != name


def test_every_rule_has_examples_of_both_kinds_and_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(RULES)
    for rule in RULES:
        assert rule.fires, rule.name
        assert rule.silent, rule.name


def test_every_kind_has_a_rule_and_the_documentation_says_which_are_evidence() -> None:
    text = (ROOT / "docs" / "substitutions.md").read_text(encoding="utf-8")
    documented: dict[str, bool] = {}
    for kinds, evidence in re.findall(r"^\| (`.+?`) \|.*\| (\S.*?) \|$", text, re.MULTILINE):
        documented |= dict.fromkeys(re.findall(r"`(\w+)`", kinds), evidence != "no")
    counting = {rule.kind: False for rule in RULES}
    for rule in RULES:
        counting[rule.kind] |= rule.counts
    assert set(counting) == set(Kind)
    assert documented.pop("kind")  # the head of the table
    assert documented == {kind.value: counts for kind, counts in counting.items()}


@pytest.mark.parametrize(
    ("names", "pair", "expected"),
    [
        ((True, True), ("Aleksei", "Alexey"), "spelling variant"),
        ((True, True), ("Marwick", "Benton"), "factual change"),
        ((True, True), ("hut", "shed"), "factual change"),
        ((True, False), ("hut", "shed"), "factual change"),
        ((False, True), ("hut", "shed"), "factual change"),
        ((False, False), ("Aleksei", "Alexey"), "synonym"),
    ],
    ids=str,
)
def test_another_name_is_another_fact(names: tuple[bool, bool], pair: Pair, expected: str) -> None:
    assert classify(change(*pair, names=names)).name == expected


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("lantern", "alntern"), "spelling variant"),
        (("lantern", "antern"), "spelling variant"),
        (("lantern", "kantern"), "spelling variant"),
        (("lantern", "tavern"), "synonym"),
        (("winter", "water"), "synonym"),
        (("oesophagus", "esophagus"), "spelling variant"),
        (("kerb", "curb"), "spelling variant"),
        (("émigré", "emigre"), "spelling variant"),
        (("hundred", "dozen"), "factual change"),
        (("Sgt.", "Sergeant"), "written-out abbreviation"),
        (("can't", "cannot"), "contraction"),
        (("he's", "he has"), "contraction"),
        (("he's", "he was"), "phrase"),
        (("per cent", "percent"), "accepted split"),
        (("infact", "in fact"), "split or joined word"),
        (("twelve", "13"), "factual change"),
        (("a quiet lane", "an empty road"), "phrase"),
    ],
    ids=str,
)
def test_first_rule_decides(pair: Pair, expected: str) -> None:
    assert classify(change(*pair)).name == expected


@pytest.mark.parametrize(
    ("article", "following", "wrong"),
    [
        ("an", "garden", True), ("a", "owl", True), ("an", "owl", False), ("a", "garden", False),
        ("an", "hour", False), ("a", "hour", True), ("a", "house", False), ("a", "unicorn", False),
        ("an", "uninvited", False), ("a", "used", False), ("an", "usher", False),
        ("an", "urn", False), ("a", "one", False), ("an", "only", False), ("the", "owl", False),
        ("an", "8", False), ("an", "", False),
    ],
)  # fmt: skip
def test_wrong_article(article: str, following: str, wrong: bool) -> None:
    assert variants.wrong_article(article, following) is wrong


# The short cut for two words that have nothing in common


@pytest.mark.parametrize("pair", ALL_EXAMPLES, ids=str)
def test_the_short_table_agrees_with_the_full_one_on_all_examples(pair: Pair) -> None:
    for names in ((False, False), (True, False), (False, True), (True, True)):
        item = change(*pair, names=names)
        assert classify(item) is by_full_table(item)


@cache
def vocabulary() -> list[str]:
    texts = (p.read_text(encoding="utf-8") for p in (ROOT / "data" / "articles").glob("*/*.txt"))
    plain = " ".join(texts).lower().replace("’", "'")
    return sorted(set(re.findall(r"[a-z]+(?:'[a-z]+)?", plain)))


# The closed classes and the orthographic lists are few words among many.
SPECIAL = (
    "a an the of on upon not nor is was has been they're can't cannot won't should must percent "
    "one eleven twenty first second grey gray kerb curb gaol jail tyre aesthetic esthetic storey "
    "programme whilst oesophagus aeon eon yacht hundred million half dozen thrice twelfth émigré "
    "emigre élève eleve œuvre"
).split()
LETTERS = st.text("abcdeghiklmnoprstuxyz'", min_size=1, max_size=10)
WORDS = st.one_of(st.deferred(lambda: st.sampled_from(vocabulary())), st.sampled_from(SPECIAL))


@st.composite
def slips(draw: st.DrawFn) -> Pair:
    """A word and the same with up to two letters changed, mostly at its beginning."""
    word = draw(WORDS)
    place = draw(st.integers(0, 2))
    cut = draw(st.integers(0, 2))
    return word, word[:place] + draw(LETTERS)[:2] + word[place + cut :] or "x"


@given(st.one_of(st.tuples(WORDS, WORDS), st.tuples(WORDS, LETTERS), slips()), st.booleans())
@settings(max_examples=600)
def test_the_short_table_agrees_with_the_full_one_on_any_two_words(pair: Pair, turn: bool) -> None:
    one, other = pair[::-1] if turn else pair
    word = bytes([TokenKind.WORD])
    item = Change.of((one,), (other,), (word, word), (False, turn), "", LEXICON)
    assert classify(item) is by_full_table(item)


def test_the_short_table_is_part_of_the_full_one_in_its_order() -> None:
    assert [rule for rule in RULES if rule in UNLIKE_RULES] == list(UNLIKE_RULES)
    assert len(UNLIKE_RULES) < len(RULES) / 2


# Names and capitals


FRAME = "Yesterday the owner of the mill met {} near the bridge and talked about the flood."


@pytest.mark.parametrize(
    ("one", "other", "kind", "counts"),
    [
        ("Aleksei", "Alexey", Kind.SPELLING, False),
        ("Marwick", "Benton", Kind.FACTUAL, False),
        ("World Health Organization", "WHO", Kind.HOUSE_STYLE, False),
        ("nobody", "none", Kind.FUNCTION, True),
        ("peasants", "villagers", Kind.SYNONYM, True),
    ],
)
def test_capitals_inside_a_sentence_are_names(
    one: str, other: str, kind: Kind, counts: bool
) -> None:
    (substitution,) = found(FRAME.format(one), FRAME.format(other)).values()
    assert (substitution.kind, substitution.counts) == (kind, counts)


def test_a_capital_at_the_head_of_a_sentence_is_no_name() -> None:
    rest = " by the river were sold, and the farmers kept their cattle in the barns all winter."
    (swap,) = found(f"Mills{rest}", f"Factories{rest}").values()
    assert (swap.original, swap.candidate, swap.counts) == ("Mills", "Factories", True)


def test_an_acronym_at_the_head_of_a_sentence_is_a_name() -> None:
    rest = " has sold the mills by the river, and the farmers keep their cattle in the barns."
    (swap,) = found(f"BNMF{rest}", f"CRWO{rest}").values()
    assert swap.kind is Kind.FACTUAL


BODY = "The parade began at the church and ended at the lake, as it had done for many years."


def test_capitals_of_a_heading_in_title_case_are_no_names() -> None:
    (swap,) = found(
        f"The Harvest Fair Opens With A Quiet Parade\n\n{BODY}",
        f"The Harvest Fair Opens With A Silent Parade\n\n{BODY}",
    ).values()
    assert (swap.kind, swap.counts) == (Kind.SYNONYM, True)


# What counts


def test_speech_is_listed_but_does_not_count() -> None:
    swaps = found(
        'The owner of the mill was calm on Monday. "We will repair the roof and open the big '
        'doors before the winter," he told a visitor near the bridge.',
        'The proprietor of the mill was calm on Monday. "We will mend the roof and open the large '
        'doors before the winter," he told a visitor near the bridge.',
    )
    assert {pair: (s.counts, s.in_quotation) for pair, s in swaps.items()} == {
        ("owner", "proprietor"): (True, False),
        ("repair", "mend"): (False, True),
        ("big", "large"): (False, True),
    }


def test_a_quoted_fragment_is_speech_and_its_sentence_is_not() -> None:
    swaps = found(
        'He called the roof "very old" and feared that the heavy doors would not last.',
        'He called the roof "very aged" and feared that the weighty doors would not last.',
    )
    assert (swaps["old", "aged"].counts, swaps["old", "aged"].in_quotation) == (False, True)
    assert swaps["heavy", "weighty"].counts
    assert not swaps["heavy", "weighty"].in_quotation


def test_a_quotation_added_or_cut_is_in_quotation() -> None:
    rest = "The parade began at the church and ended at the lake."
    speech = '"Nobody has ever seen so many lanterns," said the sexton.'
    for swaps in (found(f"{rest} {speech}", rest), found(rest, f"{rest} {speech}")):
        (swap,) = swaps.values()
        assert (swap.counts, swap.in_quotation) == (False, False)
    spoken = f'{rest} "Nobody has seen so many lanterns," said the sexton.'
    (swap,) = found(f"{rest} {speech}", spoken).values()
    assert (swap.kind, swap.in_quotation) == (Kind.DELETION, True)


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ('"A {} parade ends the harvest fair"', True),
        ("'A {} parade ends the harvest fair'", True),
        ('"A {} parade ended the harvest fair."', False),
        ('"A {} parade ended the harvest fair," said the sexton', False),
        (
            '"A {} parade with lanterns and drums ended the harvest fair by the lake on the last '
            'evening before the rain"',
            False,
        ),
    ],
)
def test_only_a_heading_in_quotation_marks_is_no_speech(heading: str, counts: bool) -> None:
    swaps = found(f"{heading.format('quiet')}\n\n{BODY}", f"{heading.format('silent')}\n\n{BODY}")
    assert swaps["quiet", "silent"].counts is counts


def test_page_furniture_does_not_count() -> None:
    swaps = found(
        f"{BODY}\n\nThe crew slept in the harbour hall because the wind did not drop before the "
        "evening.\n\nShare this article on Facebook",
        f"{BODY}\n\nThe crew dozed in the harbour hall because the wind did not drop before the "
        "evening.\n\nShare this story on Facebook",
    )
    assert swaps["slept", "dozed"].counts
    assert not swaps["article", "story"].counts
    assert not swaps["article", "story"].in_quotation


def test_identical_texts_have_no_substitutions() -> None:
    assert found(BODY, BODY) == {}


# Evidence


def test_a_replacement_made_throughout_is_counted_as_consistent() -> None:
    swaps = found(
        "The owner bought a big barn. The farmer liked the big barn, and the big barn stood near "
        "the river. Nobody painted the big door.",
        "The owner bought a large barn. The farmer liked the large barn, and the huge barn stood "
        "near the river. Nobody painted the big door.",
    )
    evidence = {pair: (s.evidence.seen, s.evidence.consistent) for pair, s in swaps.items()}
    assert evidence == {("big", "large"): (4, 2), ("big", "huge"): (4, 1)}
    assert "2 of 4 times" in swaps["big", "large"].reason
    assert "times" not in swaps["big", "huge"].reason.partition("; ")[2]


def test_evidence_names_relation_sources_and_sense() -> None:
    swaps = found(
        "The keeper walked to the bank and put his savings on the counter.",
        "The keeper walked to the depository and put his savings on the counter.",
    )
    evidence = swaps["bank", "depository"].evidence
    assert evidence.relation == "hypernym"
    assert "wordnet" in evidence.sources
    assert evidence.sense_rank is not None
    assert evidence.sense_rank >= 3


def test_evidence_of_an_unheard_pair_names_it() -> None:
    swaps = found(
        "They have been waiting for a long time near the bridge.",
        "They have been waiting for a lengthy time near the bridge.",
    )
    swap = swaps["long", "lengthy"]
    assert swap.evidence.collocation_original is not None
    assert swap.evidence.collocation_candidate is not None
    assert swap.evidence.collocation_original > swap.evidence.collocation_candidate
    assert swap.evidence.pair_original == "long time"
    assert swap.evidence.pair_candidate == "lengthy time"
    assert "'lengthy time'" in swap.reason


def test_a_swap_without_neighbours_has_no_collocation() -> None:
    swaps = found(f"Parade!\n\n{BODY}", f"Procession!\n\n{BODY}")
    evidence = swaps["Parade", "Procession"].evidence
    assert evidence.collocation_original is None
    assert evidence.collocation_candidate is None


@pytest.fixture(scope="module")
def simulated() -> list[tuple[Alignment, tuple[Substitution, ...]]]:
    """Spun and honest pairs of two articles of our own, analysed."""
    documents = read_articles(ROOT / "data" / "articles" / "science")[:2]
    alignments = [
        align(parse(pair.original), parse(pair.candidate), LEXICON)
        for pair in simulate(documents, LEXICON, seed=3)
    ]
    return [(alignment, explain(alignment, LEXICON)) for alignment in alignments]


RELATIONS = {
    "synonym", "similar", "hypernym", "hyponym", "antonym", "derived", "sibling", "thesaurus",
}  # fmt: skip


def test_evidence_keeps_to_its_ranges(
    simulated: list[tuple[Alignment, tuple[Substitution, ...]]],
) -> None:
    kinds = set()
    for _, substitutions in simulated:
        for s in substitutions:
            e = s.evidence
            kinds.add(s.kind)
            assert 1 <= e.consistent <= e.seen
            assert (e.relation is None) == (e.sources == ())
            assert e.relation is None or e.relation in RELATIONS
            assert e.sense_rank is None or e.sense_rank >= 1
            for value in (e.collocation_original, e.collocation_candidate):
                assert value is None or 0.0 <= value <= 13.0
            assert (e.pair_original is None) == (e.pair_candidate is None)
    assert len(kinds) > 10


def test_each_reason_is_one_sentence(
    simulated: list[tuple[Alignment, tuple[Substitution, ...]]],
) -> None:
    for _, substitutions in simulated:
        for s in substitutions:
            assert s.reason.endswith(".")
            assert s.reason == " ".join(s.reason.split())
            # Quoted wordings may hold full stops; the sentence itself has one, at its end.
            own = re.sub(r"'[^;,]*'", "", s.reason)
            assert not re.search(r"[.!?]\s", own), s.reason
            assert "None" not in s.reason


def test_every_edit_is_typed_in_order_with_spans_that_slice_to_it(
    simulated: list[tuple[Alignment, tuple[Substitution, ...]]],
) -> None:
    for alignment, substitutions in simulated:
        assert tuple(s.edit for s in substitutions) == alignment.edits
        one, other = alignment.original.document.text, alignment.candidate.document.text
        for s in substitutions:
            assert one[s.original_span.start : s.original_span.end] == s.original
            assert other[s.candidate_span.start : s.candidate_span.end] == s.candidate


def test_whatever_counts_can_be_tallied() -> None:
    """Every kind that can count has a column of its own among the sums."""
    for rule in RULES:
        for pair in rule.fires:
            rest = "in the old village hall beside the river where the farmers meet every winter."
            original, candidate = (re.sub(r"[\[\]]", "", side) for side in pair)
            alignment = laid(f"They left {original} {rest}", f"They left {candidate} {rest}")
            substitutions = explain(alignment, LEXICON)
            sums = tally(alignment, substitutions, LEXICON)
            assert sums[:, Sum.EDITS].sum() == sum(s.counts for s in substitutions)


HOSTILE = st.text(st.sampled_from("aé .\n\"'“”-7$\u202e\u200bа\ud800"), max_size=40)


@given(HOSTILE, HOSTILE)
@settings(max_examples=150)
def test_any_two_texts_can_be_explained(original: str, candidate: str) -> None:
    alignment = laid(original, candidate)
    substitutions = explain(alignment, LEXICON)
    assert tuple(s.edit for s in substitutions) == alignment.edits
    for s in substitutions:
        assert s.reason.endswith(".")
        assert "\n" not in s.reason


@pytest.mark.parametrize(
    ("original", "candidate", "kind"),
    [
        ("It will not close the road in March.", "It will close the road in March.", "factual"),
        ("It will close the road in March.", "It will never close the road in March.", "factual"),
        ("They counted thirty-one boats there.", "They counted forty-one boats there.", "factual"),
        ("They counted thirty-one boats there.", "They counted 31 boats there.", "house_style"),
        ("It cost two hundred pounds to mend.", "It cost three hundred pounds to mend.", "factual"),
        ("Then Mrs Dunmore left the room.", "Then Mrs Denmore left the room.", "factual"),
        ("Then Aleksei left the cold room.", "Then Alexey left the cold room.", "spelling"),
    ],
)
def test_facts_are_told_from_words_and_style(original: str, candidate: str, kind: str) -> None:
    """A quantity, a name or a "not" that changed is another statement; the same one written
    differently is house style."""
    changes = explain(laid(original, candidate), LEXICON)
    assert [(c.kind, c.counts) for c in changes] == [(kind, False)]
