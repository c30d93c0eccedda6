"""British and American spelling and vocabulary: the lists behind `regional`.

General knowledge of the two varieties, kept in the least space: spellings as stems with the endings
they take, vocabulary as "British = American" with the few words of context that make a swap safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

_OUR: Final = (
    "arm behavi col clam cand demean endeav fav ferv flav harb hon hum lab neighb od parl ranc "
    "rig rum sav splend succ tum val vap vig misdemean enam discol dishon disfav"
)
_OUR_ENDINGS: Final = (
    "our ours oured ouring ourful ourless ourable ourably ourite ourites ouritism ourhood ourhoods "
    "ourer ourers ourist oury oural"
)
_ISE: Final = (
    "agon apolog author capital categor central character civil colon computer critic crystall "
    "custom democrat digit emphas empath energ equal famil fertil final formal fratern general "
    "harmon hospital ideal immun improv item jeopard legal liberal local magnet material maxim "
    "mechan memor minim mobil modern monopol national neutral normal optim organ ostrac patron "
    "penal personal polar popular priorit privat public real recogn reorgan revital rational "
    "sanit scrutin serial sensation special stabil standard steril subsid summar symbol sympath "
    "synchron system terror theor tranquill util vandal verbal visual"
)
_ISE_ENDINGS: Final = "ise ises ised ising iser isers isation isations isable"
_DOUBLING: Final = (
    "travel cancel model label level signal fuel total quarrel counsel dial equal jewel marvel "
    "tunnel channel rival shovel duel pencil initial grovel libel funnel snivel swivel shrivel "
    "unravel bevel chisel gruel panel pedal spiral stencil trowel"
)
_DOUBLING_ENDINGS: Final = "led ling ler lers lings lor lors list lists"
_RE: Final = (
    "cent theat met lit fib calib lust somb spect kilomet centimet millimet millilit mit och "
    "epicent louv"
)
_SPELLINGS: Final = """
grey gray;greys grays;greyer grayer;greyish grayish;tyre tire;tyres tires;kerb curb;kerbs curbs;
programme program;programmes programs;cheque check;cheques checks;plough plow;ploughs plows;
ploughed plowed;ploughing plowing;mould mold;moulds molds;mouldy moldy;moulded molded;
moulding molding;smoulder smolder;smouldering smoldering;moustache mustache;sceptic skeptic;
sceptics skeptics;sceptical skeptical;scepticism skepticism;pyjamas pajamas;
aluminium aluminum;jewellery jewelry;cosy cozy;cosier cozier;catalogue catalog;
catalogues catalogs;catalogued cataloged;ageing aging;judgement judgment;
acknowledgement acknowledgment;paediatric pediatric;paediatrician pediatrician;
anaemia anemia;oestrogen estrogen;foetus fetus;encyclopaedia encyclopedia;haemorrhage hemorrhage;
diarrhoea diarrhea;anaesthetic anesthetic;anaesthetist anesthesiologist;orthopaedic orthopedic;
archaeology archeology;archaeologist archeologist;archaeologists archeologists;
defence defense;defences defenses;offence offense;offences offenses;pretence pretense;
licence license;licences licenses;practise practice;practised practiced;practising practicing;
practises practices;enrol enroll;enrols enrolls;enrolment enrollment;fulfil fulfill;
fulfils fulfills;fulfilment fulfillment;instalment installment;instalments installments;
skilful skillful;skilfully skillfully;wilful willful;wilfully willfully;distil distill;
analyse analyze;analysed analyzed;analysing analyzing;paralysed paralyzed;
catalyse catalyze;breathalyser breathalyzer;learnt learned;burnt burned;spelt spelled;
leant leaned;dreamt dreamed;spoilt spoiled;spilt spilled;leapt leaped;knelt kneeled;smelt smelled;
whilst while;amongst among;towards toward;afterwards afterward;backwards backward;
upwards upward;downwards downward;inwards inward;outwards outward;yoghurt yogurt;
yoghurts yogurts;omelette omelet;omelettes omelets;doughnut donut;doughnuts donuts;
whisky whiskey;chilli chili;sulphur sulfur;sulphate sulfate;
storey story;storeys stories;draught draft;draughts drafts;draughty drafty;
artefact artifact;artefacts artifacts;manoeuvre maneuver;manoeuvred maneuvered;
manoeuvres maneuvers;axe ax;
furore furor;gaol jail;mum mom;mums moms;mummy mommy;maths math;arse ass;snigger snicker;
speciality specialty;specialities specialties;titbit tidbit;titbits tidbits;
sombrely somberly;disc disk;discs disks;
aeroplane airplane;aeroplanes airplanes;liquorice licorice;mollusc mollusk;
molluscs mollusks;marvellously marvelously;marvellous marvelous;woollen woolen;
woollens woolens
"""
# Each of these is also another word on the American side, or keeps its spelling in a special sense.
_BRITISH_ONLY: Final = frozenset(
    "cheque cheques tyre tyres storey storeys programme programmes practise practised practising "
    "practises licence licences disc discs draught draughts kerb kerbs learnt burnt "
    "spelt leant dreamt spoilt spilt leapt knelt smelt gaol whilst amongst backwards "
    "upwards downwards inwards outwards axe metre metres metred mum mums mummy arse "
    "archaeology archaeologist archaeologists aeroplane "
    "aeroplanes speciality specialities doughnut doughnuts omelette omelettes "
    "catalogue catalogues catalogued".split()
)
_VOCABULARY: Final = """
lorry = truck;lorries = trucks;motorway = highway;motorways = highways;petrol = gas;
petrol station = gas station;petrol stations = gas stations;pavement = sidewalk;
pavements = sidewalks;holidaymakers = vacationers;
rubbish bin = trash can;nappy = diaper;nappies = diapers;cot = crib;cots = cribs;
pram = stroller;pushchair = stroller;
biscuits = cookies;biscuit = cookie;aubergine = eggplant;aubergines = eggplants;
courgette = zucchini;courgettes = zucchini;footballer = soccer player;
footballers = soccer players;solicitor = lawyer;solicitors = lawyers;
estate agent = real estate agent;estate agents = real estate agents;car park = parking lot;
car parks = parking lots;postman = mailman;postcode = zip code;postcodes = zip codes;
letterbox = mailbox;mobile phone = cellphone;mobile phones = cellphones;
torch = flashlight;torches = flashlights;spanner = wrench;windscreen = windshield;
number plate = license plate;number plates = license plates;cinema = movie theater;
cinemas = movie theaters;trousers = pants;
waistcoat = vest;dressing gown = bathrobe;dustbin = garbage can;dustbins = garbage cans;
bank holiday = public holiday;cash machine = ATM;
cash machines = ATMs;current account = checking account;shopkeeper = storekeeper;
shopkeepers = storekeepers;primary school = elementary school;
primary schools = elementary schools;secondary school = high school;
secondary schools = high schools;headteacher = principal;headteachers = principals;
timetable = schedule;timetables = schedules;back garden = backyard;back gardens = backyards;
front garden = front yard;washing-up liquid = dish soap;sweets = candy;
minced beef = ground beef;railway station = train station;railway = railroad;
railways = railroads;timber = lumber;caretaker = janitor;caretakers = janitors;
zebra crossing = crosswalk;pedestrian crossing = crosswalk;level crossing = grade crossing;
roundabout = traffic circle;roundabouts = traffic circles;anticlockwise = counterclockwise;
at the weekend = on the weekend;at weekends = on weekends;at the weekends = on weekends;
in hospital = in the hospital;different to = different from;plasterboard = drywall;
skirting board = baseboard;skirting boards = baseboards;
porridge = oatmeal;treacle = molasses;icing sugar = powdered sugar;plain flour = all-purpose flour;
self-raising flour = self-rising flour;bicarbonate of soda = baking soda;
wholemeal = whole-wheat;spring onion = green onion;spring onions = green onions;
beetroot = beets;prawns = shrimp;jacket potato = baked potato;jacket potatoes = baked potatoes;
allotment = garden plot;allotments = garden plots;chemist's = pharmacy;
childminder = babysitter;crossroads = intersection;doctor's surgery = doctor's office;
dual carriageway = divided highway;fire brigade = fire department;fish fingers = fish sticks;
hire car = rental car;hire cars = rental cars;housing estate = housing development;
kitchen roll = paper towels;noticeboard = bulletin board;
pocket money = allowance;public toilet = public restroom;
public toilets = public restrooms;pushchairs = strollers;ring road = beltway;
tea towel = dish towel;tea towels = dish towels;
tin of = can of;tins of = cans of;tracksuit = sweatsuit;
wellies = rain boots;wellingtons = rain boots;
worktop = countertop;worktops = countertops;
ironmonger = hardware store;high street = main street;polytunnel = hoop house;
football pitch = soccer field;football pitches = soccer fields;cling film = plastic wrap;
clingfilm = plastic wrap;drawing pin = thumbtack;drawing pins = thumbtacks;barrister = lawyer;
barristers = lawyers
"""
_TO_AMERICAN_ONLY: Final = (
    "headteacher,headteachers,lorry,lorries,petrol,torch,tin of,tins of,biscuit,"
    "biscuits,crossroads,timetable,timetables,timber,barrister,barristers,"
    "high street,trousers,cot,cots,pram,pushchair,pushchairs,"
    "allotment,allotments,ironmonger,beetroot,caretaker,caretakers,childminder,"
    "solicitor,solicitors,porridge,wellies,wellingtons,prawns,sweets,"
    "in hospital,waistcoat,different to,zebra crossing,pedestrian crossing,kitchen roll,"
    "pocket money,clingfilm,at weekends,at the weekends,motorway,motorways"
)
# American wordings that mean the British one only among certain neighbours: pattern = British.
AMERICAN_PATTERNS: Final = (
    (r"\b(in the|last|this|next|late|early|every) fall\b(?! (?:of|in|from|to|short))",
     r"\1 autumn"),
    (r"\b(this|last|next|early|late) Fall\b", r"\1 autumn"),
    (r"\bgasoline\b", "petrol"),
    (r"\bsoccer\b", "football"),
    (r"\bparking garage\b", "multi-storey car park"),
    (r"\bapartments\b", "flats"),
    (r"\bapartment (?:building|block)\b", "block of flats"),
    (r"\b([Aa])n apartment\b", r"\1 flat"),
    (r"\bapartment\b", "flat"),
    (r"\b([Aa])n elevator\b", r"\1 lift"),
    (r"(?<!grain )\belevator\b", "lift"),
    (r"(?<!grain )\belevators\b", "lifts"),
    (r"\btruck (drivers?|company|convoy)\b", r"lorry \1"),
    (r"\bgarbage (?=truck|collect)", "rubbish "),
    (r"\bgarbage\b|\btrash\b", "rubbish"),
    (r"\b(on|took a|take a|a) vacation\b", r"\1 holiday"),
    (r"\bvacations\b", "holidays"),
    (r"\bmovies\b", "films"),
    (r"\bmovie\b", "film"),
    (r"\bgrade school\b", "primary school"),
    (r"\bgotten\b", "got"),
    (r"\bfaucet\b", "tap"),
    (r"\bfaucets\b", "taps"),
    (r"\bsneakers\b", "trainers"),
    (r"\bflashlight\b", "torch"),
    (r"\bcookies\b(?= (?:and|or|were|are|for|from))", "biscuits"),
    (r"\bdiapers\b", "nappies"),
    (r"\bmom\b", "mum"),
    (r"\bMom\b", "Mum"),
    (r"\bpediatric\b", "paediatric"),
    (r"\b(two|three|four|five|six) stories (high|tall)\b", r"\1 storeys \2"),
    (r"\b(one|two|three|four|five|six)-story\b", r"\1-storey"),
    (r"\bdriver's license\b", "driving licence"),
    (r"\b([Aa]) license\b", r"\1 licence"),
    (r"\bMonday through Friday\b", "Monday to Friday"),
    (r"\bzip codes?\b", "postcode"),
    (r"\bthe mail\b", "the post"),
    (r"\bmailed\b", "posted"),
    (r"\bstanding in line\b", "queueing"),
    (r"\bstand in line\b", "queue"),
    (r"\blined up\b(?= (?:for|to|outside))", "queued"),
    (r"\b(the|a) curb\b", r"\1 kerb"),
    (r"\bwhile on vacation\b", "on holiday"),
    (r"\b(kilo|centi|milli)meter(s?)\b", r"\1metre\2"),
    (r"\b(\d+(?:\.\d+)?|two|three|four|five|six|ten|few|several|hundred) meter(s?)\b",
     r"\1 metre\2"),
)  # fmt: skip
BRITISH_PATTERNS: Final = (
    (r"\b(our|my|his|her|their|your|[Aa]) flat\b(?=[,.;:)?!]| (?:in|on|at|above|below|near|and|with"
     r"|was|is|had|has|where|that|which|to|for|of|he|she|they|we|I)\b)", r"\1 apartment"),
    (r"\b(the) flat (above|below|upstairs|in|where)\b", r"\1 apartment \2"),
    (r"\b(a|A) apartment\b", r"\1n apartment"),
    (r"\bblocks? of flats\b", "apartment building"),
    (r"\bflats\b(?! of)", "apartments"),
    (r"\b(the|this|last|next|every|each|early|late|in) autumn\b", r"\1 fall"),
    (r"\b(the|our|my|his|her|their|village|local|corner) shop\b", r"\1 store"),
    (r"\bshops\b(?! (?:for|around|at)\b)", "stores"),
    (r"\b(the|a|long|short|no|in a|the back of the) queue\b(?! of)", r"\1 line"),
    (r"\bqueued\b", "lined up"),
    (r"\bqueu(?:e)?ing\b", "waiting in line"),
    (r"\b(on|a|our|my|his|her|their|summer|family) holiday\b", r"\1 vacation"),
    (r"\b(the|this|that|new|first|last|whole) film\b", r"\1 movie"),
    (r"\bMonday to Friday\b", "Monday through Friday"),
    (r"\b(in the|by|first-class) post\b(?=[,.;:)]| (?:and|was|is|had)\b)", r"\1 mail"),
    (r"\bhas got to\b", "has to"),
    (r"\bhave got to\b", "have to"),
    (r"\bhasn['’]t got\b", "doesn’t have"),
    (r"\bhaven['’]t got\b", "don’t have"),
    (r"\b(have|has|had|['’]ve) got (better|worse|used|older|bigger|smaller|hotter|colder)\b",
     r"\1 gotten \2"),
    (r"\b(\d+)mph\b", r"\1 mph"),
    (r"\b([Aa]) fortnight['’]s\b", r"two weeks’"),
    (r"\b[Aa] fortnight\b", "two weeks"),
    (r"\b(the|every|each|once a|twice a) fortnight\b", r"\1 two weeks"),
    (r"\bshan['’]t\b", "won’t"),
    (r"\bneedn['’]t\b", "don’t need to"),
    (r"\bhalf (three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", r"half past \1"),
    (r"\bbin bags?\b", "trash bags"),
    (r"\b(the|a|in the) bin\b(?=[,.;:)]| (?:and|was|is|with|by)\b)", r"\1 trash"),
    (r"\bthe tip\b(?=[,.;:)]| (?:and|on|in)\b)", "the dump"),
    (r"\bquid\b", "pounds"),
    (r"\b(the|household|any|collecting|of) rubbish\b", r"\1 trash"),
    (r"\b(the|a|kitchen|bathroom|cold|hot|running) tap\b(?! water)", r"\1 faucet"),
    (r"\b(the|a|gas|electric) cooker\b", r"\1 stove"),
    (r"\b(a|his|her|my|their|woolly) jumper\b", r"\1 sweater"),
    (r"\b(pair of|in|wearing|old|muddy|running) trainers\b", r"\1 sneakers"),
)  # fmt: skip


def _expanded() -> Iterator[tuple[str, str]]:
    for stem in _OUR.split():
        for ending in _OUR_ENDINGS.split():
            yield stem + ending, stem + ending.replace("our", "or", 1)
    for stem in _ISE.split():
        for ending in _ISE_ENDINGS.split():
            yield stem + ending, stem + ending.replace("is", "iz", 1)
    for verb in _DOUBLING.split():
        for ending in _DOUBLING_ENDINGS.split():
            yield verb + ending, verb + ending[1:]
    for stem in _RE.split():
        for ending in ("re", "res", "red"):
            yield stem + ending, stem + ending.replace("re", "er", 1)
    for row in _SPELLINGS.replace("\n", "").split(";"):
        british, american = row.split()
        yield british, american


def american_spellings() -> Mapping[str, str]:
    """British → American spelling, every inflected form, lower case."""
    return MappingProxyType(dict(_expanded()))


def british_spellings() -> Mapping[str, str]:
    """American → British, without the words that have another sense or spelling there."""
    return MappingProxyType({a: b for b, a in _expanded() if b not in _BRITISH_ONLY})


def oxford_spellings() -> Mapping[str, str]:
    """-ise → -ize alone: British spelling as some university presses have it."""
    return MappingProxyType({b: a for b, a in _expanded() if a == b.replace("is", "iz", 1)})


def vocabulary() -> Iterator[tuple[str, str, bool]]:
    """(British, American, whether the American wording may also be turned into the British)."""
    one_way = frozenset(_TO_AMERICAN_ONLY.replace("\n", "").split(","))
    for row in _VOCABULARY.replace("\n", "").split(";"):
        british, american = row.split(" = ")
        yield british, american, british not in one_way
