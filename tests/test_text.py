"""The text room: tokens, folding, paragraphs, sentences, quotations. Furniture has its own file."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spindetect.text import english_share, parse
from spindetect.text.folding import BIDI, SILENT, ZERO_WIDTH
from spindetect.types import Document, Parsed, TokenKind

WORD, NUMBER, PUNCTUATION, LINK = TokenKind


def read(text: str) -> Parsed:
    return parse(Document("test", text))


def norms(text: str) -> list[str]:
    return list(read(text).norms)


def sentences(text: str) -> list[str]:
    return [text[s.span.start : s.span.end] for s in read(text).sentences]


def paragraphs(text: str) -> list[str]:
    """Each paragraph's tokens, joined by spaces."""
    parsed = read(text)
    found: dict[int, list[str]] = {}
    for sentence in parsed.sentences:
        found.setdefault(sentence.paragraph, []).extend(
            parsed.norms[sentence.tokens.start : sentence.tokens.end]
        )
    assert list(found) == list(range(len(found)))
    return [" ".join(tokens) for tokens in found.values()]


def quoted(text: str) -> list[str]:
    """The runs of quoted tokens, each joined by spaces."""
    parsed = read(text)
    runs: list[list[str]] = []
    for index, inside in enumerate(parsed.quoted):
        if inside:
            if not index or not parsed.quoted[index - 1]:
                runs.append([])
            runs[-1].append(parsed.norms[index])
    return [" ".join(run) for run in runs]


# Tokens ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a well-known face", ["a", "well-known", "face"]),
        ("It couldn't wait; we're off", ["it", "couldn't", "wait", ";", "we're", "off"]),
        ("six o'clock at O'Brien’s", ["six", "o'clock", "at", "o'brien", "'s"]),
        ("the mayor’s boat", ["the", "mayor", "'s", "boat"]),
        ("the sisters’ boat", ["the", "sisters", "'", "boat"]),
        ("a bull's-eye", ["a", "bull's-eye"]),
        ("U.S.-led talks, U.N.'s role", ["u.s.-led", "talks", ",", "u.n.", "'s", "role"]),
        ("Mr. Roe came at 5 p.m. sharp", ["mr.", "roe", "came", "at", "5", "p.m.", "sharp"]),
        ("e.g. Ph.D. students", ["e.g.", "ph.d.", "students"]),
        ("in Salem, Ore., he is ill.", ["in", "salem", ",", "ore.", ",", "he", "is", "ill", "."]),
        ("No. 7, pp. 12-15", ["no.", "7", ",", "pp.", "12-15"]),
        ("2,000.50 at 19:30 on 3/4", ["2,000.50", "at", "19:30", "on", "3/4"]),
        ("the 1990s, the 2nd", ["the", "1990s", ",", "the", "2nd"]),
        ("5% of $3.5m", ["5", "%", "of", "$", "3.5m"]),
        ("G7, COVID-19 and 5G", ["g7", ",", "covid-19", "and", "5g"]),
        ("late -- very late... he said", ["late", "-", "very", "late", "...", "he", "said"]),
        ("late—very late… he said", ["late", "-", "very", "late", "...", "he", "said"]),
        ("“so” „so“ «so»", ['"', "so", '"', '"', "so", '"', '"', "so", '"']),
        ("the 2019–20 season", ["the", "2019-20", "season"]),
        ("rock 'n' roll, get 'em", ["rock", "'n'", "roll", ",", "get", "'em"]),
        ("and/or (both)", ["and", "/", "or", "(", "both", ")"]),
        ("naïve café crème", ["naïve", "café", "crème"]),
        ("слово и дело", ["слово", "и", "дело"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("東京都", ["東", "京", "都"]),
        ("snake_case", ["snake", "_", "case"]),
        ("I saw it.Then left", ["i", "saw", "it", ".", "then", "left"]),
        ("she said no. It was late", ["she", "said", "no", ".", "it", "was", "late"]),
        ("", []),
        ("\ufeff \u200b\n", []),
        ("?!", ["?", "!"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://quay.example/a?b=1#c, or ask", ["https://quay.example/a?b=1#c"]),
        ("at www.quay.example.", ["www.quay.example"]),
        ("mail jane.doe@quay.example today", ["jane.doe@quay.example"]),
        ("thanks @janedoe and #HarbourDay", ["@janedoe", "#harbourday"]),
        ("on coastalpost.com today", ["coastalpost.com"]),
        ("ranked #1 @ home", []),
        ("It ended.In time", []),
        ("about 3.5km/h", []),
    ],
)
def test_links_are_one_token(text: str, links: list[str]) -> None:
    parsed = read(text)
    found = [n for n, kind in zip(parsed.norms, parsed.kinds, strict=True) if kind == LINK]
    assert found == links


def test_kinds_of_tokens() -> None:
    parsed = read("Jane's 20-year-old boat cost 3,000 euros — “cheap”, she'd 'em.")
    kinds = dict(zip(parsed.norms, parsed.kinds, strict=True))
    assert [kinds[word] for word in ("jane", "'s", "20-year-old", "she'd", "'em")] == [WORD] * 5
    assert kinds["3,000"] == NUMBER
    assert [kinds[mark] for mark in ("-", '"', ",", ".")] == [PUNCTUATION] * 4
    assert list(read("слово ½ ٣").kinds) == [WORD, NUMBER, NUMBER]


@pytest.mark.parametrize("joint", ["-\n", "-\r\n", "-\n   ", "\u2010\n"])
def test_a_word_broken_over_a_line_end_is_one_token_with_its_hyphen(joint: str) -> None:
    text = f"The members of the council reached an agree{joint}ment on the new harbour wall."
    parsed = read(text)
    index = parsed.norms.index("agree-ment")
    assert parsed.raw(index) == f"agree{joint}ment"
    assert len(parsed.sentences) == 1


@pytest.mark.parametrize(
    "text",
    ["Pre-\nand post-war houses", "- one\n- two", "He left -\nAnd came back", "well-\n\nknown"],
)
def test_other_hyphens_at_a_line_end_join_nothing(text: str) -> None:
    assert not any("\n" in read(text).raw(i) for i in range(len(read(text))))


# Folding and tampering ---------------------------------------------------------------------------

ENGLISH = "The harbour was quiet and nobody saw the boat that brought the letter. "


@pytest.mark.parametrize(
    ("written", "norm", "kinds"),
    [
        ("p\u0430yment", "payment", ["homoglyph"]),
        ("\u0441\u043e\u0440\u0435", "cope", ["homoglyph"]),
        ("\u039fN", "on", ["homoglyph"]),
        ("pay\u200bment", "payment", ["zero_width"]),
        ("pay\u2060\u200dment", "payment", ["zero_width"]),
        ("pay\u202ement", "payment", ["bidi_control"]),
        ("pay\u200ement", "payment", ["bidi_control"]),
        ("ｐａｙment", "payment", ["fullwidth"]),
        ("𝐩𝐚𝐲𝐦𝐞𝐧𝐭", "payment", ["styled_letter"]),
        ("p\u200b\u0430yment", "payment", ["homoglyph"]),
    ],
)
def test_tricks_are_folded_and_reported(written: str, norm: str, kinds: list[str]) -> None:
    text = ENGLISH + written + " followed."
    parsed = read(text)
    assert parsed.norms[-3:] == (norm, "followed", ".")
    assert parsed.raw(len(parsed) - 3) == written
    assert [found.kind for found in parsed.tampering] == kinds
    for found in parsed.tampering:
        assert not text[found.span.start : found.span.end].isascii()
        assert text[found.span.start : found.span.end] in written


@pytest.mark.parametrize(
    ("written", "norm"),
    [
        ("pay\u00adment", "payment"),
        ("ﬁnal", "final"),
        ("cafe\u0301", "café"),
        ("I\u0307stanbul", "istanbul"),
        ("İstanbul", "istanbul"),
        ("TNFα", "tnfα"),
        ("kΩ", "kω"),
        ("𝑥", "x"),
        ("payment\u200b", "payment"),
        ("Москва", "москва"),
    ],
)
def test_honest_letters_are_folded_but_not_reported(written: str, norm: str) -> None:
    parsed = read(ENGLISH + written + " followed.")
    assert parsed.norms[-3] == norm
    assert parsed.tampering == ()


@pytest.mark.parametrize(
    "text",
    [
        "Он сказал, что вода в порту стоит высоко, а лодки нет.",
        "Το πλοίο δεν ήρθε και κανείς δεν ξέρει αν θα έρθει.",
        "می\u200cخواهم به بندر بروم.",
        "Ｔｈｅ 港は静かだった。誰も船を見なかった。",
        'She wrote "Он а потом она" on the wall and left.',
    ],
)
def test_other_scripts_are_no_tampering(text: str) -> None:
    assert read(text).tampering == ()


def test_wrongly_decoded_quotation_marks_are_read_as_such() -> None:
    assert norms("canÕt be ÒlateÓ") == ["can't", "be", '"', "late", '"']
    assert quoted("She said \x93too late\x94 and left") == ["too late"]
    assert norms("Õ is a letter in ÒSÕ") == ["õ", "is", "a", "letter", "in", "òsõ"]


# Paragraphs --------------------------------------------------------------------------------------

WRAPPED = """\
A heading

The ferry had been late all week, and nobody on the quay
believed the notice that promised a new boat by spring. It
was the third such promise in as many years.

When the harbour master came down the steps he said only
 that he would ask again, though he did not say whom. The
crowd, which had been patient, began to clap.

- 12 -

"Nobody asked us," said a woman with a crate of hens under
her arm.
"""


def test_hard_wrapped_lines_are_joined() -> None:
    found = paragraphs(WRAPPED)
    assert [text.split()[0] for text in found] == ["a", "the", "when", "-", '"']
    assert found[1].endswith("as many years .")


@pytest.mark.parametrize(
    "change", [("\n", "\r\n"), ("\n\n", "\n\n\n \n"), ("\n\nWhen", "\n\n\fWhen")]
)
def test_line_ends_of_any_kind_make_the_same_paragraphs(change: tuple[str, str]) -> None:
    assert paragraphs(WRAPPED.replace(*change)) == paragraphs(WRAPPED)


def test_a_wrapped_text_without_blank_lines_breaks_after_short_lines() -> None:
    text = WRAPPED.replace("\n\n", "\n").replace("- 12 -\n", "")
    assert [found.split()[0] for found in paragraphs(text)] == ["a", "the", "when", '"']


def test_lines_of_prose_without_blank_lines_are_paragraphs() -> None:
    lines = [
        "The ferry had been late all week and the quay was full of people who wanted to go home.",
        "Nobody believed the notice that promised a new boat by spring.",
        "It was the third.",
        "When the harbour master came down the steps he said only that he would ask the owners.",
        "The crowd began to whistle, and a woman with a crate of hens sat down on her bag.",
    ]
    assert len(paragraphs("\n".join(lines))) == len(lines)


@pytest.mark.parametrize(
    "text",
    [
        "Bread\nEggs\nA pound of butter\nThree lemons",
        "Mayor resigns\nBy Jane Doe\nThe mayor has resigned.",
        "1. Boil the water.\n2. Add the salt and stir.\n3. Wait.",
        "- a coat that keeps out the wind and the rain\n- a pair of boots that fit well enough\n"
        "- a map of the northern half of the island",
    ],
)
def test_lists_and_headings_are_not_joined(text: str) -> None:
    assert len(paragraphs(text)) == text.count("\n") + 1


def test_a_stray_line_end_inside_a_sentence_is_no_paragraph_where_blank_lines_are() -> None:
    long = (
        "The owners of the line answered the council in a letter of eleven pages, all of it about"
    )
    text = f"One.\n\nTwo is here.\n\n{long} the cost of\nnew engines.\n\nFour."
    assert len(paragraphs(text)) == 4


# Sentences ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        ["“We won.”", "She left."],
        ['"We won!"', "She left."],
        ["He said (twice) that it was over.", "Nobody listened."],
        ["(It rained.)", "We stayed."],
        ["Mr. Roe met Dr. Ames at 5 p.m. on Friday.", "They talked."],
        ["The talks between the U.S. and Chile failed.", "Nobody was surprised."],
        ["U.S. Secretary Doe spoke.", "He was brief."],
        ["It opened in the U.S.", "The rest of the world waits."],
        ["He closed at 5 p.m.", "The rest stayed."],
        ["It cost 40 euros in 1998.", "Now it costs 90."],
        ["Dr. J. Doe of Smith Corp. agreed.", "So did I."],
        ["What?", "No!", "Yes."],
        ["He paused... and went on.", "Then he paused..."],
        ["The end came fast…", "We were not ready."],
        ["それは遅い。", "もう来ない。"],
    ],
)
def test_sentences_are_split(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        '"No," she said.',
        '"Why now?" he asked.',
        "“Stop!” they shouted.",
        "Prof. Ames and Lt. Doe left.",
        "St. Anne's church, No. 7 Hill Rd. in town, is shut.",
        "MM. Roe and Doe rose.",
        "e.g. the old quay",
        "1. First of all",
        "It rose by 3.5 per cent.",
        "Approx. 40 people came.",
        "J. R. Doe spoke.",
    ],
)
def test_sentences_are_not_split(text: str) -> None:
    assert len(sentences(text)) == 1


def test_a_sentence_does_not_leave_its_paragraph() -> None:
    text = "No joint statement\n\nthe talks went on and on, and nobody in the hall knew why\n\nEnd."
    assert [s.paragraph for s in read(text).sentences] == [0, 1, 2]


def test_sentence_ends_agree_with_punkt_on_plain_prose() -> None:
    import nupunkt

    text = (
        "The council met on Monday. It heard Mrs. Doe, of Doe & Sons Ltd., for an hour! Was that "
        "long? Nobody complained. Costs rose to $3.5 million in 2019. The rest, i.e. the smaller "
        "half, was paid by Jan. 5 of the next year. Then came the storm."
    )
    assert sentences(text) == [t.strip() for t in nupunkt.load("default").tokenize(text)]


# Quotations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “too late” and left.", ["too late"]),
        ('She said "too late" and left.', ["too late"]),
        ("Sie sagte „zu spät“ und ging.", ["zu spät"]),
        ("Elle a dit « trop tard » hier.", ["trop tard"]),
        ("Er rief »zu spät« und ging.", ["zu spät"]),
        ("Ministers called it ‘madness’ again.", ["madness"]),
        ("Ministers called it 'madness' again.", ["madness"]),
        ("“Well,” she said, “go.”", ["well ,", "go ."]),
        ("‘I don’t know,’ he said.", ["i don't know ,"]),
        ("'I don't know,' he said.", ["i don't know ,"]),
        ("‘The ministers’ plan is dead,’ he said.", ["the ministers ' plan is dead ,"]),
        ("“He told me ‘no’ and left,” she said.", ["he told me", "no", "and left ,"]),
        ("``Too late,'' she said.", ["too late ,"]),
        ("A headline:\n\n‘There was no warning’\n\nText.", ["there was no warning"]),
    ],
)
def test_quotations_are_marked(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The sisters' boat isn't here, and the brothers' isn't either.",
        "The sisters’ boat isn’t here, and the brothers’ isn’t either.",
        "Songs of the '90s and the '60s, rock 'n' roll, get 'em.",
        "Songs of the ’90s and ’60s.",
        'A 6" pipe and a 12" board.',
        "Home » News » Coast",
        "It was late.” He left.",
    ],
)
def test_apostrophes_and_stray_marks_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_a_quotation_reopened_in_the_next_paragraph_is_quoted_to_the_end() -> None:
    text = "“We came early.\n\n“We left late,” she said.\n\nNobody spoke."
    assert quoted(text) == ["we came early .", "we left late ,"]


def test_an_unmatched_straight_mark_ends_with_its_paragraph() -> None:
    text = 'She said "too late.\n\nHe left at once. It was "over", he said.'
    assert quoted(text) == ["too late .", "over"]


def test_a_quotation_left_open_is_closed_by_the_next_paragraph_if_it_has_the_mark() -> None:
    assert quoted("“We came.\n\nWe saw,” she said. It ended.") == ["we came . we saw ,"]


# English -----------------------------------------------------------------------------------------

FOREIGN = {
    "Spanish": "El transbordador había llegado tarde toda la semana y nadie en el muelle creía el "
    "anuncio que prometía un barco nuevo para la primavera. Era la tercera promesa en tres años.",
    "German": "Die Fähre war die ganze Woche zu spät gekommen, und niemand am Kai glaubte der "
    "Anzeige, die bis zum Frühling ein neues Boot versprach. So war es in jedem Jahr gewesen.",
    "French": "Le bac avait été en retard toute la semaine, et personne sur le quai ne croyait à "
    "l'avis qui promettait un nouveau bateau. C'était la troisième promesse en trois ans.",
    "Dutch": "De veerboot was de hele week te laat geweest en niemand op de kade geloofde het "
    "bericht dat een nieuwe boot beloofde. We hadden dat al over veel dingen in de stad gehoord.",
}


@pytest.mark.parametrize(
    "text",
    [
        WRAPPED,
        # The same as a spinner leaves it.
        "The boat had been tardy all week, and no person on the wharf trusted the note that "
        "pledged a brand-new vessel through spring. It turned into the 0.33 such pledge in as "
        "many years. He stated most effective that he could inquire once more.",
    ],
)
def test_english_is_english(text: str) -> None:
    assert english_share(read(text)) > 0.25


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_not(language: str) -> None:
    assert english_share(read(FOREIGN[language])) < 0.03


def test_a_text_without_words_has_no_english() -> None:
    assert english_share(read("12, 13... !")) == 0.0


# Properties --------------------------------------------------------------------------------------

SPICE = list(
    "aZé.,!?\"'“”‘’«»-—…\n\n\t 0(@#/:İßﬁаοｆ𝐚東_%$\r\f"
    "\u00ad\u200b\u202e\u0301\ufeff\x00\ud800\u00a0"
)
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(SPICE), max_size=60).map("".join),
    st.lists(
        st.sampled_from(
            ["The", "mayor's", "U.S.", "p.m.", "“no”", "-\n", "\n\n", " ", "x@y.com", "'s", "1,5",
             "AFP", "By Jane Doe\n", "Share this", "(Reuters) - ", "Tags: a", "’", "pаy", "I\u0307"]
        ),
        max_size=30,
    ).map(" ".join),
)  # fmt: skip
UNCOVERED = re.compile(rf"[\s{ZERO_WIDTH}{BIDI}{SILENT}]*")


@given(texts)
@settings(max_examples=400, deadline=None)
@example("\ud800")
@example(":\u0300 か\u3099\u0300 =\u0338\u0301")
@example("ﬁﬁ a\u0301\u0301 \u0301")
@example("a-\nb-\nc")
@example("“\n\n”")
@example("İ" * 5 + "I\u0307")
def test_the_columns_are_sound(text: str) -> None:
    parsed = read(text)
    count = len(parsed)
    assert count == len(parsed.ends) == len(parsed.norms) == len(parsed.kinds)
    assert count == len(parsed.quoted) == len(parsed.furniture)
    place = 0
    for start, end, norm in zip(parsed.starts, parsed.ends, parsed.norms, strict=True):
        assert place <= start < end <= len(text)
        assert norm
        assert norm == norm.strip()
        assert UNCOVERED.fullmatch(text, place, start)
        place = end
    assert UNCOVERED.fullmatch(text, place)
    assert set(parsed.quoted) | set(parsed.furniture) <= {0, 1}


@given(texts)
@settings(max_examples=300, deadline=None)
def test_sentences_tile_the_tokens(text: str) -> None:
    parsed = read(text)
    place, paragraph = 0, 0
    for sentence in parsed.sentences:
        assert sentence.tokens.start == place < sentence.tokens.end
        assert sentence.span == parsed.span(sentence.tokens)
        assert sentence.paragraph - paragraph in (0, 1)
        assert set(parsed.furniture[place : sentence.tokens.end]) == {sentence.role}
        place, paragraph = sentence.tokens.end, sentence.paragraph
    assert place == len(parsed)


@given(st.lists(st.from_regex(r"[A-Za-z]{2,9}", fullmatch=True), max_size=30))
@settings(max_examples=100, deadline=None)
def test_the_norm_of_a_plain_word_is_its_lower_case(words: list[str]) -> None:
    assert norms(" ".join(words)) == [word.lower() for word in words]


@given(texts)
@settings(max_examples=100, deadline=None)
def test_parsing_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "unit",
    [".", "!?", '"', "'", "a-", "a.", "- ", "a ", "\n\n", "\ra", "1,", "a@", "www.", "“a ", ".)",
     "a\u200b", "pа", "e\u0301", "Aa / ", "(", "A, ", "By Aa ", "x'y"],
)  # fmt: skip
def test_time_is_linear_in_the_length(unit: str) -> None:
    """Four times the text takes about four times the time; a quadratic stage would take sixteen."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        read(text)
        return time.process_time() - begin

    seconds(1000)
    short = min(seconds(8_000) for _ in range(3))
    assert min(seconds(32_000) for _ in range(2)) < 10 * short + 0.05
