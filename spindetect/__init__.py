"""Finds machine-paraphrased ("spun") text by laying a candidate beside its original.

    from spindetect import Detector

    verdict = Detector.load().score(candidate, original)
    print(verdict.relation, verdict.probability)

The names below are the public interface. They are imported when first used, so that
`import spindetect` costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from spindetect.version import __version__

if TYPE_CHECKING:
    from spindetect.align import align as align
    from spindetect.detector import Detector as Detector
    from spindetect.readers import read_document as read_document
    from spindetect.text import parse as parse
    from spindetect.transformer import FeatureExtractor as FeatureExtractor
    from spindetect.types import Document as Document
    from spindetect.types import SpindetectError as SpindetectError
    from spindetect.types import Substitution as Substitution
    from spindetect.types import Verdict as Verdict

__all__ = [
    "Detector",
    "Document",
    "FeatureExtractor",
    "SpindetectError",
    "Substitution",
    "Verdict",
    "__version__",
    "align",
    "parse",
    "read_document",
]

_HOMES = {
    "Detector": "spindetect.detector",
    "Document": "spindetect.types",
    "FeatureExtractor": "spindetect.transformer",
    "SpindetectError": "spindetect.types",
    "Substitution": "spindetect.types",
    "Verdict": "spindetect.types",
    "align": "spindetect.align",
    "parse": "spindetect.text",
    "read_document": "spindetect.readers",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """The package with `align` always the function, whoever imported the room of that name first.

    Importing a subpackage binds its module as an attribute of the parent, which would make the
    meaning of `spindetect.align` depend on what was imported before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
