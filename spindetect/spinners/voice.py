"""Clauses turned from active to passive and back.

Only the plainest ones are (see `clauses`), up to the end of the clause or to what may as well stand
behind all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import Article, Change
from spindetect.spinners.clauses import OBJECTS, TIMES, ClauseReader, Verb
from spindetect.spinners.inflection import Form, Inflector
from spindetect.types import Role, TokenSpan


def turned_clauses(article: Article, lexicon: Lexicon) -> Iterator[Change]:
    """Every clause that can be turned, from its first word to the last that moves."""
    reader = ClauseReader(article, lexicon)
    for sentence in article.parsed.sentences:
        if sentence.role != Role.BODY:
            continue
        for start in range(sentence.tokens.start, sentence.tokens.end):
            if not reader.opens_clause(start, sentence.tokens.start):
                continue
            turned = _to_passive(reader, start) or _to_active(reader, start, lexicon)
            change = _change(article, start, *turned) if turned else None
            if change is not None:
                yield change


def _to_passive(reader: ClauseReader, start: int) -> tuple[int, str] | None:
    """ "The wind lifted the roof." becomes "The roof was lifted by the wind."

    Gives the end of the clause and its new wording in small letters.
    """
    for subject in reader.subjects(start):
        verb = reader.active(subject)
        theme = reader.theme(verb.end) if verb else None
        if verb is None or theme is None or not reader.over(theme.end, start):
            continue
        participle = reader.participle(verb.lemma)
        if participle is not None and theme.text.split(" ")[-1] not in TIMES:
            agent = OBJECTS.get(subject.text, subject.text)
            return theme.end, f"{theme.text} {_be(verb, theme.plural)} {participle} by {agent}"
    return None


def _to_active(reader: ClauseReader, start: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """ "The roof was lifted by a crew." becomes "A crew lifted the roof." """
    for theme in reader.subjects(start):
        verb = reader.passive(theme.end)
        agent = reader.agent(verb.end) if verb else None
        if verb is None or agent is None or not reader.over(agent.end, start):
            continue
        finite = Inflector(lexicon).bend(verb.lemma, Form.PAST)
        if verb.before:
            finite = f"{verb.before} {verb.lemma}"
        patient = OBJECTS.get(theme.text, theme.text)
        return agent.end, f"{agent.text} {finite} {patient}"
    return None


def _be(verb: Verb, plural: bool) -> str:
    """The forms of "be" that make a verb passive."""
    if verb.before == "present":
        return "are" if plural else "is"
    if verb.before in ("has", "have"):
        return "have been" if plural else "has been"
    if verb.before == "had":
        return "had been"
    if verb.before:
        return f"{verb.before} be"
    return "were" if plural else "was"


def _change(article: Article, start: int, end: int, text: str) -> Change | None:
    """The clause in its new wording."""
    parsed = article.parsed
    if any(parsed.quoted[start:end]) or any(parsed.furniture[start:end]):
        return None
    before = article.written(TokenSpan(start, end)).split(" ")
    if len(before) != end - start:
        return None
    after = text.split(" ")
    if parsed.raw(start)[0].isupper():
        after[0] = after[0][0].upper() + after[0][1:]
    after = ["I" if word == "i" else word for word in after]
    return Change(TokenSpan(start, end), " ".join(after))
