"""What an editor is, and how its work becomes a labelled pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final, Protocol

from spindetect.editors.draft import Rewrite, read_draft
from spindetect.types import Document, LabelledPair, Relation

SOURCE: Final = "simulated"


class Editor(Protocol):
    """One family of honest changes to one article."""

    @property
    def name(self) -> str:
        """The family, as the pair's `family` has it."""

    def edit(self, document: Document, *, seed: int) -> LabelledPair | None:
        """The pair, the same for the same seed and document; None where the family cannot apply."""


@dataclass(frozen=True, slots=True)
class TextEditor:
    """A family that is a function of the text.

    `relation` is the pair's label. `backward`: the function makes the worse draft, which becomes
    the original, and the article is its corrected copy.
    """

    name: str
    relation: Relation
    rewrite: Rewrite
    backward: bool = False

    def edit(self, document: Document, *, seed: int) -> LabelledPair | None:
        """See `Editor`."""
        rng = Random(f"{seed}:{self.name}:{document.id}")
        text = self.rewrite(read_draft(document.text), rng)
        if text is None:
            return None
        pair = labelled(document, text, self.relation, self.name, str(seed))
        return reversed_pair(pair) if self.backward else pair


@dataclass(frozen=True, slots=True)
class Combination:
    """`least` to `most` of several families on one article, in the order of `parts`."""

    name: str
    parts: tuple[TextEditor, ...]
    least: int
    most: int

    def edit(self, document: Document, *, seed: int) -> LabelledPair | None:
        """See `Editor`; parts that cannot apply are passed over, fewer than two make no pair."""
        rng = Random(f"{seed}:{self.name}:{document.id}")
        count = rng.randint(self.least, self.most)
        # Two in reserve, for parts that find nothing to do.
        drawn = min(count + 2, len(self.parts))
        chosen = sorted(rng.sample(range(len(self.parts)), drawn))
        text = document.text
        done: list[TextEditor] = []
        for part in (self.parts[i] for i in chosen):
            edited = part.rewrite(read_draft(text), rng) if len(done) < count else None
            if edited is not None:
                text = edited
                done.append(part)
        if len(done) < 2:
            return None
        # One honest edit among verbatim copying makes the whole an edited copy.
        only_copied = all(part.relation is Relation.COPY for part in done)
        relation = Relation.COPY if only_copied else Relation.EDITED
        return labelled(document, text, relation, self.name, str(seed))


def labelled(
    document: Document, text: str, relation: Relation, family: str, variant: str
) -> LabelledPair:
    """The document beside its counterpart; the group is the document's id."""
    candidate = Document(f"{document.id}~{family}~{variant}", text)
    return LabelledPair(document, candidate, relation.value, document.id, SOURCE, family)


def reversed_pair(pair: LabelledPair) -> LabelledPair:
    """Original and candidate exchanged; group, label and family stay."""
    return replace(pair, original=pair.candidate, candidate=pair.original)
