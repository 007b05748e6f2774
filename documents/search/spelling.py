"""One spelling for all ways to write a German word, so that nobody has to guess how the author wrote it."""

import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UMLAUT = re.compile(r"ae|oe|(?<![aeiouqy])ue")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def fold(word: str) -> str:
    """Lower case, superscripts as digits, no accents; ä, ae and a are the same letter, as are ö/oe/o, ü/ue/u, ß/ss.

    An umlaut is first written out (ü → ue) and then every ae, oe, ue becomes a, o, u, so both spellings meet by
    construction. `ue` after a vowel or q stays ("neue", "Quelle").
    """
    if word.isascii():
        plain = word.lower()
    else:
        composed = unicodedata.normalize("NFKC", visible(word)).casefold()
        plain = _without_accents(composed.translate(_GERMAN))
    if "ae" in plain or "oe" in plain or "ue" in plain:
        return _UMLAUT.sub(lambda umlaut: umlaut[0][0], plain)
    return plain


def written_out(word: str) -> str:
    """Lower case with ä, ö, ü and ß written as two letters, otherwise as it is."""
    return word.lower() if word.isascii() else visible(word).lower().translate(_GERMAN)


def visible(word: str) -> str:
    """The word without soft hyphens and other characters that nobody sees."""
    return word if word.isascii() else _INVISIBLE.sub("", word)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)) or word
