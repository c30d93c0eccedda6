"""The data manifest names every data file, with its digest, licence and origin."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
FILES = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["files"]
# The manifest does not list itself, nor the scripts beside it.
NOT_LISTED = {"manifest.json", "update_manifest.py", "make_round_trips.py", "lexicon/lexicon.json"}


def test_every_data_file_is_listed_and_nothing_else() -> None:
    present = {
        path.relative_to(DATA).as_posix()
        for path in DATA.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert present - NOT_LISTED == set(FILES) - NOT_LISTED, "run python data/update_manifest.py"


def test_digests_licences_and_origins_are_recorded() -> None:
    for name, record in FILES.items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == record["sha256"], name
        assert record["licence"], name
        assert record["origin"], name
