"""Furniture of web pages: navigation, sharing, newsletters, comments, advertising."""

from __future__ import annotations

from spindetect.text.rule import Place, Rule

_PLATFORM = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|telegram|instagram|youtube|tiktok|"
    r"messenger|copy link|e-?mail|print|share|tweet|flipboard|tumblr|threads|bluesky|mastodon)"
)
_SECTION = (
    r"(?:home|news|sports?|business|opinion|politics|world|tech(?:nology)?|entertainment|lifestyle|"
    r"culture|videos?|contact(?: us)?|about(?: us)?|log ?in|sign in|register|menu|search|"
    r"privacy(?: policy)?|terms(?: of (?:use|service))?|careers|advertise|help|faqs?|rss|subscribe|"
    r"newsletters?|health|science|travel|weather|podcasts?)"
)

_NEIGHBOURS = Rule(
    "neighbours",
    Place.ANYWHERE,
    r"(?i:previous|next|older|newer) (?i:article|post|story|entry)\s*"
    r"(?:[:»›>→|-].{0,200}|[\"'(]?[A-Z0-9].{0,200}(?<!\.))?",
    (
        "Previous articleFloods close the coast road",
        "Next article Harbour master retires after 40 years",
        "Next post: Baking with rye",
    ),
    (
        "Previous articles in this series looked at rents.",
        "Next story up is the attic, the guide said.",
    ),
)
_COMMENT_FORM = Rule(
    "comment_form",
    Place.ANYWHERE,
    r"(?i:please enter (?:your|a valid|an?) (?:comment|name|e-?mail|answer)\b.{0,60}"
    r"|(?:leave|add|post|write) (?:a|your) (?:comment|reply)(?: (?:below|here|on this \w+))?\W*"
    r"|(?:\d{1,5} (?:comments?|replies|responses?)|no comments)(?: yet| so far)?\W*"
    r"|(?:view|show|hide|see|load)(?: all| more)?(?: \d+)? comments?\W*"
    r"|comments?(?: \(\d+\)| (?:are|have been) (?:closed|disabled|turned off))?\W*"
    r"|save my name, e-?mail.{0,100}|your e-?mail address will not be .{0,120}"
    r"|required fields are marked.{0,5}|you have entered an incorrect e-?mail.{0,20}"
    r"|(?:log|sign) in to (?:leave a )?(?:comment|reply)\b.{0,40}|you must be logged in to .{0,60}"
    r"|cancel reply|notify me of (?:new|follow-?up) (?:comments|posts).{0,40}"
    r"|(?:name|e-?mail|website|comment)\s?[:*]+)",
    (
        "Please enter your comment below",
        "Please enter your e-mail address",
        "Leave a reply",
        "12 comments",
        "Your email address will not be published. Required fields are marked *",
        "Comments are closed.",
    ),
    (
        "No comment.",
        "Leave a comment like that out of the minutes, the mayor told the clerk.",
        "Comments from residents filled two binders.",
        "The name: a question of taste",
    ),
)
_SHARING = Rule(
    "sharing",
    Place.ANYWHERE,
    r"(?i:(?:share|tweet|print|e-?mail)(?: (?:this|it))?(?: (?:article|story|post|page|video))?\W*"
    rf"|share (?:this|on|via|with|to)\b(?:[ ,:]+(?:this|article|story|post|page|on|via|with|and|or|"
    rf"your|friends|social|media|{_PLATFORM})\b){{0,14}}\W*"
    rf"|{_PLATFORM}(?:[\s|,/·•&]+{_PLATFORM}){{1,15}}\W*"
    r"|(?:follow|like|find|join|connect with) (?:us|me|him|her|them|our page|the author)\b.{0,20} "
    r"(?:on|at|via) .{0,40}(?:\b(?:facebook|twitter|x|instagram|youtube|telegram|whatsapp|linkedin|"
    r"tiktok|google news|social media)\b|@).{0,60}"
    r"|follow @\w+.{0,40})",
    (
        "Share this article",
        "Share on Facebook",
        "Follow us on Twitter and Instagram",
        "Facebook Twitter WhatsApp Email",
        "Follow @harbournews",
    ),
    (
        "Share prices fell on Monday.",
        "Follow the money.",
        "Print runs were small in those days.",
        "Facebook said on Friday that it would appeal.",
        "Find him on any morning at the fish market.",
    ),
)
_SUBSCRIBING = Rule(
    "subscribing",
    Place.ANYWHERE,
    r"(?i:(?:subscribe|sign up|register)(?: (?:now|here|today|free|for free))?(?:\W{1,3}| )"
    r"(?:to|for|and|now|here|today|our|get)\b.{0,80}\b(?:newsletters?|e-?mails?|alerts?|updates|inbox|"
    r"channel|podcast|mailing list|full access|digital edition)\b.{0,60}"
    r"|get (?:the|our|all|more)\b.{0,80}\b(?:in|to) your inbox\b.{0,40}"
    r"|(?:enter|type) your e-?mail\b.{0,60}|already a (?:subscriber|member)\?.{0,40}"
    r"|(?:subscribe|sign up|newsletters?)(?: (?:now|here|today|free))?\W*"
    r"|you have \d{1,3} (?:free )?articles? (?:left|remaining)\b.{0,60}"
    r"|support (?:our|independent) journalism\b.{0,60}|donate(?: now| today| here)\W*)",
    (
        "Sign up for our daily newsletter.",
        "Subscribe to our YouTube channel",
        "Get the day's top stories in your inbox every morning.",
        "Subscribe now",
        "Enter your email address",
    ),
    (
        "Subscribers to the orchestra's spring season get a free programme.",
        "Sign up fees had doubled since 2019, the club's treasurer admitted.",
        "Support from independent journalists came late.",
        "Register offices will open on Saturday.",
    ),
)
_CONSENT = Rule(
    "consent",
    Place.ANYWHERE,
    r"(?i:(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies\b.{0,250}"
    r"|by (?:continuing to (?:use|browse)|using) (?:this|our) (?:web)?site,? you\b.{0,200}"
    r"|(?:accept|reject|manage|allow)(?: all)? cookies\W*"
    r"|cookies? (?:policy|settings|preferences|notice)\W*"
    r"|please enable javascript\b.{0,120}|your browser does not support\b.{0,80})",
    (
        "We use cookies to improve your experience on our site.",
        "Accept all cookies",
        "Cookie policy",
        "By continuing to use this site you agree to our terms.",
    ),
    (
        "We use the cookies left over from Sunday for the trifle base.",
        "Cookie sales paid for the trip.",
        "By using this site for rallies, the party broke its lease.",
    ),
    notice=True,
)
_ADVERTISING = Rule(
    "advertising",
    Place.ANYWHERE,
    r"\W*(?i:advertisements?|advertising|sponsored(?: content| links?| by .{2,40})?"
    r"|promoted(?: content| stories)?|(?:story|article) continues (?:below|after)\b.{0,40}"
    r"|continue reading below\b.{0,30}|scroll (?:down )?(?:to|for) (?:continue|more)\b.{0,40}"
    r"|remove ads)\W*",
    (
        "ADVERTISEMENT",
        "- Advertisement -",
        "Story continues below advertisement",
        "Sponsored content",
    ),
    (
        "Advertising revenue halved in a year.",
        "Sponsored runners left first.",
        "The story continues below the bridge, where the mill once stood.",
    ),
)
_POINTERS = Rule(
    "pointers",
    Place.ANYWHERE,
    r"(?i:(?:also read|read also|read more|read next|see also|also see|related(?: \w+)?|"
    r"recommended|must read)\s?[:|»>]\s?\S.{0,200}"
    r"|(?:read|see|show|load|view) (?:more|all)(?: (?:here|on|at|about|from|in) [^.]{2,80})?\W*"
    r"|(?:continue reading|keep reading"
    r"|read (?:the )?(?:full|original|whole) (?:article|story|post))\b[^.]{0,60}\W*"
    r"|click here(?: (?:to|for) .{2,80})?\W*|full story\W*)",
    (
        "Read more: Why the ferry stopped running",
        "ALSO READ | Rain forces stadium to close",
        "See also: Ten walks in the hills",
        "Click here to read the full report.",
        "Continue reading",
        "Read more about rural transport",
    ),
    (
        "Read more slowly, she told the class.",
        "See more of the city from the tram, the guide suggests. It is cheap.",
        "Related questions remain open.",
        "The full story may never be told.",
    ),
)
_LIST_HEADINGS = Rule(
    "list_headings",
    Place.ANYWHERE,
    r"(?i:related(?: (?:articles?|stories|posts?|topics?|news|content|links?|coverage|reading))?"
    r"|you (?:may|might) also (?:like|enjoy|be interested in)"
    r"|recommended(?: for you| stories| articles| reading)"
    r"|most (?:read|popular|viewed|shared)(?: (?:stories|articles|news|today|now|this week))?"
    r"|editors?'?s? (?:picks?|choice)|trending(?: now)?|latest (?:news|stories|articles|posts)"
    r"|top (?:stories|news)|popular (?:posts|stories|articles)|what to read next|sponsored links"
    r"|more (?:stories|news|articles|from|on) ?(?:this (?:story|topic|author)|[A-Z]\w*(?: \w+)?)?)"
    r"\W*",
    ("Related articles", "You may also like", "Most read", "More on this story", "Top stories:"),
    (
        "Related industries suffered too.",
        "Most read nothing but the headlines.",
        "More from the orchard was sold at the gate.",
        "Trending upwards",
    ),
    heads_list=True,
)
_COPYRIGHT = Rule(
    "copyright",
    Place.ANYWHERE,
    r"(?i:(?:©|\(c\)|copyright)\W{0,3}(?:©|\(c\)|\d{4}\b).{0,250}|©.{2,120}"
    r"|(?:[^.]{1,60}+\. ?)?all rights reserved\b.{0,150}"
    r"|this (?:material|article|content|story) may not be (?:published|reproduced|copied)\b"
    r".{0,200})",
    (
        "Copyright 2021 Harbour Media. All rights reserved.",
        "© The Coastal Post",
        "This material may not be published, broadcast or rewritten.",
    ),
    (
        "Copyright law has changed little since.",
        "The rights were reserved for the family.",
        "This material may not be strong enough, the engineers warned.",
    ),
    notice=True,
)
_NAVIGATION = Rule(
    "navigation",
    Place.ANYWHERE,
    r"(?i:home\s?[>»›/|].{1,150}"
    rf"|{_SECTION}(?:[\s|•·/>»,]+{_SECTION}){{3,30}}"
    r"|skip to (?:main )?(?:content|navigation)|(?:main )?menu|back to top|toggle navigation"
    r"|privacy policy|terms of (?:use|service)|terms (?:and|&) conditions|contact us|about us"
    r"|site ?map|log ?in|sign in|my account|advertise with us|search)[\s|>»]*",
    (
        "Home > News > Coast",
        "Home News Sport Business Weather",
        "Skip to main content",
        "Privacy Policy",
    ),
    (
        "Home prices rose by a tenth.",
        "News of the sport spread.",
        "Search parties set out at dawn.",
        "About us there was only sand.",
    ),
)

SITE_RULES = (
    _NEIGHBOURS,
    _COMMENT_FORM,
    _SHARING,
    _SUBSCRIBING,
    _CONSENT,
    _ADVERTISING,
    _POINTERS,
    _LIST_HEADINGS,
    _COPYRIGHT,
    _NAVIGATION,
)
