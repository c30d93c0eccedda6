"""Raw text to tokens, sentences and masks: what stands where, and what it is on its page.

`parse` turns a `Document` into a `Parsed`; `english_share` says how English the words are;
`FURNITURE_RULES` is the table of what counts as page furniture.
"""

from spindetect.text.english import english_share
from spindetect.text.furniture import RULES as FURNITURE_RULES
from spindetect.text.parsing import parse

__all__ = ["FURNITURE_RULES", "english_share", "parse"]
