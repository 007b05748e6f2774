"""The words the German analysis knows: stop words, and the simple words of which the compounds of a council are made.

The lists lie beside this file as plain text, words separated by blanks. Only simple words belong into `nouns`: "rad"
and "weg", not "radweg"; but a word that merely looks like a compound is listed whole, as it then is never cut
("unterrichtung" is not "unter" and "richtung").
"""

import hashlib
from pathlib import Path

_NAMES = ("stop", "nouns", "modifiers", "prefixes", "stems")
_TEXTS = {name: (Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8") for name in _NAMES}

STOP_WORDS = frozenset(_TEXTS["stop"].split())
NOUNS = frozenset(_TEXTS["nouns"].split())

# Words that only stand in front: stems of verbs, adjectives, foreign parts. They are found too, by their own stem.
MODIFIERS = frozenset(_TEXTS["modifiers"].split())

# First syllables of verbs: what follows them is the same word, not a second one.
PREFIXES = frozenset(_TEXTS["prefixes"].split())

# Where the stemmer takes off too much ("Bürger" would be "Burg"): the first word of a line is the stem of all of them.
STEMS = {word: line.split()[0] for line in _TEXTS["stems"].splitlines() for word in line.split()}

# Changes with every change of a list.
FINGERPRINT = hashlib.sha256("\0".join(_TEXTS.values()).encode()).hexdigest()[:12]
