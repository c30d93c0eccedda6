"""What careful writers put for one another: the lists behind `polish` and `simplify`.

A row names a part of speech (n, v, a, r; x for a fixed wording) and base forms. In `EQUALS` any
member of a row may stand for any other, or only the second for the first where ">" parts them; in
`PLAINER` the second stands for the first. Rows hold what an editor would change in almost any
sentence; the neighbours are checked besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EQUALS: Final = """
v reply>respond;v recall remember;v occur>happen;v complete>finish;v alter>change;
v annoy irritate;v frighten scare;v vanish disappear;v examine inspect;v supply>provide;
v select>choose;v toss>throw;v hurry rush;v rip tear;v seem>appear;v suggest>propose;
v purchase>buy;v mend>repair;v start>begin;v phone>call;v shout>yell;v permit allow;
v presume>assume;v mutter murmur;v leap>jump;v drag haul;v acknowledge>admit;v hire employ;
v detest>hate;v imitate>copy;v notify>inform;v blend>mix;v shiver tremble;v stroll wander;
v deceive mislead;v gaze stare;v limit restrict;v mock ridicule;v pursue>chase;v reveal>disclose;
v shove>push;v tug>pull;v seize>grab;v amaze astonish;v astound amaze;v commence>begin;
v attempt>try;v demonstrate>show;v loathe>hate;v obtain>get;v postpone>delay;v propose>suggest;
v rescue>save;v concede>admit;v decline>refuse;v forbid ban;v prosper thrive;v congregate>gather;
v lessen reduce;v grumble complain;v shatter>smash;v spoil ruin;n bike bicycle;n photo photograph;
n telephone>phone;n error mistake;n notion idea;n journey trip;n quarrel>argument;
n outcome>result;n kid>child;n pupil>student;n couch sofa;n chance opportunity;n sort kind;
n gift present;n lab laboratory;n backpack rucksack;n soil>earth;n boss>manager;n cellar>basement;
n heap pile;n hint>clue;n jail>prison;n leaflet>brochure;n sack>bag;n luggage baggage;
n movie film;n nation>country;n path>track;n remark comment;n souvenir memento;n workman>labourer;
n writer author;n instructor>teacher;n opponent rival;n package parcel;n creek>stream;
n drawback disadvantage;n flaw>fault;n woods forest;n automobile>car;n physician>doctor;
n quantity>amount;n remainder>rest;n garments>clothes;n proprietor>owner;n ailment illness;
n hurdle obstacle;n blunder mistake;n blaze>fire;n applause clapping;n banquet feast;
n burglar thief;n dwelling>home;n exam examination;n fridge refrigerator;n gym gymnasium;
n advert advertisement;n memo memorandum;n rhino rhinoceros;a enormous huge;a strange>odd;
a awful terrible;a dreadful terrible;a costly expensive;a big large;a famous>well-known;
a chief>main;a vital essential;a glad pleased;a peculiar>odd;a wealthy rich;a slim>thin;
a brief>short;a lovely>beautiful;a dull boring;a entire whole;a crucial vital;
a reliable dependable;a annoying irritating;a cautious>careful;a clever>smart;a contented>happy;
a filthy>dirty;a fortunate lucky;a gloomy dismal;a impolite>rude;a keen eager;a noisy>loud;
a ordinary>normal;a courteous>polite;a baffled>puzzled;a ridiculous absurd;a rare>unusual;
a scared frightened;a shabby scruffy;a timid>shy;a spare>extra;a stubborn obstinate;
a tasty delicious;a weary>tired;a vacant>empty;a wary>cautious;a worried anxious;a accurate>exact;
a amusing funny;a ancient>old;a appalling dreadful;a compulsory mandatory;a cheap inexpensive;
a astonishing amazing;a disastrous catastrophic;a elderly>old;a evident>obvious;
a flawless perfect;a genuine>real;a gigantic>huge;a hilarious>funny;a initial>first;
a numerous>many;a perilous dangerous;a risky>dangerous;a superb excellent;a unhappy>sad;
a unlucky unfortunate;r nearly almost;r perhaps maybe;r mainly mostly;r entirely completely;
r rarely seldom;r partly partially;r often frequently;r rapidly>quickly;r particularly especially;
r hardly barely;r usually normally;r generally>usually;r lately>recently;r exactly precisely;
r sadly>unfortunately;r largely mainly;r roughly>about;r afterwards later;
r inadvertently>accidentally;r constantly continually;r intentionally>deliberately;
r luckily fortunately;r gradually>slowly;r merely>only;r obviously>clearly;
r occasionally sometimes;r promptly>quickly;r totally completely;r swiftly quickly;
r genuinely really;r definitely certainly;r instantly immediately;r chiefly mainly;
r primarily mainly;r reasonably fairly;r scarcely hardly;x as if|as though;
x each other|one another;x no one|nobody;x anyone|anybody;x someone|somebody;x everyone|everybody;
x for instance|for example;x nowadays|these days;x at the start of|at the beginning of;
x the following day|the next day;x although>though;x right away>at once;x in the end>finally;
x now and then|occasionally;x above all>most of all;x in spite of>despite;x so long as>as long as;
x in fact>actually;x a bit>a little;x on the whole>by and large;x at first>initially;
x across from>opposite;x as soon as>once;x around the corner|round the corner;x not far from>near;
x again and again>repeatedly;x by accident|accidentally;x at random>randomly;
x in addition>besides;x to begin with>at first;x up to now>so far;
x in the meantime|meanwhile;x for good>permanently;x on purpose|deliberately;x beside>next to;
a unsightly>ugly;x hurriedly>in a hurry;x manually>by hand;x close at hand>nearby;
x all of a sudden>suddenly;x every so often>occasionally;x from time to time|now and again;
x at the moment>now;x as a rule>usually;x in particular>especially;x in the main>mostly;
x of course>naturally
"""
PLAINER: Final = """
v purchase buy;v assist help;v commence start;v obtain get;v attempt try;
v reside live;v inform tell;v permit allow;v construct build;v select choose;v locate find;
v utilise use;v utilize use;v depart leave;v retain keep;v conceal hide;v anticipate expect;
v endeavour try;v detest hate;v vanish disappear;v glance look;v gaze look;
v stare look;v haul pull;v munch eat;v sip drink;
v shriek shout;v yell shout;v demolish destroy;v donate give;v dispatch send;v ascend climb;
v acquire get;v alter change;v resign leave;v presume think;v ponder think;v shove push;
v tug pull;v hoist lift;v hurl throw;v fling throw;v sling throw;v wed marry;v recall remember;
v occur happen;v complete finish;v rectify fix;v mend fix;v repair fix;v devour eat;v soar rise;
v plummet fall;v tumble fall;v dwindle shrink;v grumble complain;v moan complain;v bicker argue;
v quarrel argue;v enquire ask;v inquire ask;v hasten hurry;v scrub clean;v rinse wash;
v scour clean;v drench soak;v yearn want;v crave want;v loathe hate;n automobile car;
n physician doctor;n error mistake;n remainder rest;n proprietor owner;n quantity amount;
n portion part;n difficulty problem;n notion idea;n residence home;n dwelling home;
n opportunity chance;n objective aim;n occupation job;n summit top;n beverage drink;
n youngster child;n infant baby;n cellar basement;n merchandise goods;n catastrophe disaster;
n hazard danger;n peril danger;n aroma smell;n scent smell;n stench smell;n fragrance smell;
n pal friend;n foe enemy;n adversary enemy;
n opponent rival;n supper dinner;n timber wood;n vessel ship;n creek stream;n bough branch;
n ailment illness;n malady illness;n remuneration pay;n vicinity area;n anecdote story;
n tale story;n jest joke;n sorrow sadness;a additional extra;a numerous many;a initial first;
a subsequent later;a entire whole;a enormous huge;a costly expensive;a wealthy rich;a weary tired;
a peculiar strange;a rapid fast;a swift fast;a vital important;a crucial important;a tiny small;
a miserable sad;a furious angry;a livid angry;a filthy dirty;a grubby dirty;a immense huge;
a vast huge;a gigantic huge;a ancient old;a elderly old;a courteous polite;
a obstinate stubborn;a absurd silly;a ridiculous silly;a daft silly;a foolish silly;
a hideous ugly;a splendid great;a superb great;a excellent great;a dreadful terrible;
a appalling terrible;a grim bad;a lousy bad;a rotten bad;a vacant empty;a feeble weak;
a frail weak;a sturdy strong;a robust strong;a sodden wet;a soggy wet;a damp wet;a chilly cold;
a frigid cold;a icy cold;a drowsy sleepy;a cautious careful;a wary careful;a genuine real;
a accurate exact;a intricate complex;a tedious boring;a dreary boring;a contented happy;
a delighted happy;a cheerful happy;r approximately about;r frequently often;r rapidly quickly;
r swiftly quickly;r subsequently later;r seldom rarely;r scarcely hardly;r occasionally sometimes;
r merely only;r primarily mainly;r chiefly mainly;r predominantly mainly;r entirely completely;
r wholly completely;r virtually almost;r practically almost;r ultimately finally;
r eventually finally;r presently soon;r shortly soon;r promptly quickly;r invariably always;
r perpetually always;r simultaneously together;r briskly quickly;r hastily quickly;
r abruptly suddenly;x in order to|to;x prior to|before;x in the vicinity of|near;
x a great deal of|a lot of;x in spite of|despite;x with regard to|about;x regarding|about;
x moreover|also;x furthermore|also;x nevertheless|still;x nonetheless|still;x consequently|so;
x whilst|while;x amid|among;x amongst|among;x albeit|though;x in the event of|if there is;
x adjacent to|next to;x owing to|because of;x a handful of|a few;
x scores of|many;x put up with|bear;x get rid of|remove;x at the outset|at first;
x with a view to|to;x in lieu of|instead of;x per annum|a year;x in excess of|more than;
x the bulk of|most of;x in close proximity to|near;x at daybreak|at dawn;
x notwithstanding|in spite of;x save for|except for;x by and large|mostly;
x once in a while|sometimes;x came across|found;x call off|cancel
"""


def _rows(table: str) -> list[tuple[str, list[str], bool]]:
    """Part of speech, members, and whether the row is read from left to right only."""
    found = []
    for row in table.replace("\n", "").split(";"):
        part, wordings = row[0], row[2:]
        mark = next((m for m in ">|" if m in wordings), " ")
        found.append((part, wordings.split(mark), mark == ">"))
    return found


def equals() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(part of speech, base form) → what may stand for it."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for part, members, one_way in _rows(EQUALS):
        for member in members[: 1 if one_way else None]:
            others = tuple(m for m in members if m != member)
            found[part, member] = found.get((part, member), ()) + others
    return MappingProxyType(found)


def plainer() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(part of speech, base form) → the plainer wording."""
    return MappingProxyType({(part, row[0]): (row[-1],) for part, row, _ in _rows(PLAINER)})
