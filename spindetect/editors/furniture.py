"""Page furniture around a verbatim copy: what a scrape brings along with the article.

The wordings are many and are put together anew for each page, so that a detector learns that the
margin of a page says nothing, not that it recognises one site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import Draft

_FIRST: Final = (
    "Anita|Ben|Carla|Dev|Eleni|Farid|Grace|Hamish|Ingrid|Joel|Kirsty|Luis|Maeve|Nadia|Owen|Petra|"
    "Quentin|Rosa|Sunil|Tess|Ursula|Vikram|Wanda|Yusuf"
).split("|")
_LAST: Final = (
    "Abara|Brill|Castellan|Dunmore|Eskdale|Fenner|Garrity|Hallett|Ibbotson|Jurado|Kestrel|Lomax|"
    "Mbeki-Stone|Nairn|Oduya|Prowse|Quill|Rahimi|Sorley|Tanaka|Umber|Vance|Wetherall|Yoxall"
).split("|")
_SITES: Final = (
    "The Morning Ledger|Valley Sentinel|Eastmarch Gazette|The Daily Lantern|Northgate Times|"
    "Harbour Herald|Open Column|Weekend Reader|The Plain Post|Fieldfare News|Bridge Street Press|"
    "Ridgeway Record|Common Reader Online|Tidewater Tribune|Kettle & Key|The Long Table"
).split("|")
_SECTIONS: Final = (
    "Home|News|World|Business|Sport|Opinion|Culture|Travel|Food|Science|Money|Obituaries|Weather|"
    "Puzzles|Video|Podcasts|Jobs|Local|Politics|Life & Style|Letters|Classifieds"
).split("|")
_TOPICS: Final = (
    "council|housing|schools|weather|transport|courts|health|farming|gardening|cycling|recipes|"
    "budgets|festivals|libraries|fishing|energy|history|music|parking|wildlife"
).split("|")
_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_TOWNS: Final = (
    "ASHCOMBE|PORT VALE|LINDEN CITY|KILBRANNAN|SOUTH HOLLIS|WESTMARCH|GRANTLEY|CEDAR POINT|"
    "MARLOW BRIDGE|NEW ARDEN"
).split("|")
_HEADLINES: Final = (
    "Ten things to do this weekend without spending anything|Why the river path is shut again|"
    "Bakery queue stretches round the block for the third day|What your window box says about you|"
    "Old swimming baths to reopen as a library|Letters: the trouble with leaf blowers|"
    "School choir wins a trip it cannot afford|The quiet return of the milk round|"
    "How to sharpen a knife and keep your fingers|Roadworks: the full list for the month|"
    "Review: a long play with a short second half|Our readers' best photographs of fog|"
    "Five soups for a cold kitchen|Dog finds wedding ring on allotment|"
    "Bus timetable changes explained|The man who repairs umbrellas|"
    "Is it ever right to move a deckchair?|Snow clearing: who pays and who shovels|"
    "A beginner's guide to night trains|Town clock right for first time since spring|"
    "The best value fountain pens we have tried|Council votes on benches, at length|"
    "Quiz: can you name these hedges?|Why the ferry was late, and late again|"
    "Market traders ask for longer hours|In pictures: the flower show"
).split("|")
_COMMENTS: Final = (
    "Great read, thanks for posting.|Typical. They said the same thing ten years ago.|"
    "My grandmother used to tell this exact story.|First!|Does anybody have a link to the report?|"
    "Not sure I agree with all of it but well written.|This comment was removed by a moderator.|"
    "Could not disagree more. Has the writer ever been there?|Paywalled on my phone, fine here.|"
    "I worked next door for years and never knew.|There's a typo in the third paragraph.|"
    "More of this please.|And who is going to pay for it? We are.|Shared with my class.|"
    "Same thing happened where we live.|Lovely. Sent it to my dad.|So what happens next?|"
    "@{name} I had the same thought.|Please stop auto-playing the video.|"
    "Why is this news?|Came for the headline, stayed for the comments.|"
    "Half of this is missing the point, sorry.|Subscribed because of this piece."
).split("|")
_CAPTIONS: Final = (
    "File photo|The scene earlier this week. Photograph: {name}|Photo: {name}/{site}|"
    "(Image: {site})|Image credit: {name}|Picture by {name}. All rights reserved|"
    "A view of the area in an undated photograph|Stock image|Photo by {name} on a wet afternoon|"
    "[Photo: {name}]|Illustration: {name}|Above: as it looked last month. {name} for {site}"
).split("|")


def _name(rng: Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def _date(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(_MONTHS), rng.randint(2012, 2024)
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    clock = rng.choice(
        (f"{hour:02}:{minute:02}", f"{hour % 12 or 12}:{minute:02} {'AP'[hour > 11]}M")
    )
    zone = rng.choice(("GMT", "EST", "BST", "ET", "CET", ""))
    number = f"{year}-{_MONTHS.index(month) + 1:02}-{day:02}"
    return rng.choice(
        (
            f"{month} {day}, {year}",
            f"{day} {month} {year}",
            f"{rng.choice(_DAYS)} {day} {month} {year} {clock} {zone}".strip(),
            f"{month[:3]} {day}, {year} {clock} {zone}".strip(),
            f"{number} {clock}",
            f"{day:02}/{_MONTHS.index(month) + 1:02}/{year}",
            f"{rng.randint(2, 23)} hours ago",
            f"{rng.randint(2, 6)} days ago",
        )
    )


def _fill(template: str, rng: Random) -> str:
    return template.format(
        name=_name(rng), date=_date(rng), site=rng.choice(_SITES), town=rng.choice(_TOWNS),
        section=rng.choice(_SECTIONS), headline=rng.choice(_HEADLINES), topic=rng.choice(_TOPICS),
        n=rng.randint(2, 480), minutes=rng.randint(2, 9), year=rng.randint(2014, 2024),
    )  # fmt: skip


def _filled(*templates: str) -> Callable[[Random], str]:
    return lambda rng: _fill(rng.choice(templates), rng)


def _navigation(rng: Random) -> str:
    items = rng.sample(_SECTIONS, rng.randint(4, 9))
    joint = rng.choice((" | ", "\n", " > ", " · ", "  ", " / "))
    return rng.choice(("", "Menu\n", "Skip to main content\n", "☰ ")) + joint.join(items)


def _headlines(rng: Random) -> str:
    head = rng.choice(
        ("Read more", "Related articles", "You may also like", "More on this story", "Most read",
         "Trending now", "Recommended for you", "From the archive", "Don't miss", "Related:")
    )  # fmt: skip
    bullet = rng.choice(("", "- ", "• ", "» ", "# "))
    listed = rng.sample(_HEADLINES, rng.randint(2, 5))
    return "\n".join([head, *(bullet + line for line in listed)])


def _neighbours(rng: Random) -> str:
    before, after = rng.sample(_HEADLINES, 2)
    style = rng.choice(
        ("Previous article{0}\nNext article{1}", "← {0}\n{1} →", "« Previous: {0}\nNext: {1} »",
         "PREV POST\n{0}\nNEXT POST\n{1}", "Older: {0} | Newer: {1}", "Up next: {1}")
    )  # fmt: skip
    return style.format(before, after)


def _comments(rng: Random) -> str:
    count = rng.randint(1, 6)
    head = rng.choice(
        (f"{count} Comments", "Comments", f"Comments ({count})", "Join the conversation",
         "What do you think?", "LEAVE A REPLY", f"{count} thoughts on this post")
    )  # fmt: skip
    said = [_comment(rng) for _ in range(count)]
    tail = rng.choice(
        ("", "", "Please enter a comment first.", "Log in to leave a comment.",
         "Your email address will not be published. Required fields are marked *",
         "Comments are closed.", "Load more comments")
    )  # fmt: skip
    return "\n\n".join(part for part in (head, *said, tail) if part)


def _comment(rng: Random) -> str:
    user = rng.choice((_name(rng), rng.choice(_FIRST).lower() + str(rng.randint(1, 99)), "Guest"))
    stamp = rng.choice((f" · {_date(rng)}", f" says:\n{_date(rng)}", " wrote:", ":"))
    likes = rng.choice(("", "", "\nReply", f"\nLike ({rng.randint(0, 40)}) Reply Report"))
    return f"{user}{stamp}\n{_fill(rng.choice(_COMMENTS), rng)}{likes}"


_TOP: Final[Mapping[str, Callable[[Random], str]]] = MappingProxyType(
    {
        "navigation": _navigation,
        "crumbs": _filled("Home > {section} > {topic}", "Home / {section}", "{section} » {topic}"),
        "site": _filled("{site}", "{site} – {section}", "{site}\nSince 19{minutes}4",
                        "{date}\n{site}"),
        "cookies": _filled(
            "We use cookies to improve your experience. Accept all / Manage preferences",
            "This site uses cookies. By browsing on you agree to their use. OK",
            "Your privacy matters to us. See our cookie notice for details.",
        ),
        "offer": _filled(
            "Subscribe from 99p a week", "SUBSCRIBE NOW", "Sign in | Register",
            "Support independent journalism: become a member of {site}",
        ),
    }
)  # fmt: skip
_BYLINES: Final = _filled(
    "By {name}", "{name}, {section} editor", "By {name} for {site}", "Words by {name}",
    "{date}\nBy {name}", "Published: {date}\nUpdated: {date}", "Posted on {date} by {name}",
    "{name} | {date} | {minutes} min read", "Last modified on {date}", "{date} | {n} views",
    "Written by {name}\nShare\nSave", "{section}\n{date}", "By Staff Reporter",
    "{name}\n@{topic}desk",
)  # fmt: skip
_MIDDLE: Final[Mapping[str, Callable[[Random], str]]] = MappingProxyType(
    {
        "advertisement": _filled(
            "Advertisement", "ADVERTISEMENT\nContinue reading below", "Story continues below ad",
            "Article continues after this advert", "- Advertisement -", "Sponsored content",
        ),
        "teaser": _filled(
            "READ MORE: {headline}", "Also read: {headline}", "See also | {headline}",
            "Related: {headline}", "[Also on {site}: {headline}]", "» {headline}",
        ),
        "caption": lambda rng: _fill(rng.choice(_CAPTIONS), rng),
        "letter": _filled(
            "Sign up to our newsletter\nThe best of {site}, every morning. Enter your email",
            "Get the {topic} briefing\nYou can unsubscribe at any time.",
            "Enjoying this piece? Join {n} others who get our weekly letter.",
        ),
        "player": _filled("Listen to this article · {minutes}:12", "Video player is loading."),
    }
)  # fmt: skip
_BOTTOM: Final[Mapping[str, Callable[[Random], str]]] = MappingProxyType(
    {
        "share": _filled(
            "Share this:\nFacebook\nTwitter\nEmail\nPrint", "Share | Tweet | Pin | Mail",
            "SHARE THIS ARTICLE", "Share on WhatsApp Share on LinkedIn Copy link", "{n} shares",
            "Like this: Like Loading...", "Facebook Twitter Pinterest WhatsApp",
        ),
        "tags": _filled("Tags: {topic}, {section}", "Filed under: {section}", "TAGS {topic} {town}",
                        "More about: {topic} | {section}", "#{topic}"),
        "neighbours": _neighbours,
        "headlines": _headlines,
        "comments": _comments,
        "author": _filled(
            "{name} writes about {topic} for {site}.",
            "About the author\n{name} has been with {site} since {year}.",
            "Contact the reporter: {topic} desk",
            "Have a story? Get in touch with our {topic} team.",
            "Reporting by {name}; editing by {name}",
        ),
        "rights": _filled(
            "© {year} {site}. All rights reserved.", "Copyright {site} {year}",
            "Terms of use | Privacy policy | Contact us",
            "© {year} {site}. This material may not be republished without permission.",
            "Republished with permission of {site}.",
            "(This story has not been edited by {site} staff and comes from a syndicated feed.)",
        ),
    }
)  # fmt: skip


def _chosen(pool: Mapping[str, Callable[[Random], str]], most: int, rng: Random) -> list[str]:
    names = rng.sample(list(pool), rng.randint(0, most))
    return [pool[name](rng) for name in names]


def furnish(draft: Draft, rng: Random) -> str | None:
    """The whole article, word for word, on a page of its own: head, insertions and foot."""
    blocks = draft.paragraphs()
    if not blocks:
        return None
    title, body = blocks[0], blocks[1:]
    if body and rng.random() < 0.15:
        body[0] = f"{rng.choice(_TOWNS)}{rng.choice((' — ', ': ', ' – ', ' (Staff) - '))}{body[0]}"
    for insertion in _chosen(_MIDDLE, 3, rng):
        body.insert(rng.randint(0, len(body)), insertion)
    top = _chosen(_TOP, 3, rng)
    byline = [_BYLINES(rng)] if rng.random() < 0.75 else []
    bottom = _chosen(_BOTTOM, 5, rng)
    if not (top or byline or bottom):
        bottom = [_BOTTOM["rights"](rng)]
    if rng.random() < 0.1:
        title = f"{title} | {rng.choice(_SITES)}"
    return "\n\n".join((*top, title, *byline, *body, *bottom)) + "\n"
