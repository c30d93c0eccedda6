"""Shared fixtures: the lexicon is opened once; external texts are skipped where absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from spindetect.lexicon import Lexicon
from spindetect.pairs import LabelledCandidate, write_pairs

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

# How long one example takes says more about the machine than about the code.
settings.register_profile("spindetect", deadline=None)
settings.load_profile("spindetect")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="module")
def labels(candidates: list[LabelledCandidate], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module's own labelled texts as a file, without their gold spans."""
    path = tmp_path_factory.mktemp("labels") / "labels.jsonl"
    write_pairs([replace(one, gold=None) for one in candidates], path)
    return path


@pytest.fixture(scope="session")
def real_seeds() -> Path:
    """The user's five documents, which are not part of the repository."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the real seed documents (../shared/seeds) are not on this machine")
    return folder
