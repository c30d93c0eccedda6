"""What scoring a pair costs beyond reading and tokenising it, and what difflib would cost.

Run: python benchmarks/pair_speed.py [ORIGINAL CANDIDATE]
By default, pairs of 500 and of 800 words made from the repository's own articles: copies, edited
copies, copies cut to half, spun copies at 20 and 60 %, and texts that have nothing to do with each
other. The floor reads both files and tokenises them; the peer aligns the same tokens with difflib.
With spindetect[neural] the encoder reads some of the pairs as well ("read").

Every kind has ninety pairs, judged in turn, so that none meets caches that hold its own words.
Processor time in milliseconds a pair, the median of the rounds, and as a multiple of the floor.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import cycle
from pathlib import Path

from spindetect.align import align
from spindetect.detector import Detector, analyse
from spindetect.editors import editors
from spindetect.readers import read_document
from spindetect.spinners import spinners
from spindetect.suspects import DEEP
from spindetect.suspects.encoder import missing
from spindetect.text import parse
from spindetect.types import Document, Parsed

ROOT = Path(__file__).parent.parent
ROUNDS = 3
PAIRS = 90
# Reading takes so long that fewer pairs are steady enough.
READ = 10
WORDS = 800
SIZES = (500, 800)
FAMILIES = ("database", "database-wordnet", "database-moby", "wordnet-first")

Texts = tuple[str, str]
Files = tuple[Path, Path]


def texts_of(words: int) -> list[str]:
    """`PAIRS` texts of so many words, each of other articles, in the order of their names."""
    paragraphs = (
        paragraph
        for article in sorted((ROOT / "data" / "articles").glob("*/*.txt"))
        for paragraph in article.read_text("utf-8").split("\n\n")[1:]
    )
    texts = []
    for _ in range(PAIRS):
        gathered: list[str] = []
        while sum(len(p.split()) for p in gathered) < words:
            gathered.append(next(paragraphs))
        texts.append(" ".join("\n\n".join(gathered).split(" ")[:words]))
    return texts


def default_pair(folder: Path, detector: Detector) -> Files:
    """An 800-word original made of own articles, and a spun copy at 20 %."""
    text = texts_of(WORDS)[0]
    pair = spinners(detector.lexicon)["database-wordnet"].spin(
        Document("own", text), seed=1, intensity=0.2
    )
    return written(folder, (text, pair.candidate.text))


def kinds(texts: Sequence[str], detector: Detector) -> dict[str, list[Texts]]:
    """Pairs of each kind."""
    families = [spinners(detector.lexicon)[name] for name in FAMILIES]
    edited = editors(detector.lexicon)["combined"]

    def spun(intensity: float) -> list[Texts]:
        made = (
            (text, spinner.spin(Document("own", text), seed=k, intensity=intensity))
            for k, (text, spinner) in enumerate(zip(texts, cycle(families), strict=False))
        )
        return [(text, pair.candidate.text) for text, pair in made]

    pairs = (edited.edit(Document("own", text), seed=k) for k, text in enumerate(texts))
    return {
        "copy": [(text, text) for text in texts],
        "cut to half": [(text, text[: text.index(" ", len(text) // 2)]) for text in texts],
        "edited": [(pair.original.text, pair.candidate.text) for pair in pairs if pair],
        "spun 20 %": spun(0.2),
        "spun 60 %": spun(0.6),
        "unrelated": list(zip(texts, [*texts[1:], texts[0]], strict=True)),
    }


def written(folder: Path, texts: Texts, name: str = "") -> Files:
    paths = folder / f"{name}original.txt", folder / f"{name}candidate.txt"
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def stages(
    detector: Detector, reader: Detector | None
) -> dict[str, Callable[[Files, Parsed, Parsed], object]]:
    """What is timed; each stage contains those before it but for the floor and the peer.

    `reader`: judges with the encoder, where that can be run.
    """
    lexicon = detector.lexicon
    read: dict[str, Callable[[Files, Parsed, Parsed], object]] = {}
    if reader is not None:
        read = {"read": lambda _, one, other: reader.judge(analyse(one, other, lexicon))}
    return {
        "floor": lambda files, _, __: [parse(read_document(path)) for path in files],
        "align": lambda _, one, other: align(one, other, lexicon),
        "analyse": lambda _, one, other: analyse(one, other, lexicon),
        "judge": lambda _, one, other: detector.judge(analyse(one, other, lexicon)),
        "whole": lambda files, _, __: detector.score(*map(read_document, files[::-1])),
        "difflib": lambda _, one, other: SequenceMatcher(
            None, one.norms, other.norms, autojunk=False
        ).get_opcodes(),
        **read,
    }


def measured(
    pairs: Sequence[Files], detector: Detector, reader: Detector | None
) -> dict[str, float]:
    """Milliseconds a pair of each stage."""
    parsed = [tuple(parse(read_document(path)) for path in files) for files in pairs]
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, stage in stages(detector, reader).items():
            some = list(zip(pairs, parsed, strict=True))[: READ if name == "read" else PAIRS]
            start = time.process_time()
            for files, (one, other) in some:
                stage(files, one, other)
            times.setdefault(name, []).append((time.process_time() - start) / len(some))
    return {name: 1000 * statistics.median(values[1:]) for name, values in times.items()}


def show(name: str, found: dict[str, float]) -> None:
    floor = found["floor"]
    ratios = "".join(f"{found[stage] / floor:8.2f}x" for stage in [*found][1:])
    print(f"  {name:12} {floor:6.2f} ms{ratios}{1000 / found['whole']:9.0f} pairs/s")


def main() -> None:
    detector = Detector.load()
    reader = Detector.load(with_original=DEEP) if missing() is None else None
    print(" " * 24 + "".join(f"{name:>9}" for name in [*stages(detector, reader)][1:]))
    print(f"  {'':12} {'floor':>9}{'(multiples of the floor)':>30}{'whole, per core':>30}")
    with tempfile.TemporaryDirectory() as temporary:
        if len(sys.argv) == 3:
            files = [(Path(sys.argv[1]), Path(sys.argv[2]))]
            show("your pair", measured(files, detector, reader))
            return
        for words in SIZES:
            print(f"{words} words, {PAIRS} pairs of a kind, medians of {ROUNDS - 1} rounds")
            for kind, pairs in kinds(texts_of(words), detector).items():
                files = [written(Path(temporary), p, f"{k}-") for k, p in enumerate(pairs)]
                show(kind, measured(files, detector, reader))


if __name__ == "__main__":
    main()
