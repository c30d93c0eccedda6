"""The quality gate: no figure of the shipped model falls below what is recorded for it.

    python -m spindetect.evaluation.gate --external ../shared/data [--raise | --lower "LINE"]

Run in the checkout. Makes the pairs of each slice anew, scores them, and holds the figures against
`tests/floors.json`. docs/evaluation.md describes slices and figures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from spindetect.detector import Detector
from spindetect.evaluation.figures import BY_SPINNER, figures
from spindetect.evaluation.floors import (
    Figure,
    Floors,
    Held,
    Limit,
    compared,
    newest_entries,
    raised,
    read_floors,
    write_floors,
)
from spindetect.evaluation.gate_pairs import digest, gold_pairs, missing_levels, simulated_pairs
from spindetect.evaluation.scoring import score_pairs
from spindetect.report.wording import plural
from spindetect.sources import reading_level_paragraphs, reading_levels
from spindetect.types import LabelledPair, SpindetectError, UnreadableError

FLOORS_FILE: Final = Path("tests/floors.json")
CHANGELOG: Final = Path("CHANGELOG.md")
SIMULATED, GOLD = "simulated", "gold"
LEVELS, LEVEL_PARAGRAPHS = "reading-levels", "reading-level-paragraphs"
# The gold texts are too few to tell more than this, the reading levels are honest throughout. What
# takes longest is last, so that a damaged file is found early.
SLICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        GOLD: (
            "recall", "direction", "sentence_f1", "span_f1_single", "span_f1_phrases", "flagged",
        ),
        LEVELS: ("flagged",),
        LEVEL_PARAGRAPHS: ("flagged",),
        SIMULATED: (
            "recall", "recall_at_1_percent", "auroc", "direction", "direction_of_whole_articles",
            "sentence_f1", "span_f1_single", "span_f1_phrases", BY_SPINNER,
            "false_positives", "reversed_flagged", "calibration_error",
        ),
    }
)  # fmt: skip
"""The figures of each slice, as `figures.figures` names them."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured, and for each slice that was not, the reason."""

    measured: Floors
    skipped: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a run compares with what is recorded."""

    figures: tuple[Figure, ...]
    problems: tuple[str, ...]


def measure(root: Path, external: Path, detector: Detector, *, jobs: int = 1) -> Run:
    """Make and score the pairs of every slice for which there is material.

    `root`: the checkout. `external`: the folder of external sources, which may be absent.

    Raises:
        UnreadableError: a file is damaged, or an external one is not the declared one.
    """
    make: dict[str, Callable[[], list[LabelledPair]]] = {
        GOLD: lambda: gold_pairs(root),
        LEVELS: lambda: reading_levels(external),
        LEVEL_PARAGRAPHS: lambda: reading_level_paragraphs(external),
        SIMULATED: lambda: simulated_pairs(root / "data" / "articles", detector.lexicon),
    }
    missing = missing_levels(external)
    without = (LEVELS, LEVEL_PARAGRAPHS) if missing else ()
    skipped = dict.fromkeys(without, f"{external} has no {missing}")
    measured: dict[str, Held] = {}
    for name, names in SLICES.items():
        if name in skipped:
            continue
        pairs = make[name]()
        sys.stderr.write(f"{name}: {plural(len(pairs), 'pair')}\n")
        rows = score_pairs(pairs, detector, jobs=jobs)
        measured[name] = Held.of(digest(pairs), figures(rows, names))
    return Run(measured, skipped)


def compare(recorded: Floors, run: Run) -> Finding:
    """Hold a run against the recorded bounds."""
    found = tuple(compared(recorded, run.measured))
    problems = [
        f"{name}: is recorded and no slice any more; take it out with --lower"
        for name in recorded
        if name not in SLICES
    ]
    for name, held in run.measured.items():
        if name in recorded and recorded[name].data != held.data:
            problems.append(
                f"{name}: its bounds were set on other data (sha256 {recorded[name].data[:12]}…, "
                f"now {held.data[:12]}…); look at the figures, then run with --raise or --lower"
            )
        problems += [_lost(figure) for figure in found if figure.slice == name and figure.lost]
    return Finding(found, tuple(problems))


def lowered(recorded: Floors, run: Run) -> dict[str, Held]:
    """The figures of a run as bounds; of slices that were skipped, those recorded."""
    kept = {name: held for name, held in recorded.items() if name in run.skipped}
    return {**kept, **run.measured}


def check_reason(root: Path, line: str) -> None:
    """Raise `SpindetectError` unless the line is an entry under CHANGELOG's newest heading."""
    path = root / CHANGELOG
    try:
        entries = newest_entries(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; run the gate in the checkout") from error
    if " ".join(line.split()).removeprefix("- ") not in entries:
        raise SpindetectError(
            f"{path}: --lower needs the line {line!r} as an entry under the newest heading; "
            "write there what became worse, and why"
        )


def report(finding: Finding, run: Run) -> Iterator[str]:
    """Every figure, then what was skipped, what can be raised and what keeps the gate shut."""
    for name in run.measured:
        yield name
        yield from (_line(figure) for figure in finding.figures if figure.slice == name)
    yield from (f"{name}: skipped, {reason}" for name, reason in run.skipped.items())
    better = sum(figure.can_be_raised for figure in finding.figures)
    if better:
        yield f"{plural(better, 'figure')} (+) can be raised: run with --raise"
    yield from finding.problems
    yield f"the gate is {'shut' if finding.problems else 'open'}"


def changes(before: Floors, after: Floors) -> Iterator[str]:
    """One line for each bound that is not what it was, and for each slice with other data."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old and new and old.data != new.data:
            yield f"{name}: other data"
        for limit in Limit:
            was, now = ({} if held is None else held.bounds[limit] for held in (old, new))
            for figure in dict.fromkeys((*was, *now)):
                if was.get(figure) != now.get(figure):
                    bounds = f"{_number(was.get(figure))} to {_number(now.get(figure))}"
                    yield f"{name}: {limit.singular} of {figure} from {bounds}"


def _line(figure: Figure) -> str:
    mark = "!" if figure.lost else "+" if figure.can_be_raised else " "
    value, bound = _number(figure.value), _number(figure.bound)
    return f"{mark} {figure.name:<28} {value:>5}  {figure.limit.singular} {bound}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _lost(figure: Figure) -> str:
    name = f"{figure.slice}: {figure.name}"
    if figure.value is None:
        return f"{name} has a bound of {figure.bound} and is not measured any more"
    side = "below" if figure.limit is Limit.FLOOR else "above"
    return f"{name} is {figure.value:.3f}, {side} its {figure.limit.singular} of {figure.bound}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate; returns 0 where it is open, 1 where it is shut, and what errors have."""
    parser = argparse.ArgumentParser(description="Hold the shipped model against its floors.")
    parser.add_argument("--root", type=Path, default=Path(), help="the checkout")
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument("--jobs", type=int, default=-1, help="worker processes")
    update = parser.add_mutually_exclusive_group()
    update.add_argument("--raise", dest="raising", action="store_true", help="write better figures")
    update.add_argument(
        "--lower", metavar="LINE", help="write all figures; LINE is their reason in the changelog"
    )
    try:
        return _run(parser.parse_args(arguments))
    except SpindetectError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)


def _run(options: argparse.Namespace) -> int:
    path = options.root / FLOORS_FILE
    if options.lower is not None:
        check_reason(options.root, options.lower)
    first = options.raising and not path.exists()
    recorded = {} if first else read_floors(path)
    detector = Detector.load(options.model)
    run = measure(options.root, options.external, detector, jobs=options.jobs)
    held = recorded
    if options.raising:
        held = raised(recorded, run.measured)
    elif options.lower is not None:
        held = lowered(recorded, run)
    finding = compare(held, run)
    sys.stdout.writelines(f"{line}\n" for line in report(finding, run))
    if options.raising or options.lower is not None:
        write_floors(path, held)
        lines = (f"{path}: written", *changes(recorded, held))
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return int(bool(finding.problems))


if __name__ == "__main__":
    raise SystemExit(main())
