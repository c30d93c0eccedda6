"""The pipeline for a corpus: each page's original found and judged, in shards, by several workers.

`audit` runs one; what it writes is described in docs/audit.md.
"""

from spindetect.audit.finding import find_original
from spindetect.audit.indexing import extend_index, known_ids
from spindetect.audit.licences import Licences
from spindetect.audit.parallel import Progress
from spindetect.audit.running import Outputs, audit, open_corpus
from spindetect.audit.settings import Alone, Judging, Reading, Settings
from spindetect.audit.summary import Summary
from spindetect.audit.terminal import summary_line, summary_text

__all__ = [
    "Alone",
    "Judging",
    "Licences",
    "Outputs",
    "Progress",
    "Reading",
    "Settings",
    "Summary",
    "audit",
    "extend_index",
    "find_original",
    "known_ids",
    "open_corpus",
    "summary_line",
    "summary_text",
]
