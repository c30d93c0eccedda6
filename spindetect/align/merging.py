"""Units of a token alignment that are one substitution: joined, wrapped around a word, or moved."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.align.words import (
    CONTENT,
    FUNCTION,
    Unit,
    Vocabulary,
    single,
    span_known,
    substitutes,
)

# A word that takes its preposition with it has at most so many tokens, both sides together.
MAX_GOVERNING = 4
# From so many touching units on, of which no more than this share stand in a thesaurus, a clause
# was recast.
MIN_REWORDED = 3
MAX_KNOWN = 0.25
_WORDS = (CONTENT, FUNCTION)


def merge(
    parts: list[Unit], original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> list[Unit]:
    """Join neighbouring units that are one substitution; recognise wrapped and moved words."""
    joined: list[Unit] = []
    for unit in parts:
        while joined and _belongs(joined[-1], unit, original, candidate, words):
            before = joined.pop()
            unit = (before[0], unit[1], before[2], unit[3])
        joined.append(unit)
    joined = _reworded(joined, original, candidate, words)
    return _moved(_wrapped(joined, original, candidate, words), original, candidate)


def _reworded(
    parts: list[Unit], original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> list[Unit]:
    """Runs of touching units that do not correspond are one rewording.

    A person who recasts a clause leaves words side by side that have nothing to do with each other;
    a spinner's words correspond one by one, or at least stand in the same number.
    """
    done: list[Unit] = []
    for run in _runs(parts):
        if len(run) < MIN_REWORDED:
            done += run
            continue
        o1, o2, c1, c2 = run[0][0], run[-1][1], run[0][2], run[-1][3]
        known = sum(
            substitutes(unit) and span_known(unit, original, candidate, words) for unit in run
        )
        uneven = any(
            not single(u) or words.roles[original[u[0]]] is not words.roles[candidate[u[2]]]
            for u in run
        )
        if uneven and known <= MAX_KNOWN * len(run):
            done.append((o1, o2, c1, c2))
        else:
            done += run
    return done


def _runs(parts: list[Unit]) -> list[list[Unit]]:
    """The units, those that touch on both sides together."""
    runs: list[list[Unit]] = []
    for unit in parts:
        if runs and runs[-1][-1][1] == unit[0] and runs[-1][-1][3] == unit[2]:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _belongs(
    left: Unit, right: Unit, original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> bool:
    """Whether two units that touch are one: "object to" / "protest at", "a hut" / "an igloo"."""
    a1, a2, b1, b2 = left
    c1, d1 = right[0], right[2]
    if a2 != c1 or b2 != d1:
        return False
    if not substitutes(left) or not substitutes(right):
        return _belongs_with_gap(left, right, original, candidate, words)
    if single(left) and words.indefinite(original[a1]) and words.indefinite(candidate[b1]):
        return True
    if not (
        single(right)
        and words.governed(original[c1])
        and words.governed(candidate[d1])
        and a2 - a1 + b2 - b1 <= MAX_GOVERNING
        and any(words.roles[i] is CONTENT for i in (*original[a1:a2], *candidate[b1:b2]))
    ):
        return False
    # A governed preposition that changed with its word. Where both the words and the prepositions
    # correspond by themselves they are two substitutions, unless both words demand theirs.
    apart = words.known(original[c1], candidate[d1]) and span_known(
        left, original, candidate, words
    )
    return not apart or (
        words.governs(original[a2 - 1], original[c1])
        and words.governs(candidate[b2 - 1], candidate[d1])
    )


def _belongs_with_gap(
    left: Unit, right: Unit, original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> bool:
    """As `_belongs` where one of the two units is an insertion or a deletion."""
    a1, a2, b1, b2 = left
    c1, c2, d1, d2 = right
    if substitutes(right):  # an article that came with the noun after it
        return a2 == a1 and b2 - b1 == 1 and words.article(candidate[b1])
    if not substitutes(left):
        return (c2 == c1) != (a2 == a1)  # a deletion beside an insertion: a replacement
    if c2 - c1 == 0 and d2 - d1 == 1:  # a particle gained: "raise" / "bring up"
        return words.governed(candidate[d1]) and words.roles[candidate[b2 - 1]] is CONTENT
    if c2 - c1 == 1 and d2 - d1 == 0:
        if words.article(original[c1]):  # an article that the longer phrase swallowed
            return original[c1] in candidate[b1:b2]
        # "of" joins nouns and comes and goes by itself; other particles belong to their verb.
        return (
            words.governed(original[c1])
            and not words.joins_nouns(original[c1])
            and words.roles[original[a2 - 1]] is CONTENT
        )
    return False


def _wrapped(
    parts: list[Unit], original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> list[Unit]:
    """An equal word that got company and forms a known phrase with it is a substitution.

    ("help" / "be of help": the insertions around the equal word are widened over it.)
    """
    done: list[Unit] = []
    index = 0
    while index < len(parts):
        unit = parts[index]
        follower = parts[index + 1] if index + 1 < len(parts) else None
        wide = _widened(unit, follower, original, candidate, words)
        if wide and (not done or (done[-1][1] <= wide[0] and done[-1][3] <= wide[2])):
            done.append(wide)
            index += 2 if follower and wide[1] >= follower[1] and wide[3] >= follower[3] else 1
            continue
        done.append(unit)
        index += 1
    return done


def _widened(
    unit: Unit,
    follower: Unit | None,
    original: Sequence[int],
    candidate: Sequence[int],
    words: Vocabulary,
) -> Unit | None:
    o1, o2, c1, c2 = unit
    if o2 - o1 + c2 - c1 > 2 or substitutes(unit):
        return None
    limit = (follower[0], follower[2]) if follower else (len(original), len(candidate))
    options: list[Unit] = []
    if (
        follower
        and (follower[0], follower[2]) == (o2 + 1, c2 + 1)
        and not substitutes(follower)
        and (follower[1] == follower[0]) == (o1 == o2)
    ):
        options.append((o1, follower[1], c1, follower[3]))
    if o2 < limit[0] and c2 < limit[1]:
        options.append((o1, o2 + 1, c1, c2 + 1))
    if o1 > 0 and c1 > 0:
        options.append((o1 - 1, o2, c1 - 1, c2))
    for option in options:
        first, second = original[option[0] : option[1]], candidate[option[2] : option[3]]
        alone = first if len(first) == 1 else second
        if words.roles[alone[0]] in _WORDS and words.phrase_known(first, second):
            return option
    return None


def _moved(parts: list[Unit], original: Sequence[int], candidate: Sequence[int]) -> list[Unit]:
    """A word deleted here and inserted within three tokens is one reordering."""
    done: list[Unit] = []
    for unit in parts:
        if done and not substitutes(unit) and not substitutes(done[-1]):
            a1, a2, b1, b2 = done[-1]
            o1, o2, c1, c2 = unit
            gone, come = (
                (original[a1:a2], candidate[c1:c2])
                if a2 > a1
                else (
                    original[o1:o2],
                    candidate[b1:b2],
                )
            )
            if gone and list(gone) == list(come) and o1 - a2 <= 3 and c1 - b2 <= 3:
                done[-1] = (a1, o2, b1, c2)
                continue
        done.append(unit)
    return done
