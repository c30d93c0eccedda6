"""Simulated spinners: exact gold, what they leave alone, how they differ, and the variants."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.lexicon import Lexicon
from spindetect.spinners import (
    DroppedParagraphs,
    Furnished,
    HardWrapped,
    HouseStyle,
    LetterTricks,
    Partial,
    Patch,
    Spliced,
    Truncated,
    patched,
    share_replaced,
    simulate,
    spinners,
)
from spindetect.spinners.adversarial import Adversarial
from spindetect.spinners.canvas import Change, paint, read_article
from spindetect.spinners.context import ContextSpinner, fits
from spindetect.spinners.database import Database, find_heads
from spindetect.spinners.heads import (
    Head,
    offers,
    opens_with_verb,
    phrase_heads,
    reads_as_verb,
    word_heads,
)
from spindetect.spinners.inflection import Form, Inflector
from spindetect.spinners.patching import paragraphs
from spindetect.spinners.phrases import PhraseSpinner
from spindetect.spinners.reordering import adverbs_and_verbs, joined_pairs
from spindetect.spinners.resources import (
    Group,
    in_file_order,
    load_function_words,
    load_furniture,
    load_groups,
)
from spindetect.spinners.spintax import template_for
from spindetect.spinners.templates import escaped, parse_spintax
from spindetect.spinners.thesaurus import Thesaurus
from spindetect.spinners.voice import turned_clauses
from spindetect.spinners.wording import article_for, dressed
from spindetect.spinners.words import WordSpinner
from spindetect.types import Document, GoldEdit, LabelledPair, Span, TokenSpan, UnreadableError

ARTICLE = Document(
    "test/ferry",
    """The night ferry has a new cook

Passengers on the night ferry to Skarholm used to bring their own sandwiches. Since last spring \
they have stopped, because the company hired a cook who had worked in a hospital kitchen for \
twenty-two years and was thoroughly bored.

Ingrid Moss bakes pies and rolls before the ship leaves, at about 9.30 p.m., and quickly closed \
the old snack bar. "I will not sell a sausage that was made before my daughter was born," she \
told the captain in her first week. He laughed and ordered two plates of soup.

However, the new menu is small. There is a fish stew, an onion tart, a pudding and a large pot of \
coffee that nobody is allowed to reheat. The crew eat the same food as the passengers, which is \
a first for this line. Moss says the old-fashioned stove was the hardest thing to learn.

The owners expect to carry 48,000 people this year. A second ship is planned, and they want to \
find another cook. In the end it may be easier to find another ship, said Moss.
""",
)
OTHER = Document(
    "test/piano",
    """A piano nobody wanted

The school gave its piano away in March. It was heavy, brown and slightly out of tune.

A removal firm asked for ninety pounds to carry it down the stairs. Two fathers did it for nothing \
and wanted a cup of tea.

It now stands in the waiting room of a dentist, where it is played on Thursdays.
""",
)
FAMILIES = (
    "database",
    "database-wordnet",
    "database-moby",
    "database-quotes",
    "wordnet-random",
    "wordnet-first",
    "moby",
    "roget",
    "rare-only",
    "common-only",
    "base-form",
    "spintax",
    "function-words",
    "reordering",
    "voice",
    "phrases",
    "context",
    "adversarial",
)


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.open()


@pytest.fixture(scope="module")
def registry(lexicon):
    return spinners(lexicon)


def database(lexicon, *groups, **options):
    return Database(
        "test", lexicon, in_file_order(Group(h, tuple(r)) for h, *r in groups), **options
    )


def spun(spinner, text, seed=1, intensity=1.0):
    return spinner.spin(Document("test/text", text), seed=seed, intensity=intensity)


def applied(pair: LabelledPair) -> str:
    """The original with the gold edits carried out."""
    original, candidate = pair.original.text, pair.candidate.text
    pieces, place = [], 0
    for edit in pair.gold:
        pieces.append(original[place : edit.original.start])
        pieces.append(candidate[edit.candidate.start : edit.candidate.end])
        place = edit.original.end
    return "".join(pieces) + original[place:]


def wordings(pair: LabelledPair) -> list[tuple[str, str]]:
    """Each gold edit as (original wording, candidate wording)."""
    return [
        (
            pair.original.text[edit.original.start : edit.original.end],
            pair.candidate.text[edit.candidate.start : edit.candidate.end],
        )
        for edit in pair.gold
    ]


# The registry and what holds for every family


def test_registry_holds_all_families_in_a_fixed_order(registry):
    assert tuple(registry) == FAMILIES
    assert all(spinner.name == name for name, spinner in registry.items())


def test_sources_name_the_thesauri_to_hold_out(registry):
    assert registry["database"].sources == ("own",)
    assert registry["database-moby"].sources == ("own", "moby")
    assert registry["wordnet-first"].sources == ("wordnet",)
    assert registry["rare-only"].sources == ("wordnet", "moby")
    assert registry["reordering"].sources == ("own", "wordnet")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("intensity", [0.05, 0.3, 0.7])
def test_gold_applied_to_the_original_gives_the_candidate(registry, family, intensity):
    pair = registry[family].spin(ARTICLE, seed=7, intensity=intensity)
    assert applied(pair) == pair.candidate.text
    assert pair.gold
    assert all(before != after for before, after in wordings(pair))


@pytest.mark.parametrize("family", FAMILIES)
def test_pairs_are_labelled_and_grouped_by_their_article(registry, family):
    pair = registry[family].spin(ARTICLE, seed=7, intensity=0.2)
    assert (pair.label, pair.group, pair.source, pair.family) == (
        1,
        ARTICLE.id,
        "simulated",
        family,
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_intensity_is_kept_as_far_as_the_family_reaches(registry, family):
    pair = registry[family].spin(ARTICLE, seed=3, intensity=0.15)
    assert 0.1 <= share_replaced(pair) <= 0.2


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_pair_and_another_seed_another(registry, family):
    spinner = registry[family]
    first = spinner.spin(ARTICLE, seed=1, intensity=0.3)
    assert spinner.spin(ARTICLE, seed=1, intensity=0.3) == first
    assert spinner.spin(ARTICLE, seed=2, intensity=0.3).candidate.text != first.candidate.text


@pytest.mark.parametrize("family", FAMILIES)
def test_names_numbers_and_hyphenated_words_survive(registry, family):
    text = registry[family].spin(ARTICLE, seed=5, intensity=0.7).candidate.text
    for kept in ("Skarholm", "Ingrid Moss", "9.30", "48,000", "twenty-two", "old-fashioned"):
        assert kept in text


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"database-quotes"}))
def test_quotations_survive(registry, family):
    text = registry[family].spin(ARTICLE, seed=5, intensity=0.7).candidate.text
    assert '"I will not sell a sausage that was made before my daughter was born,"' in text


def test_quotations_are_spun_where_they_are_not_protected(registry):
    pair = registry["database-quotes"].spin(ARTICLE, seed=5, intensity=0.7)
    start = ARTICLE.text.index('"I will') + 1
    end = ARTICLE.text.index('born,"')
    assert any(start <= edit.original.start < end for edit in pair.gold)


def test_nothing_replaced_is_no_positive_pair(registry):
    pair = registry["moby"].spin(ARTICLE, seed=1, intensity=0.0)
    assert (pair.label, pair.gold, pair.candidate.text) == (0, (), ARTICLE.text)


@pytest.mark.parametrize("family", FAMILIES)
def test_empty_text_stays_empty(registry, family):
    assert spun(registry[family], "").candidate.text == ""


@pytest.mark.parametrize("intensity", [-0.1, 1.1])
def test_an_intensity_that_is_no_share_is_refused(registry, intensity):
    with pytest.raises(ValueError, match="intensity"):
        registry["database"].spin(ARTICLE, seed=1, intensity=intensity)


@settings(max_examples=40, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            "the|A|house|quickly|walked|and|Moss|big|\"|.|,|\n\n|’|-|don't|a|hour|old-world|3|U.S.|—|"
            "\u200b|é".split("|")
        )
    ).map(" ".join),
    family=st.sampled_from(FAMILIES),
    seed=st.integers(0, 99),
)
def test_gold_is_exact_on_any_text(registry, text, family, seed):
    pair = spun(registry[family], text, seed=seed, intensity=0.6)
    assert applied(pair) == pair.candidate.text


def test_two_processes_make_the_same_pairs(lexicon):
    script = (
        "from spindetect.lexicon import Lexicon\n"
        "from spindetect.spinners import simulate\n"
        "from spindetect.types import Document\n"
        f"documents = [Document({ARTICLE.id!r}, {ARTICLE.text!r}),"
        f" Document({OTHER.id!r}, {OTHER.text!r})]\n"
        "pairs = simulate(documents, Lexicon.open(), seed=4, pairs_per_document=4)\n"
        "print([pair.candidate.sha256 for pair in pairs])\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    pairs = simulate([ARTICLE, OTHER], lexicon, seed=4, pairs_per_document=4)
    assert there.strip() == str([pair.candidate.sha256 for pair in pairs])


# Database spinners


def test_one_replacement_per_group_for_the_whole_article(lexicon):
    spinner = database(lexicon, ("cheese", "curd", "cheddar", "fromage"))
    pair = spun(spinner, "We like cheese. They eat cheese, and cheese is all they eat.")
    assert len(pair.gold) == 3
    assert len({after for _, after in wordings(pair)}) == 1


def test_groups_apply_in_file_order_and_what_is_taken_is_not_seen_again(lexicon):
    phrase_first = database(lexicon, ("green tea", "matcha"), ("tea", "brew"))
    word_first = database(lexicon, ("tea", "brew"), ("green tea", "matcha"))
    text = "They drink green tea and tea with milk in the kitchen of the house."
    assert wordings(spun(phrase_first, text)) == [("green tea", "matcha"), ("tea", "brew")]
    assert wordings(spun(word_first, text)) == [("tea", "brew"), ("tea", "brew")]


def test_a_capitalised_head_gets_a_capitalised_replacement(lexicon):
    spinner = database(lexicon, ("as a rule", "by and large"))
    assert spun(spinner, "As a rule it rains.").candidate.text == "By and large it rains."


@pytest.mark.parametrize(
    "text",
    [
        "A tea-coloured pond.",
        "The green-tea cake.",
        "They said TEA.",
        "The steam.",
        "It is a teapot.",
        "We met Mr Tea there.",
    ],
)
def test_heads_beside_hyphens_in_other_words_capitals_or_names_are_passed_over(lexicon, text):
    assert spun(database(lexicon, ("tea", "brew")), text).candidate.text == text


def test_names_are_touched_only_when_a_parameter_says_so(lexicon):
    text = "We met Rose yesterday at the house."
    groups = ("rose", "flower")
    assert spun(database(lexicon, groups), text).candidate.text == text
    careless = database(lexicon, groups, protect_names=False)
    assert spun(careless, text).candidate.text == "We met Flower yesterday at the house."


def test_the_article_breaks_unless_repaired(lexicon):
    group = ("barn", "outbuilding")
    text = "She bought a barn near the river and a dog."
    broken = spun(database(lexicon, group), text)
    assert wordings(broken) == [("barn", "outbuilding")]
    assert "a outbuilding" in broken.candidate.text
    repaired = spun(database(lexicon, group, repair=True), text)
    assert wordings(repaired) == [("a barn", "an outbuilding")]


def test_an_article_that_need_not_change_stays_outside_the_span(lexicon):
    pair = spun(database(lexicon, ("barn", "shed"), repair=True), "She bought a barn.")
    assert wordings(pair) == [("barn", "shed")]


def test_the_database_alone_reaches_less_than_a_widened_one(registry):
    alone = registry["database"].spin(ARTICLE, seed=1, intensity=0.7)
    widened = registry["database-moby"].spin(ARTICLE, seed=1, intensity=0.7)
    assert share_replaced(alone) < share_replaced(widened)
    assert share_replaced(widened) > 0.5


def test_phrases_match_over_single_spaces_only(lexicon):
    file = in_file_order([Group("snack bar", ("buffet",))])
    assert find_heads(read_article(Document("a", "The snack bar shut.")), file)
    assert not find_heads(read_article(Document("a", "The snack\nbar shut.")), file)
    assert not find_heads(read_article(Document("a", "The snack, bar shut.")), file)


def test_the_database_is_large_and_well_formed():
    groups = load_groups().groups
    heads = [group.head for group in groups]
    assert len(heads) == len(set(heads)) > 500
    assert sum(" " in head for head in heads) >= 150
    for group in (*groups, *load_function_words().groups):
        wordings = (group.head, *group.replacements)
        assert len(set(wordings)) == len(wordings) > 1
        assert all(w == " ".join(w.split()) for w in wordings)


def test_a_line_that_is_no_group_is_named(tmp_path):
    path = tmp_path / "groups.tsv"
    path.write_text("tea\tbrew\nmilk\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match="line 2 is no synonym group"):
        load_groups(path)
    with pytest.raises(UnreadableError, match="cannot be read"):
        load_groups(tmp_path / "nowhere.tsv")


# Word-by-word spinners


def test_consistent_families_replace_a_word_in_one_way_and_others_do_not(lexicon):
    text = " ".join(["The ship was large and the coffee was good."] * 12)
    relations = ("wordnet",)
    steady = spun(WordSpinner("steady", lexicon, relations, consistent=True), text)
    loose = spun(WordSpinner("loose", lexicon, relations), text)

    def ways(pair):
        return len({after.lower() for before, after in wordings(pair) if before == "large"})

    assert ways(steady) == 1
    assert ways(loose) > 1


@pytest.mark.parametrize(("family", "rarer"), [("rare-only", True), ("common-only", False)])
def test_frequency_bands(registry, lexicon, family, rarer):
    pair = registry[family].spin(ARTICLE, seed=2, intensity=0.5)
    gains = [
        lexicon.frequency(after.split()[-1]) - lexicon.frequency(before.split()[-1])
        for before, after in wordings(pair)
    ]
    assert all((gain <= -1) == rarer for gain in gains)


@pytest.mark.parametrize(
    ("word", "lemma", "before", "form"),
    [
        ("ships", "ship", "", Form.S),
        ("baked", "bake", "has", Form.PARTICIPLE),
        ("baked", "bake", "she", Form.PAST),
        ("baking", "bake", "", Form.ING),
        ("feet", "foot", "", Form.S),
        ("larger", "large", "", Form.COMPARATIVE),
        ("largest", "large", "", Form.SUPERLATIVE),
        ("bake", "bake", "to", Form.BASE),
    ],
)
def test_the_form_of_the_original_is_recognised(lexicon, word, lemma, before, form):
    assert Inflector(lexicon).form_of(word, lemma, before) is form


@pytest.mark.parametrize(
    ("replacement", "form", "bent"),
    [
        ("take", Form.PAST, "took"),
        ("take", Form.PARTICIPLE, "taken"),
        ("sing", Form.PARTICIPLE, "sung"),
        ("bring up", Form.PAST, "brought up"),
        ("bring up", Form.S, "brings up"),
        ("traffic jam", Form.S, "traffic jams"),
        ("point of view", Form.S, "points of view"),
        ("city", Form.S, "cities"),
        ("big", Form.COMPARATIVE, "bigger"),
        ("enormous", Form.SUPERLATIVE, "most enormous"),
        ("stop", Form.ING, "stopping"),
        ("catch the bus", Form.ING, "catching the bus"),
        ("pudding", Form.PAST, None),
        ("railroad track", Form.PAST, None),
        ("well behaved", Form.COMPARATIVE, "more well behaved"),
        ("enormous", Form.S, None),
    ],
)
def test_replacements_are_bent_into_the_form(lexicon, replacement, form, bent):
    assert Inflector(lexicon).bend(replacement, form) == bent


def test_the_base_form_family_leaves_replacements_as_they_are_listed(lexicon):
    rng = random.Random(0)
    listed = Thesaurus(lexicon, ("wordnet",), inflect=False)
    bent = Thesaurus(lexicon, ("wordnet",))
    assert {listed.draw("purchased", rng) for _ in range(40)} == {"buy", "leverage"}
    assert {bent.draw("purchased", rng) for _ in range(40)} == {"bought", "leveraged"}


def test_a_word_without_synonyms_draws_none(lexicon):
    assert Thesaurus(lexicon, ("wordnet",)).draw("zzyzx", random.Random(0)) is None


@pytest.mark.parametrize(
    ("word", "variant"), [("neighbour", "neighbor"), ("grey", "gray"), ("metre", "meter")]
)
def test_a_spelling_variant_is_no_replacement(lexicon, word, variant):
    rng = random.Random(0)
    thesaurus = Thesaurus(lexicon, ("wordnet",))
    assert variant in lexicon.synonyms(word, "wordnet")
    assert variant not in {thesaurus.draw(word, rng) for _ in range(200)}


def test_function_words_are_left_to_their_own_family(registry, lexicon):
    pair = registry["wordnet-random"].spin(ARTICLE, seed=2, intensity=0.7)
    assert not any(lexicon.is_function_word(before.lower()) for before, _ in wordings(pair))
    pair = registry["function-words"].spin(ARTICLE, seed=2, intensity=0.3)
    share = [lexicon.is_function_word(before.lower()) for before, _ in wordings(pair)]
    assert 0.3 < sum(share) / len(share) < 0.8


# Spintax


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("plain", ["plain"]),
        ("{a|b {c|d}}", ["a", "b c", "b d"]),
        ("{a|}b", ["ab", "b"]),
        ("{x{1|2}|y} z", ["x1 z", "x2 z", "y z"]),
        (r"\{a\|b\}", ["{a|b}"]),
        ("a|b", ["a|b"]),
        ("{}", [""]),
    ],
)
def test_spintax_stands_for_its_texts(source, texts):
    template = parse_spintax(source)
    assert list(template.texts()) == texts
    assert template.count() == len(texts)
    assert template.expand(random.Random(1)) in texts


@pytest.mark.parametrize("source", ["{a|b", "a}", "{a|{b}", "end\\"])
def test_spintax_that_is_not_well_formed_is_refused(source):
    with pytest.raises(ValueError, match="spintax"):
        parse_spintax(source)


@given(st.text())
def test_an_escaped_text_stands_for_itself(text):
    assert list(parse_spintax(escaped(text)).texts()) == [text]


def test_templates_nest_the_database_in_itself():
    group = Group("tidy up", ("clean", "make neat"))
    heads = {"neat": Group("neat", ("orderly", "trim"))}
    texts = list(parse_spintax(template_for(group, heads)).texts())
    assert texts == ["clean", "make neat", "make orderly", "make trim"]


# Word order


def found_runs(finder, lexicon, text):
    article = read_article(Document("a", text))
    return [article.written(tokens) for tokens in finder(article, lexicon)]


def test_joined_words_and_adverbs_are_found(lexicon):
    text = "She sells pies and rolls. He slowly climbed up. They waved happily at the crew."
    assert found_runs(joined_pairs, lexicon, text) == ["pies and rolls"]
    assert found_runs(adverbs_and_verbs, lexicon, text) == ["slowly climbed", "waved happily"]


@pytest.mark.parametrize(
    "text",
    [
        "He went home and she stayed.",
        "They saw Anna and Bob there.",
        "The family agreed. Only sheep graze.",
        "A rich butter and salty bread soup.",
        "It was so and so.",
        "He went home and stayed.",
        "A cup of tea and leaves.",
    ],
)
def test_clauses_names_and_phrases_are_not_torn_apart(lexicon, text):
    assert found_runs(joined_pairs, lexicon, text) == []


def test_an_exchange_is_one_edit(registry):
    pairs = [registry["reordering"].spin(ARTICLE, seed=s, intensity=0.5) for s in range(8)]
    edits = [edit for pair in pairs for edit in wordings(pair)]
    assert ("pies and rolls", "rolls and pies") in edits
    assert ("quickly closed", "closed quickly") in edits


# Active and passive


def turned(lexicon, text):
    """The text with every clause turned that can be; a name is known from the line before."""
    article = read_article(Document("a", f"They met Marta Lind there.\n\n{text}"))
    changes = list(turned_clauses(article, lexicon))
    spun = paint(article, changes, family="test", seed=0).candidate.text
    return spun.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("active", "passive"),
    [
        ("The committee approved the plan.", "The plan was approved by the committee."),
        ("The crew opened both hatches.", "Both hatches were opened by the crew."),
        ("The wind lifted the roof last night.", "The roof was lifted by the wind last night."),
        ("We will paint the shutters in May.", "The shutters will be painted by us in May."),
        ("She makes the bread.", "The bread is made by her."),
        ("I wrote a letter.", "A letter was written by me."),
        (
            "The owner of the mill has mended the wheel.",
            "The wheel has been mended by the owner of the mill.",
        ),
        (
            "When the crew opened the hatch, water came in.",
            "When the hatch was opened by the crew, water came in.",
        ),
        ("Marta Lind sold the boat, but it sank.", "The boat was sold by Marta Lind, but it sank."),
    ],
)
def test_plain_clauses_are_made_passive(lexicon, active, passive):
    assert turned(lexicon, active) == passive


@pytest.mark.parametrize(
    ("passive", "active"),
    [
        ("The roof was mended by a carpenter.", "A carpenter mended the roof."),
        ("The letters were written by the teacher.", "The teacher wrote the letters."),
        ("They were seen by her.", "She saw them."),
        ("The hall was opened by Marta Lind.", "Marta Lind opened the hall."),
        ("The wall will be painted by the teachers.", "The teachers will paint the wall."),
    ],
)
def test_plain_clauses_are_made_active(lexicon, passive, active):
    assert turned(lexicon, passive) == active


@pytest.mark.parametrize(
    "text",
    [
        "She closed her eyes.",
        "The race lasted an hour.",
        "They walked the whole night.",
        "The gate was closed by the river.",
        "The boat was painted by Tuesday.",
        "The committee approved the plan and the budget.",
        "The cook who left the kitchen sang.",
        "The baker showed the ring.",
        "The dog barked and the cat slept.",
        "“The committee approved the plan,” he said.",
        "The committee's chair approved the plan.",
        "It put the boat on the quay.",
    ],
)
def test_clauses_that_leave_a_doubt_stay(lexicon, text):
    assert turned(lexicon, text) == text


def test_a_turned_clause_is_one_edit_without_what_did_not_move(lexicon):
    article = read_article(Document("a", "The committee approved the plan on the quay."))
    pair = paint(article, turned_clauses(article, lexicon), family="test", seed=0)
    assert wordings(pair) == [
        ("committee approved the plan", "plan was approved by the committee"),
    ]


def test_the_voice_family_turns_clauses_of_an_article(registry):
    text = "The committee approved the plan. " * 3 + ARTICLE.text
    pair = spun(registry["voice"], text, intensity=0.4)
    assert "was approved by the committee" in pair.candidate.text
    assert applied(pair) == pair.candidate.text


# Heads and what thesauri offer for them


def test_phrases_are_heads_in_any_form_but_not_small_words_alone(lexicon):
    article = read_article(Document("a", "They carried out the work that has been put off."))
    found = [head.text for head in phrase_heads(article, lexicon)]
    assert {"carried out", "put off"} <= set(found)
    assert not {"has been", "the work", "that has"} & set(found)
    assert all(len(head.tokens) == 1 for head in word_heads(article, lexicon))


def test_offers_stand_in_the_form_of_the_head(lexicon):
    assert {"accomplished", "put through"} <= set(offers(lexicon, ("wordnet",), "carried out"))
    assert "points of view" in offers(lexicon, ("wordnet",), "viewpoints")
    assert offers(lexicon, ("wordnet",), "zzyzx") == ()


def test_offers_are_no_spellings_forms_or_longer_names_of_the_head(lexicon):
    found = offers(lexicon, ("wordnet", "moby"), "harbours")
    assert found
    assert not any(text.endswith(" harbours") for text in found)
    assert not {"harbors", "harbour", "harbours"} & set(found)


def test_rare_offers_can_be_left_out(lexicon):
    every = offers(lexicon, ("moby",), "house")
    common = offers(lexicon, ("moby",), "house", "", 7.0)
    assert set(common) < set(every)
    assert all(" " in text or lexicon.frequency(text) >= 7 for text in common)


@pytest.mark.parametrize(
    ("before", "text", "verb"),
    [
        ("the", "plans", False),
        ("he", "plans", True),
        ("to", "plan", True),
        ("a", "plan", False),
        ("had", "planned", True),
        ("", "house", False),
    ],
)
def test_a_verb_is_told_by_its_form_or_the_word_before(lexicon, before, text, verb):
    assert reads_as_verb(lexicon, Head(TokenSpan(0, 1), text, before)) == verb


@pytest.mark.parametrize(
    ("phrase", "verb"),
    [("put off", True), ("puts off", True), ("chain saw", False), ("of course", False)],
)
def test_verbs_with_particles_are_recognised(lexicon, phrase, verb):
    assert opens_with_verb(lexicon, phrase) == verb


# Phrases, context, attacks


def test_the_phrase_family_writes_phrases_while_there_are_any(registry):
    pair = registry["phrases"].spin(ARTICLE, seed=1, intensity=0.1)
    many = [" " in after for _, after in wordings(pair)]
    assert sum(many) / len(many) > 0.8


def test_the_phrase_family_replaces_a_word_in_one_way(lexicon):
    text = " ".join(["They cancelled the trip."] * 10)
    pair = spun(PhraseSpinner("test", lexicon), text, intensity=0.3)
    ways = {after for before, after in wordings(pair) if before == "cancelled"}
    assert len(ways) == 1
    assert all(" " in way for way in ways)


def test_verb_phrases_stand_where_verbs_stood(lexicon):
    pair = spun(PhraseSpinner("test", lexicon), "The start of the study was good.")
    assert not any(opens_with_verb(lexicon, after) for _, after in wordings(pair))


def test_context_decides_between_replacements(lexicon):
    def best(left, right):
        return max(fits(lexicon, left, ("tea", "water"), right))[1]

    assert best("drinking", "") == "water"
    assert best("green", "") == "tea"


def test_fits_need_every_word_pair_to_be_known(lexicon):
    found = {text for _, text in fits(lexicon, "a", ("hour", "zzyzx", "of house"), "later")}
    assert found == {"hour"}


def test_the_context_family_replaces_a_word_by_what_fits_its_place(lexicon):
    text = "She kept a large dog. They lost large sums. He ran a large firm with a large staff. "
    spinner = ContextSpinner("test", lexicon, ("wordnet", "moby"))
    pairs = [spun(spinner, text * 3, seed=seed) for seed in range(4)]
    ways = {after for pair in pairs for before, after in wordings(pair) if before == "large"}
    assert len(ways) > 1
    for pair in pairs:
        for _, after in wordings(pair):
            words = after.lower().split()
            assert all(lexicon.bigram(*two) for two in pairwise(words))


def test_the_context_family_leaves_the_neighbours_of_what_it_replaced(registry):
    pair = registry["context"].spin(ARTICLE, seed=2, intensity=0.7)
    for one, other in pairwise(pair.gold):
        between = pair.original.text[one.original.end : other.original.start]
        assert between.strip()


def test_the_attack_takes_rare_words_and_few(lexicon):
    pair = Adversarial("test", lexicon).spin(ARTICLE, seed=1, intensity=0.7)
    assert share_replaced(pair) <= 0.26
    light = Adversarial("test", lexicon).spin(ARTICLE, seed=1, intensity=0.06)

    def commonness(found):
        counts = [lexicon.frequency(before.split()[-1]) for before, _ in wordings(found)]
        return sum(counts) / len(counts)

    moby = WordSpinner("moby", lexicon, ("moby",)).spin(ARTICLE, seed=1, intensity=0.06)
    assert commonness(light) < commonness(moby) - 0.5
    assert commonness(light) < commonness(pair)


def test_the_attack_keeps_to_close_words_in_the_same_form(registry, lexicon):
    pair = registry["adversarial"].spin(ARTICLE, seed=4, intensity=0.2)
    for before, after in wordings(pair):
        one, other = before.split()[-1].lower(), after.split()[-1].lower()
        relation = lexicon.relation(one, other)
        assert relation is not None
        assert relation.name in ("synonym", "similar", "hypernym", "hyponym", "sibling")
        if one.endswith("ies"):
            assert other.endswith("s")


# Writing


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("egg", "an"),
        ("house", "a"),
        ("hour", "an"),
        ("university", "a"),
        ("uninvited", "an"),
        ("one-off", "a"),
        ("European", "a"),
        ("umbrella", "an"),
    ],
)
def test_a_or_an_follows_the_sound(word, article):
    assert article_for(word) == article


def test_capitals_follow_the_original():
    assert dressed("by and large", "Mostly") == "By and large"
    assert dressed("by and large", "mostly") == "by and large"


def test_changes_that_overlap_are_refused():
    article = read_article(OTHER)
    changes = [Change(TokenSpan(0, 2), "x"), Change(TokenSpan(1, 3), "y")]
    with pytest.raises(ValueError, match="overlap"):
        paint(article, changes, family="test", seed=0)


# Variants

VARIANTS = (
    Partial(0.4),
    Truncated(0.6),
    DroppedParagraphs(0.4),
    Furnished(("Menu", "Share this page", "Log in")),
    HouseStyle(),
    LetterTricks(0.3),
    Spliced(OTHER),
    HardWrapped(40),
)


def plain_letters(text: str) -> str:
    """What is left when typography, tricks and line ends are undone."""
    pairs = {"“": '"', "”": '"', "‘": "'", "’": "'", "\n": " "}
    tricks = dict(zip("\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456", "aceopxyi", strict=True))
    hidden = dict.fromkeys("\u200b\u200c\u2060", "")
    return text.translate(str.maketrans(pairs | tricks | hidden))


@settings(max_examples=60, deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    variants=st.lists(st.sampled_from(VARIANTS), max_size=4, unique=True),
    seed=st.integers(0, 999),
)
def test_gold_stays_exact_under_any_variants(registry, family, variants, seed):
    before = registry[family].spin(ARTICLE, seed=seed, intensity=0.3)
    known = {
        (edit.original, plain_letters(after))
        for edit, (_, after) in zip(before.gold, wordings(before), strict=True)
    }
    rng = random.Random(seed)
    pair = before
    for variant in variants:
        pair = variant.apply(pair, rng)
    for edit, (_, after) in zip(pair.gold, wordings(pair), strict=True):
        assert (edit.original, plain_letters(after)) in known
    starts = [edit.candidate.start for edit in pair.gold]
    assert starts == sorted(starts)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_each_variant_changes_the_pair_and_says_so(registry, variant):
    pair = registry["database-moby"].spin(ARTICLE, seed=3, intensity=0.3)
    after = variant.apply(pair, random.Random(3))
    assert after != pair
    assert after.original.id == pair.original.id
    if variant.name != "wrapped":
        assert after.candidate.id.endswith(f"+{variant.name}")
        assert after.original == pair.original


def test_partial_leaves_whole_paragraphs_as_they_were(registry):
    pair = registry["database-moby"].spin(ARTICLE, seed=3, intensity=0.4)
    after = Partial(0.4).apply(pair, random.Random(0))
    theirs = {ARTICLE.text[span.start : span.end] for span in paragraphs(ARTICLE.text)}
    text = after.candidate.text
    untouched = [s for s in paragraphs(text) if text[s.start : s.end] in theirs]
    assert len(untouched) >= 2
    assert after.gold
    assert applied(after) == text


def test_truncation_never_cuts_a_gold_span(registry):
    pair = registry["database-moby"].spin(ARTICLE, seed=3, intensity=0.6)
    for seed in range(30):
        after = Truncated(0.5).apply(pair, random.Random(seed))
        assert len(after.candidate.text) < len(pair.candidate.text) * 0.8
        assert set(wordings(after)) <= set(wordings(pair))


def test_house_style_there_and_back_is_where_it_was():
    pair = LabelledPair(ARTICLE, OTHER, 0, "g", "test", "none")
    quoted = Document("q", "\"It's 'fine'\", he said.")
    curly = HouseStyle().apply(LabelledPair(quoted, quoted, 0, "g", "t", "n"), random.Random(1))
    assert curly.candidate.text == "“It’s ‘fine’”, he said."
    straight = HouseStyle().apply(curly, random.Random(1))
    assert straight.candidate.text == quoted.text
    assert HouseStyle().apply(pair, random.Random(1)) == pair


def test_ranges_keep_their_dashes():
    text = Document("d", "It took 3–4 days – or more.")
    pair = LabelledPair(text, text, 0, "g", "t", "n")
    styled = [HouseStyle().apply(pair, random.Random(s)).candidate.text for s in range(20)]
    assert all("3–4" in text for text in styled)
    assert len(set(styled)) > 1


def test_a_short_page_loses_no_paragraph():
    short = Document("s", "A title\n\nOne paragraph.")
    pair = LabelledPair(short, short, 0, "g", "t", "n")
    assert DroppedParagraphs(0.5).apply(pair, random.Random(0)) is pair


def test_hard_wrapping_moves_nothing():
    pair = LabelledPair(ARTICLE, ARTICLE, 0, "g", "t", "n")
    wrapped = HardWrapped(60).apply(pair, random.Random(0)).original.text
    assert wrapped.replace("\n", " ") == ARTICLE.text.replace("\n", " ")
    assert max(map(len, wrapped.split("\n"))) <= 60


def test_furniture_lines_do_not_repeat():
    pair = LabelledPair(ARTICLE, ARTICLE, 0, "g", "t", "n")
    for seed in range(20):
        page = Furnished(load_furniture()).apply(pair, random.Random(seed)).candidate.text
        added = [line for line in page.split("\n") if line and line not in ARTICLE.text]
        assert len(added) == len(set(added)) > 0


def test_variants_serve_pairs_without_gold():
    pair = LabelledPair(ARTICLE, ARTICLE, 0, "g", "t", "n")
    for variant in VARIANTS:
        assert variant.apply(pair, random.Random(1)).gold is None


def one_edit(start, end):
    text = Document("p", "alpha beta gamma")
    return LabelledPair(text, text, 1, "p", "t", "f", (GoldEdit(Span(6, 10), Span(start, end)),))


@pytest.mark.parametrize(
    ("patch", "span"),
    [
        (Patch(Span(0, 5), "a"), Span(2, 6)),
        (Patch(Span(6, 6), "new "), Span(10, 14)),
        (Patch(Span(10, 10), " new"), Span(6, 10)),
        (Patch(Span(7, 8), "xyz"), Span(6, 12)),
        (Patch(Span(6, 10), "BETA!"), Span(6, 11)),
        (Patch(Span(11, 16), ""), Span(6, 10)),
        (Patch(Span(6, 10), ""), None),
        (Patch(Span(6, 10), "beta", reverts=True), None),
        (Patch(Span(5, 16), "..."), None),
    ],
)
def test_patches_move_gold(patch, span):
    gold = patched(one_edit(6, 10), [patch], "x").gold
    assert [edit.candidate for edit in gold] == ([] if span is None else [span])


@pytest.mark.parametrize(
    "patches",
    [
        [Patch(Span(0, 8), "")],
        [Patch(Span(8, 12), "")],
        [Patch(Span(0, 3), "x"), Patch(Span(2, 4), "y")],
    ],
)
def test_patches_that_would_blur_gold_are_refused(patches):
    with pytest.raises(ValueError, match=r"cuts the gold span|overlap"):
        patched(one_edit(6, 10), patches, "x")


# Simulation


def test_simulate_draws_different_families_for_an_article(lexicon):
    pairs = list(simulate([ARTICLE], lexicon, seed=1, pairs_per_document=6))
    assert len(pairs) > 3
    assert len({pair.family for pair in pairs}) == len(pairs)
    assert all(pair.label == 1 and pair.group == ARTICLE.id for pair in pairs)
    assert all(len(pair.gold) >= 3 for pair in pairs)


def test_simulate_keeps_to_the_families_asked_for(lexicon):
    pairs = simulate([ARTICLE, OTHER], lexicon, seed=1, families=("moby", "spintax"))
    assert {pair.family for pair in pairs} == {"moby", "spintax"}


def test_simulate_names_an_unknown_family(lexicon):
    with pytest.raises(ValueError, match="no spinner 'mobby'"):
        list(simulate([ARTICLE], lexicon, seed=1, families=("mobby",)))


def test_what_an_article_yields_does_not_depend_on_its_neighbours(lexicon):
    pairs = list(simulate([ARTICLE, OTHER], lexicon, seed=9, pairs_per_document=13))
    alone = list(simulate([ARTICLE], lexicon, seed=9, pairs_per_document=13))
    together = [p for p in pairs if p.group == ARTICLE.id and "spliced" not in p.candidate.id]
    assert together[:3] == [p for p in alone if "spliced" not in p.candidate.id][:3]


def test_furniture_is_many_different_lines():
    lines = load_furniture()
    assert len(lines) == len(set(lines)) > 30
    assert all(line == line.strip() for line in lines)
