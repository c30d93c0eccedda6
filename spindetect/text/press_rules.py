"""Furniture of the press: datelines, by-lines, dates, photo credits, sources, tags, sign-offs."""

from __future__ import annotations

from spindetect.text.rule import Extent, Place, Rule

_AGENCY = (
    r"(?:AAP|AFP|ANI|ANSA|AP|DPA|dpa|EFE|IANS|PA|PA Media|PTI|TASS|UPI|Agence France-Presse|"
    r"Agencies|Anadolu|(?:The )?Associated Press|Bernama|Bloomberg|Interfax|Kyodo(?: News)?|NTB|"
    r"Reuters|REUTERS|RIA Novosti|Xinhua|Yonhap)"
)
_WIRE = rf"(?:{_AGENCY}|[A-Z]{{2,8}})"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH})"
_DATE = rf"(?:{_DAY},? \d{{4}}|\d{{4}}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:\d{{4}}|\d\d))"
_TIME = r"\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?"
_AGO = r"(?:\d{1,3}|an?|one|two) (?:minute|min|hour|day|week|month)s? (?:ago|read)"
_DATE_LABEL = (
    r"(?:(?:first |last )?(?:published|updated|modified|posted|created|issued|added)"
    r"(?: (?:on|at))?|date|on|at)"
)
_DATE_LABEL = (
    r"(?:(?:first |last )?(?:published|updated|modified|posted|created|issued|added)"
    r"(?: (?:on|at))?|date|on|at)"
)
_SITE = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|org|net|info|news|tv|co\.uk|example)"
_NAME = r"[A-Z][\w'.-]*(?: (?:(?:de|da|van|von|bin|al|el|la|del|der|di) )?[A-Z][\w'.-]*){1,3}"
_CREDIT = "|".join(
    (
        r"[(\[](?:(?:AP|AFP|EPA|PA|Reuters|File|Handout) )?(?i:photo|image|picture)\b"
        r"[^()\[\]]{0,80}[)\]]",
        r"\(?(?:AP|AFP|EPA|PA|Reuters|REUTERS|Getty) (?:Photo|Images?|Pictures?)"
        r"(?:/[\w .'-]{2,60})?\)?",
        rf"{_NAME} ?(?:/|via) ?(?:(?:Pool|File|Handout)(?: [Pp]hoto)? ?(?:/|via)? ?)?"
        rf"(?:{_AGENCY}|Getty(?: Images)?|Shutterstock|Alamy|iStock|Unsplash)"
        r"(?: ?(?:via|/) ?[A-Z][\w .]{1,30}){0,3}",
        rf"{_NAME} ?(?:/|via) ?(?:[A-Z][\w.]*(?: ?/ ?| )){{0,4}}"
        r"(?:[Pp]hotos?|Images|Pictures|Archive)",
        r"(?:Pool|File|Handout|Courtesy) [Pp]hoto(?: (?:via|by|from|of) [\w ./'-]{2,40})?",
        r"(?i:photo|image|picture) (?i:credit|courtesy)s?: ?.{2,60}",
        r"REUTERS/[\w .]{2,40}(?:/[\w .]{2,40}){0,2}",
        r"\[[^\[\]]{2,60}(?:/| via )[^\[\]]{2,40}\]",
    )
)

_SOURCE = Rule(
    "source",
    Place.ANYWHERE,
    r"(?i:(?:original )?sources?|via|courtesy|credits?)\s?:\s?\S+(?: \S+){0,6}"
    r"|(?i:this (?:article|story|post|report) (?:was )?(?:first|originally) "
    r"(?:published|appeared|posted) (?:on|in|at|by)\b).{0,160}"
    rf"|(?:https?://|www\.)\S+|{_SITE}",
    (
        "Source: site.example",
        "Sources: Ministry of Health, World Bank",
        "This article was first published on the Coastal Post website.",
        "www.coastalpost.example",
    ),
    (
        "Sources close to the talks said on Friday that a deal was near.",
        "Source: the river rises in a bog that no map shows, north of the road.",
        "This story first appeared to be a hoax.",
    ),
)
_BYLINE = Rule(
    "byline",
    Place.EDGE,
    r"\(?(?:By|BY|by|(?:[Ww]ritten|[Ss]tory|[Ww]ords|[Tt]ext|[Rr]eported|[Rr]eport|[Rr]eporting|"
    r"[Ee]dited|[Ee]diting|[Pp]osted|[Cc]ompiled|[Ww]riting|Additional reporting) by|Author)"
    rf":? {_NAME}"
    r"(?:[ ,;|/&·•–—-]{1,3}+(?:(?:and|in|for|at|of|the|editing|writing|by|with|on)\b|"
    r"[A-Z@\d][\w'.:@]*+)){0,24}[.)]{0,2}"
    rf"|{_NAME},? (?i:(?:\w+ )?(?:staff writer|reporter|correspondent|editor|contributor))"
    rf"|(?i:(?:our|web|news|staff|special) )?(?i:staff writer|staff reporter|web desk|news desk|"
    rf"correspondent|staff and agencies)|{_AGENCY}(?:/{_AGENCY})?",
    (
        "By Jane Doe",
        "By JOHN ROE, Staff Writer",
        "Written by Maria da Silva | 3 May 2021",
        "(Reporting by Jane Doe in Lima; Editing by John Roe)",
        "Reuters",
        "Jane Doe, political correspondent",
    ),
    (
        "By Friday the water had gone.",
        "By then Jane Doe had left the hall.",
        "Jane Doe went home.",
        "Editing by hand takes a week.",
    ),
)
_WHEN = (
    rf"(?:(?i:{_DATE_LABEL}|{_AGO}|IST|GMT|UTC|[ECMP][SD]?T|BST|CET|AEST)\b|by {_NAME}"
    rf"|{_WEEKDAY}|{_DATE}|{_DAY}|{_TIME}|{_SITE})"
)
_PUBLISHED = Rule(
    "published",
    Place.EDGE,
    rf"(?={_WHEN})(?=.{{0,120}}$)(?=.*(?:{_DATE}|{_TIME}|{_AGO}|{_WEEKDAY},? {_DAY}))"
    rf"(?:{_WHEN}[\s,|•·()/@:–—-]*){{1,9}}",
    (
        "Published April 12, 2021 | 09:45 AM",
        "3 May 2021",
        "Last updated: Monday, 3 May 2021 at 10:15 BST",
        "date 2021-05-03 coastalpost.example",
        "2 hours ago",
        "Wed, June 3",
    ),
    (
        "May 2021 was the driest month on record.",
        "At 10:15 the bell rang.",
        "Published in May, the report runs to 300 pages.",
        "Chapter 3",
    ),
)
_PHOTO = Rule(
    "photo",
    Place.ANYWHERE,
    r"(?i:photo(?:graph)?s?|images?|pictures?|illustrations?|graphic|video)"
    r"(?i: credits?| courtesy| source)?(?: ?[:|/]| [-–—]) ?.{2,160}"
    r"|(?i:photo(?:graph)?|image|picture|illustration|video)s? (?i:by|courtesy(?: of)?|via) "
    r"[A-Z].{1,80}(?<![.!?])"
    r"|(?:FILE PHOTO|FILE|File photo)\b ?[:.–—-].{0,350}"
    # A caption that ends in a credit; a line that ends as sentences do is none.
    rf"|(?=.*[\w)\]]$)(?:.{{0,350}}?[\s.,;|\"'–—-])?(?:{_CREDIT})",
    (
        "Photo: Jane Doe",
        "Image credit: Coastal Archive",
        "Fishermen mend their nets in the old harbour. Jane Doe / Handout Photo via EFE",
        "The crew of the ferry on the quay. Jane Doe / Coast Press Photo",
        "The new bridge on Monday. (Photo by Jane Doe/Getty Images)",
        "FILE PHOTO: A tram crosses the square in 1998",
        "Residents queue for water [Jane Doe/Reuters]",
    ),
    (
        "Photo albums by the dozen lined the shelf.",
        "Picture this: a bus with no driver.",
        "She had worked for Getty Images.",
        "The photo credit went to his sister.",
        "Jane Doe / John Roe",
        "Videos by the pupils were shown in the evening.",
    ),
)
_TAGS = Rule(
    "tags",
    Place.EDGE,
    r"(?i:tags?|topics?|labels?|filed (?:under|in)|posted in|categor(?:y|ies)|keywords?|hashtags?)"
    r"\s?:\s?.{1,200}(?<![.!?])|(?:#\w+[\s,]*){1,20}",
    ("Tags: economy, trade", "Filed under: Local news", "#harbour #ferry"),
    ("Topics included rents and buses.", "Labels: none were fitted, the court heard."),
)
_TAG_LIST = Rule(
    "tag_list",
    Place.TAIL,
    r"(?i:(?!.*\b(?:the|and|but|however|in|it|he|she|we|you|they|who|when|if|not)\b))"
    r"(?:[\w&'.-]+(?: [\w&'.-]+){0,2}, ?){2,15}",
    ("economy, trade, Peru,", "G-7, Japan,"),
    ("economy, trade and Peru", "In the end, however,", "He came, he saw, he left."),
)
_PAGE_NUMBER = Rule(
    "page_number",
    Place.ANYWHERE,
    r"(?!(?:19|20)\d\d$)"
    r"[-–—\[(| ]*(?:(?i:page|p\.) ?)?\d{1,4}(?: ?(?i:of|/) ?\d{1,4})?[-–—\])| ]*",
    ("12", "- 12 -", "Page 3 of 10"),
    ("12 angry men", "Page 3 was blank.", "1 of 12 apostles", "1987"),
)
_END_MARK = Rule(
    "end_mark",
    Place.TAIL,
    rf"#{{2,5}}|-+ ?30 ?-+|ENDS?|\(ENDS?\)|[-–—]{{1,3}} ?\(?{_AGENCY}\)?|\({_AGENCY}\)"
    r"|\(?(?i:with (?:inputs?|reports?|files|additional reporting) (?:from|by)) "
    r"[^.!?]{2,80}[.)]{0,2}",
    ("###", "-30-", "ENDS", "— AFP", "(With inputs from agencies)"),
    ("Ends meet, just.", "30 days", "With reports from the field came doubt. It grew."),
)
_DATELINE = Rule(
    "dateline",
    Place.ANYWHERE,
    r"(?!(?:BREAKING|UPDATED?|EXCLUSIVE|WATCH|VIDEO|OPINION|ANALYSIS|EXPLAINER|FACTBOX|WARNING|NOTE|"
    r"REVIEW|LIVE|ALERT|EDITORIAL|COMMENT|STEP|PART|DAY|WEEK|CHAPTER|ROUND|GROUP)\b)"
    r"(?:"
    # LISBON — / SAN JOSE, Calif. (AP) -- / LISBON, 3 May (Agency) -
    r"[A-Z][A-Z.'-]{2,}(?: [A-Z][A-Z.'-]+){0,3}(?:, ?[A-Z][\w.]*(?: [A-Z][\w.]*){0,2}){0,2}"
    rf"(?:,? ?(?:{_WEEKDAY},? )?(?:{_DATE}|{_DAY}))?(?: ?\([^()]{{2,80}}\))?"
    r"(?: ?[—–]| -{1,3}(?= )|--)"
    # Lima, May 7 (Agency / Other - 7th May, 2021 ) :
    r"|[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3}(?:, ?[A-Z][\w.]*(?: [A-Z][a-z.]+){0,2}){0,2}"
    rf"(?:,? ?(?:{_DATE}|{_DAY})(?: ?\([^()]{{2,80}}\))?"
    rf"| ?\((?:{_AGENCY}|[A-Z]{{2,8}})(?:[/ ]\w+)?\))"
    r" ?(?:[—–:]|-{1,3}(?= ))"
    rf"|\({_AGENCY}\) ?(?:[—–]|-{{1,3}}(?= ))"
    r")(?= ?[\"'(]{0,2}[A-Z0-9])",
    (
        "LISBON, 3 May (Agency) - The port reopened on Monday.",
        "NEW YORK — A tram driver who sang to his passengers has retired.",
        "Lima, May 7 (Andes Wire / Coast News - 7th May, 2021 ) :The council met.",
        "SAN JOSE, Calif. (AP) -- Voters will decide in June.",
        "(Reuters) - Copper fell.",
    ),
    (
        "NASA — the agency that pays for it — was not asked.",
        "BREAKING — The bridge has closed.",
        "Lima — a city of ten million — sleeps late.",
        "Jane Doe, 34, moved to Lima in 2003.",
        "I - The Beginning",
    ),
    extent=Extent.OPENING,
)
_SIGN_OFF = Rule(
    "sign_off",
    Place.ANYWHERE,
    r"(?<=[.!?\"')\]])\s+(?:"
    rf"(?:-{{1,3}}|–|—|/) ?\(?(?:{_WIRE}|{_SITE})(?:/{_WIRE}){{0,3}}\)?/?"
    rf"|\({_WIRE}(?:/{_WIRE}){{0,3}}\)|#{{2,5}}|ENDS"
    r")\.?$",
    (
        'The vote is "a step back." — AFP',
        "Work starts in June. (Reuters)",
        "They left before noon. - coastalpost.example",
        "Nobody was hurt. /TASS/",
    ),
    (
        "It was approved by the World Health Organization (WHO).",
        '"To know is to doubt." — Jane Doe',
        "He joined the AFP.",
    ),
    extent=Extent.CLOSING,
)

PRESS_RULES = (
    _SOURCE,
    _BYLINE,
    _PUBLISHED,
    _PHOTO,
    _TAGS,
    _TAG_LIST,
    _PAGE_NUMBER,
    _END_MARK,
    _DATELINE,
    _SIGN_OFF,
)
