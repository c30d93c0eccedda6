"""One story of our own, and what people and programs make of it."""

from __future__ import annotations

ORIGINAL = """\
The old lighthouse at Corran Head will get a new lamp before the winter, the harbour trust said \
on Tuesday. The present lamp was built in 1931 and has failed four times since the spring.

"We cannot ask the fishermen to trust a light that goes out," said Maud Ferris, who has run the \
trust for nine years. "The boats come home in the dark, and the rocks do not move."

The new lamp will cost 48,000 pounds. A third of the money comes from the county, and the rest was \
collected by schools, churches and shops along the coast. Many people gave small sums, and one \
retired captain sold his boat to help.

Engineers will carry the lamp up the narrow stairs in pieces, because the tower is too weak for a \
crane. They hope to finish the work in a few weeks, if the weather stays calm. Until then a small \
ship with a strong lamp will lie near the rocks at night.

Not everybody is happy. Some residents fear that the bright light will shine into their bedrooms \
and scare the birds that nest on the cliff. The trust has promised to build a screen on the land \
side and to watch the birds for two years.
"""

FURNISHED = f"""\
Home | News | Sport | Weather

Share this article on Facebook

{ORIGINAL}
Sign up for our newsletter

Copyright 2024 The Corran Gazette. All rights reserved.
"""

TRUNCATED = ORIGINAL.partition("Engineers")[0]

POLISHED = (
    ORIGINAL.replace("will get a new lamp", "is to get a new lamp")
    .replace("has failed four times", "has gone out four times")
    .replace(" was collected by schools", " was raised by schools")
    .replace("Many people gave small sums, and one", "Most of the gifts were small. One")
    .replace("to help.", "to be able to help.")
    .replace("They hope to finish the work", "The work should be finished")
    .replace("Not everybody is happy.", "Not everybody is pleased.")
)

# Word for word, as a program does it; names, figures and speech stay.
SPUN = """\
The aged beacon at Corran Head will obtain a fresh light ahead of the wintertime, the harbor \
belief stated on Tuesday. The current light was constructed in 1931 and has flunked four \
occasions since the springtime.

"We cannot ask the fishermen to trust a light that goes out," stated Maud Ferris, who has run the \
belief for nine years. "The boats come home in the dark, and the rocks do not move."

The fresh light will price 48,000 pounds. A third of the cash arrives from the shire, and the \
remainder was gathered by colleges, temples and stores alongside the seaside. Numerous folks \
presented tiny amounts, and one retired skipper vended his vessel to assist.

Technicians will haul the light up the slim staircase in chunks, because the turret is excessively \
feeble for a crane. They wish to conclude the labour in a couple of weeks, if the climate remains \
tranquil. Until then a tiny vessel with a powerful light will recline close to the boulders at \
nighttime.

Not everyone is joyful. Some inhabitants worry that the vivid light will glow into their sleeping \
rooms and frighten the fowl that nestle on the bluff. The belief has pledged to construct a \
display on the earth flank and to observe the fowl for two years.
"""

# Another reporter at the same press conference.
REPORT = """\
Skippers who use Corran harbour have been told that help is on its way. At a crowded meeting in \
the sailing club the trust's chairwoman, Maud Ferris, presented plans to replace equipment that \
dates from before the war and keeps breaking down.

"We cannot ask the fishermen to trust a light that goes out," she told some sixty listeners.

Donations paid for most of it; the county council found the remainder. Delivery is expected next \
month. Work inside the tower needs patience, a contractor explained, since everything has to be \
dragged up ninety steps by hand.

Bird lovers raised their hands at the end. They had counted thirty pairs of kittiwakes below the \
gallery, they said, and would be back with lawyers if chicks were disturbed. Mrs Ferris offered \
them tea.
"""

UNRELATED = """\
Bread made with rye needs more water than wheat and far less kneading. Mix the flour with warm \
water and a spoonful of sour starter in the evening, and leave the bowl under a cloth.

Next morning add salt, caraway and the remaining flour. The dough should look like wet cement; \
resist every wish to make it firmer. Scrape it into a buttered tin and smooth the top with a \
moistened spatula.

Bake it hot for a quarter of an hour, then turn the oven down and be patient. A loaf is done when \
a skewer comes out clean. Wrap it in linen and do not cut it before tomorrow, however good it \
smells, or the crumb will be gummy.
"""

SPANISH = """\
El viejo faro de la punta tendrá una lámpara nueva antes del invierno, dijo el martes la junta \
del puerto. La lámpara actual se construyó en 1931 y ha fallado cuatro veces desde la primavera. \
Los pescadores vuelven a casa de noche y necesitan una luz segura. El dinero viene de las \
escuelas, de las iglesias y de las tiendas de la costa, y un capitán jubilado vendió su \
barco para ayudar.
"""

GERMAN = """\
Der alte Leuchtturm an der Landspitze bekommt noch vor dem Winter eine neue Lampe, sagte die \
Hafenverwaltung am Dienstag. Die jetzige Lampe wurde 1931 gebaut und ist seit dem Frühjahr viermal \
ausgefallen. Die Fischer kommen nachts nach Hause und brauchen ein sicheres Licht. Das Geld stammt \
von Schulen, Kirchen und Läden an der Küste, und ein alter Kapitän hat dafür sein Boot verkauft.
"""
