"""What the commands that make and measure the shipped models have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from spindetect.types import SpindetectError


def sources_parser(description: str) -> argparse.ArgumentParser:
    """A parser that knows what the shipped models are made of."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--articles", type=Path, default=Path("data/articles"))
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    return parser


def say(line: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{line}\n")


def analysed(done: int, total: int) -> None:
    """Say now and then how many pairs are analysed."""
    if done == total or done % 1024 == 0:
        say(f"{done} of {total} pairs analysed")


def ended(work: Callable[[], None]) -> int:
    """Do a command's work; the exit code, after one line where it failed."""
    try:
        work()
    except SpindetectError as error:
        say(str(error))
        return int(error.exit_code)
    return 0
