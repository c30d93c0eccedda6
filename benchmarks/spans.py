"""Exact-span and overlap scores of the counted substitutions against hand-made gold lists.

Run: python benchmarks/spans.py [--misses] [GOLD.json …]   (default: the families this repository
owns). Beside ours stands difflib on the same tokens. Used while developing on the repository's own
lists; the list of the real seed pair is for evaluation only.
"""

from __future__ import annotations

import argparse
import json
from difflib import SequenceMatcher
from pathlib import Path

from spindetect.align import align
from spindetect.lexicon import Lexicon
from spindetect.substitutions import explain
from spindetect.text import parse
from spindetect.types import Document, Parsed

ROOT = Path(__file__).parent.parent
Pair = tuple[int, int, int, int]


def gold_spans(path: Path) -> tuple[str, str, set[Pair], dict[Pair, str]]:
    """Texts, counted gold spans and the kind of each."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if "original_file" in data:
        original = ROOT / data["original_file"]
        candidate = path.with_name(path.name.replace(".gold.json", ".spun.txt"))
    elif path.name == "gold_spun.json":
        original, candidate = path.with_name("original.txt"), path.with_name("spun.txt")
    else:
        original, candidate = (next(path.parent.glob(f"{n}_*.txt")) for n in ("004", "002"))
    sides = [(e["original"], e["candidate"], e["kind"]) for e in data["edits"] if e["counts"]]
    spans = {(o["start"], o["end"], c["start"], c["end"]): kind for o, c, kind in sides}
    return original.read_text("utf-8"), candidate.read_text("utf-8"), set(spans), spans


def ours(original: Parsed, candidate: Parsed, lexicon: Lexicon) -> dict[Pair, str]:
    return {
        (s.original_span.start, s.original_span.end, s.candidate_span.start, s.candidate_span.end):
            s.kind
        for s in explain(align(original, candidate, lexicon), lexicon) if s.counts
    }  # fmt: skip


def plain_diff(original: Parsed, candidate: Parsed) -> set[Pair]:
    found = set()
    matcher = SequenceMatcher(None, original.norms, candidate.norms, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace":
            found.add((original.starts[a], original.ends[b - 1],
                       candidate.starts[c], candidate.ends[d - 1]))  # fmt: skip
    return found


def scores(found: set[Pair], gold: set[Pair]) -> str:
    right = len(found & gold)
    precision, recall = right / max(len(found), 1), right / max(len(gold), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({right} of {len(gold)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument(
        "--misses", action="store_true", help="list what is missed and what is extra"
    )
    arguments = parser.parse_args()
    paths = arguments.gold or [
        ROOT / "seeds" / "gold_spun.json",
        *sorted((ROOT / "data" / "spans").glob("*.gold.json")),
    ]
    lexicon = Lexicon.open()
    for path in paths:
        one, other, gold, kinds = gold_spans(path)
        original, candidate = parse(Document("o", one)), parse(Document("c", other))
        found = ours(original, candidate, lexicon)
        print(f"{path.name}\n  spindetect  {scores(set(found), gold)}")
        print(f"  difflib     {scores(plain_diff(original, candidate), gold)}")
        if arguments.misses:
            for mark, spans, names in (("missed", gold - set(found), kinds),
                                       ("extra", set(found) - gold, found)):  # fmt: skip
                for a, b, c, d in sorted(spans, key=lambda s: (s[2], s[0])):
                    print(f"    {mark}: {one[a:b]!r} -> {other[c:d]!r}  [{names[a, b, c, d]}]")


if __name__ == "__main__":
    main()
