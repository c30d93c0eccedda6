"""Page furniture: every rule against its own examples, and whole pages."""

from __future__ import annotations

import re

import pytest

from spindetect.text import FURNITURE_RULES, parse
from spindetect.text.rule import Extent, Place, Rule
from spindetect.types import Document, Role

PROSE = "The ferry had been late all week, and nobody on the quay believed the notice any more."
BY_NAME = {rule.name: rule for rule in FURNITURE_RULES}


def furniture(text: str) -> list[str]:
    """The sentences that are furniture."""
    return [
        text[s.span.start : s.span.end]
        for s in parse(Document("test", text)).sentences
        if s.role is Role.FURNITURE
    ]


def page(rule: Rule, line: str) -> str:
    """A page with the line where the rule looks for it."""
    if rule.extent is Extent.OPENING:
        return f"{line} {PROSE}\n\n{PROSE}"
    if rule.extent is Extent.CLOSING:
        return f"{PROSE}\n\n{PROSE} {line}"
    if rule.place is Place.TAIL:
        return f"{PROSE}\n\n{PROSE}\n\n{line}"
    return f"{line}\n\n{PROSE}\n\n{PROSE}"


def test_every_rule_has_examples_of_both_kinds_and_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(FURNITURE_RULES)
    for rule in FURNITURE_RULES:
        assert rule.fires, rule.name
        assert rule.spares, rule.name
        assert re.compile(rule.pattern).groups == 0, rule.name


@pytest.mark.parametrize(
    ("name", "line"), [(rule.name, line) for rule in FURNITURE_RULES for line in rule.fires]
)
def test_a_rule_fires_on_its_own_lines(name: str, line: str) -> None:
    rule = BY_NAME[name]
    match = {
        Extent.LINE: re.compile(rule.pattern).fullmatch,
        Extent.OPENING: re.compile(rule.pattern).match,
        Extent.CLOSING: re.compile(rule.pattern).search,
    }[rule.extent](line)
    assert match
    found = furniture(page(rule, line))
    assert len(found) == 1
    assert found[0] == match.group().strip()


@pytest.mark.parametrize(
    ("name", "line"), [(rule.name, line) for rule in FURNITURE_RULES for line in rule.spares]
)
def test_no_rule_fires_on_the_lines_to_be_spared(name: str, line: str) -> None:
    assert furniture(page(BY_NAME[name], line)) == []


def test_a_whole_page() -> None:
    text = "\n".join(
        [
            "Home > News > Coast",
            "",
            "Ferry line gives up",
            "By Jane Doe | 3 May 2021",
            "",
            "Photo: Coastal Archive",
            "",
            f"PORT ANNE, 3 May (CPA) - {PROSE}",
            "Advertisement",
            "No new boat",
            f"{PROSE}",
            "- a boat",
            "- a plan",
            f"{PROSE} - CPA",
            "ferries, Port Anne, transport,",
            "Related articles",
            "Storm closes harbour",
            "Hens on the run",
            "© 2021 The Coastal Post",
        ]
    )
    assert furniture(text) == [
        "Home > News > Coast",
        "By Jane Doe | 3 May 2021",
        "Photo: Coastal Archive",
        "PORT ANNE, 3 May (CPA) -",
        "Advertisement",
        "- CPA",
        "ferries, Port Anne, transport,",
        "Related articles",
        "Storm closes harbour",
        "Hens on the run",
        "© 2021 The Coastal Post",
    ]


@pytest.mark.parametrize("line", ["By Jane Doe", "3 May 2021", "Reuters", "Tags: ferries"])
def test_edge_lines_are_spared_between_prose(line: str) -> None:
    assert furniture(f"{PROSE}\n\n{line}\n\n{PROSE}") == []
    assert furniture(f"{line}\n\n{PROSE}\n\n{PROSE}") == [line]


def test_only_the_dateline_of_a_paragraph_is_furniture() -> None:
    parsed = parse(Document("test", f"SAN JOSE, Calif. — {PROSE}"))
    assert [s.role for s in parsed.sentences] == [Role.FURNITURE, Role.BODY]
    assert [s.paragraph for s in parsed.sentences] == [0, 0]
    assert parsed.text(parsed.sentences[0].tokens) == "SAN JOSE, Calif. —"


def test_a_dateline_deep_in_the_text_is_body() -> None:
    assert furniture(f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nLISBON — {PROSE}") == []


def test_headings_lists_and_short_quotations_are_body() -> None:
    text = f"Ferry line gives up\n\n{PROSE}\n\n‘Nobody asked us’\n\n- a boat\n- a plan\n\n{PROSE}"
    assert furniture(text) == []


def test_a_caption_with_its_credit_is_furniture_even_when_wrapped() -> None:
    text = (
        "Passengers wait for the last boat of the day on the old quay in\n"
        "Port Anne, May 3, 2021. Jane Doe / Handout Photo via EFE\n\n"
        "The ferry had been late all week, and nobody who stood on the\n"
        "quay believed the notice any more.\n"
    )
    assert len(furniture(text)) == 1
    assert furniture(text)[0].startswith("Passengers wait")
