"""How English a text looks: the share of its words that are common English function words."""

from __future__ import annotations

from spindetect.types import Parsed, TokenKind

# Left out: words that are frequent in German, Dutch, French, Spanish or Portuguese too ("a", "in",
# "is", "was", "on", "me", "so", "or", "we"), so that those languages stay near zero.
FUNCTION_WORDS = frozenset(
    "the of and to that for with as at by from this these those it its they them their he his him "
    "she our us you your i my be being are were has have having did does would could should can "
    "may might must not but if than then there here when where which who whose what why how any "
    "both each few more other some such only same too very just about above after again against "
    "before below between during into out through until up down while because since although "
    "though also however".split()
)


def english_share(parsed: Parsed) -> float:
    """Share of the word tokens (no links, figures, punctuation) that are English function words.

    Returns a value from 0.0 to 1.0; 0.0 for a text without words. English prose of a hundred words
    and more has 0.2 to 0.5, mostly about 0.35, and machine-spun English hardly less: spinners
    replace content words. Spanish, German, French, Dutch, Portuguese, Italian and Swedish stay
    below 0.03. So 0.1 parts English from the rest.
    """
    words = parsed.kinds.count(TokenKind.WORD)
    return sum(map(FUNCTION_WORDS.__contains__, parsed.norms)) / words if words else 0.0
