"""German analysis, the same for every engine: which terms a word of a text or of a query stands for.

A *form* is a word as written ("Straßenbäume", "101.18.1261/Ä1", "12. März 2025"). It takes one or more places in the
order of words; each has one exact term: the stem, or a reference number or date as a whole. Inner terms, by which it is
found as well, are the parts of a compound, of a number, of a date. Nothing here knows an index. Forms are cached, so a
text costs one regular expression and one dictionary look-up per word.
"""

import datetime
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from documents.search import compounds, lexicon, spelling

_STOP_MARK = "'"
_LETTERS = "\\w\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_MONTHS = (
    "Jan(?:uar)?|Feb(?:ruar)?|M(?:ä|ae)rz?|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Okt(?:ober)?"
)
_MONTHS += "|Nov(?:ember)?|Dez(?:ember)?"
TOKEN = re.compile(
    rf"\d{{1,2}}\.\s{{0,2}}(?:{_MONTHS})\b\.?\s{{0,2}}\d{{4}}"
    rf"|\w[{_LETTERS}]{{0,63}}(?:[-./\u2010\u2011](?!in(?:nen)?\b)\w[{_LETTERS}]{{0,63}}){{0,7}}"
    r"(?:(?:[*:·/]|/-|-/)in(?:nen)?\b)?"
)
_DATE_IN_WORDS = re.compile(r"(\d{1,2})\.\s*([^\W\d]+)\.?\s*(\d{4})")
_DATE = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_GENDER = re.compile(r"(?P<base>.+?)(?:(?:[*:·/]|/-|-/)in(?:nen)?|(?<=[a-zäöüß])In(?:nen)?)")
_GENDER_ENDINGS = ("In", "Innen")
_GLUED = re.compile(r"\d{1,2}\.[A-ZÄÖÜ][a-zäöüß]")
_SEPARATOR = re.compile(r"[-./\u2010\u2011]")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d]{3,})(\d{2,})")
# What the stemmer does not know of German words; all of it is about folded words.
_IEREN = re.compile(
    r"(.{2,}ier)(?:e|en|s|t|te|ten|tes|ter|tem|end|ende|enden|ender|endes|endem|er|ers|ern)?"
)  # saniert, sanieren
# What looks like an ending and is none: Kurs, Zuwachs, kostenlos, Konzert.
_NO_ENDINGS = (
    "kurs",
    "vers",
    "puls",
    "hals",
    "fels",
    "zins",
    "gans",
    "konsens",
    "los",
    "wuchs",
    "wachs",
    "fuchs",
    "dachs",
    "flachs",
    "luchs",
    "sechs",
    "ochs",
    "konzert",
    "expert",
    "schwert",
    "dessert",
)
# Kitas, Büros, Ausbaus; Herrn; Ärztinnen; Linienbusse.
_PLURAL = re.compile(
    r"(?<=..[aoy])(?<!gas|las|was|los|oos|mos|pos|aos|hos)s$|(?<=bau|ieu|eau)s$|(?<=herr)n$|(?<=....in)nen$|(?<=bus)se[ns]?$"
)
_PLURAL_ENDS = ("s", "n", "e")
# Museum and Museen, Firma and Firmen, Risiko and Risiken, Praxis and Praxen, Zyklus and Zyklen.
_FOREIGN = re.compile(
    r"(?<=..[ie])um$|(?<=.tr)um$|(?<=for|dat|vot|vis|alb)um$|(?<=....)[ao]$|(?<=prax)is$|(?<=bas)is$|(?<=.ism|zykl|.vir|radi)us$"
)
_FOREIGN_ENDS = ("um", "a", "o", "is", "us")
_VERBAL_ET = re.compile(r"(?:[td]|[^aeiouy][mn])(et)$")
_VERBAL_END = re.compile(r"(?<=..[^w])er$|(?<=...[^e])ig$|(?<=..[tgk])(?<!nacht|.ruck)lich$|(?<=..i)en$")
# What may look like an ending before an ending: Konzern-e, besser-en, Verfahren-s.
_SECOND_ENDINGS: dict[str, tuple[str, ...]] = dict.fromkeys(("e", "en", "n", "es", "er", "em"), ("er", "ern", "em"))
_SECOND_ENDINGS |= {"s": ("e", "en", "er", "ern", "em")}
_SHORTEST_WITH_VERBAL_T = 5
_ENDINGS = ("ten", "en", "em", "er", "es", "te", "e", "n", "s", "t")
_MONTH_BEGINS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")


class Form(NamedTuple):
    """A word as written, analysed.

    `term` is what a query word looks for; where it has `parts`, a text with all of them close together is found as well
    ("Sicherheit im Verkehr"). `slots` are the exact terms in their order, those of common words marked; `whole` and
    `inner` are the terms by which the form is found as itself and inside it. `spellings` are entries for the
    vocabulary: folded word, tabulator, word as written.
    """

    term: str
    parts: tuple[str, ...]
    slots: tuple[str, ...]
    whole: tuple[str, ...]
    inner: tuple[str, ...]
    spellings: tuple[str, ...]


class _Slot(NamedTuple):
    term: str
    inner: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.inner)


def written(text: str) -> list[str]:
    """Every word of the text as written, in order."""
    found: list[str] = TOKEN.findall(text.replace("_", " "))
    return found


def forms(text: str) -> list[Form]:
    """Every word of the text analysed, in order."""
    return list(map(form, written(text)))


def analysed(word: str) -> Form:
    """Analyse one word as written."""
    if word.isalpha() and not word.endswith(_GENDER_ENDINGS):
        return _simple(word)
    if found := _DATE_IN_WORDS.fullmatch(word):
        return _date_in_words(*found.groups())
    if date := _numeric_date(word):
        return _form(date, [_Slot(date, (date[:4],))], [_entry(date, word)])
    if found := _GENDER.fullmatch(word):
        return _chain(_SEPARATOR.split(found["base"]), _gendered, word)
    if _is_reference(word):
        return _reference(word)
    return _chain(_SEPARATOR.split(word), _slot, word)


form = lru_cache(maxsize=50_000)(analysed)


@lru_cache(maxsize=200_000)
def stem(folded: str) -> str:
    """The stem of a folded word. Folding comes first, so that every spelling of a word has the same stem."""
    if folded in _STEMS:
        return _STEMS[folded]
    if "ier" in folded and (found := _IEREN.fullmatch(folded)):
        return found[1]
    stemmed = _without_endings(folded)
    return _without_verbal_t(_FOREIGN.sub("", stemmed) if stemmed.endswith(_FOREIGN_ENDS) else stemmed)


def _without_endings(word: str) -> str:
    """What the stemmer leaves of a word, and of that again where it took off no more than an inflection: `Konzerne`."""
    if word.endswith(_NO_ENDINGS):
        return word
    stemmed = _snowball(_PLURAL.sub("", word) if word.endswith(_PLURAL_ENDS) else word)
    second = _SECOND_ENDINGS.get(word.removeprefix(stemmed)) if stemmed != word else None
    if second is None or not stemmed.endswith(second) or stemmed.endswith(_NO_ENDINGS):
        return stemmed
    again = _snowball(stemmed)
    return again if stemmed.removeprefix(again) in second else stemmed


def _snowball(word: str) -> str:
    with _stemming:
        stemmed: str = _stemmer.stemWord(word)
    return stemmed


def _without_verbal_t(stemmed: str) -> str:
    """`bewegt` is `bewegen`, `gestaltet` is `gestalten`, `erweitert` is `erweitern`, `genehmigt` is `genehmigen`."""
    if not stemmed.endswith("t") or stemmed.endswith(_NO_ENDINGS):
        return stemmed
    if stemmed.endswith("et") and (found := _VERBAL_ET.search(stemmed)):
        stemmed = stemmed[: found.start(1)]
    if len(stemmed) > _SHORTEST_WITH_VERBAL_T and stemmed.endswith("t"):
        stemmed = stemmed[:-1]
        if shorter := _VERBAL_END.search(stemmed):
            stemmed = stemmed[: shorter.start()]
            stemmed = stemmed[:-1] if len(stemmed) > _SHORTEST_WITH_VERBAL_T and stemmed.endswith("t") else stemmed
    return stemmed


def inflections(folded: str) -> tuple[str, ...]:
    """What a folded word may look like with another of the commonest endings; many of them are no words."""
    if not folded.isalpha():
        return ()
    base = next(
        (folded[: -len(end)] for end in _ENDINGS if folded.endswith(end) and len(folded) > len(end) + 3), folded
    )
    return tuple(f"{base}{end}" for end in ("", *_ENDINGS) if base + end != folded)


def is_stop(term: str) -> bool:
    """Whether the term is of a word too common to search for alone; such terms count in phrases only."""
    return term.startswith(_STOP_MARK)


@lru_cache(maxsize=100_000)
def start(word: str) -> str:
    """How vocabulary entries of words begin that begin as written: `Straßenb` → `strassenb`, `101-18` → `101.18`."""
    pieces = [spelling.fold(piece) for piece in _SEPARATOR.split(word) if piece]
    return (".".join if _is_reference(word) else "".join)(pieces)


def _form(
    term: str, slots: list[_Slot], spellings: list[str], *, parts: tuple[str, ...] = (), extra: tuple[str, ...] = ()
) -> Form:
    whole = dict.fromkeys((*(slot.term for slot in slots if not is_stop(slot.term)), *extra))
    inner = dict.fromkeys(name for slot in slots for name in slot.inner if name not in whole)
    return Form(term, parts, tuple(slot.term for slot in slots), tuple(whole), tuple(inner), tuple(spellings))


def _chain(pieces: list[str], slot: Callable[[str], _Slot], word: str) -> Form:
    """A word, or words joined by hyphens or slashes: each in its own place, and all as one word (`E-Mail` is `Email`).

    `slot` makes the place of the last piece.
    """
    slots = [*map(_slot, pieces[:-1]), slot(pieces[-1])]
    spellings = _entries(pieces)
    if len(pieces) == 1:
        parts = tuple(map(stem, compounds.parts(pieces[0])))
        return _form(slots[0].term, slots, spellings, parts=parts)
    folded = "".join(map(spelling.fold, pieces))
    whole = stem(folded)
    return _form(whole, slots, [*spellings, _entry(folded, word)], parts=_searchable(slots), extra=(whole,))


def _simple(word: str) -> Form:
    """One word of letters only, as nearly all are."""
    folded = spelling.fold(word)
    slot = _folded_slot(word, folded)
    parts = tuple(map(stem, compounds.parts_of(folded)))
    whole = () if is_stop(slot.term) else (slot.term,)
    inner = tuple(name for name in slot.inner if name not in whole)
    spellings = (_entry(folded, word),) if len(word) > 1 and folded not in _STOP_WORDS else ()
    return Form(slot.term, parts, (slot.term,), whole, inner, spellings)


def _slot(piece: str) -> _Slot:
    return _folded_slot(piece, spelling.fold(piece))


def _folded_slot(piece: str, folded: str) -> _Slot:
    if folded in _STOP_WORDS:
        return _Slot(_STOP_MARK + folded, ())
    term = folded if folded.isdigit() else stem(folded)
    return _Slot(term, tuple(dict.fromkeys(_inner(piece, folded))))


def _inner(piece: str, folded: str) -> Iterator[str]:
    """The words inside a noun (in German written with a capital), a name with its year, a number without its zeros."""
    if piece[:1].isupper():
        yield from map(stem, compounds.inner_of(folded))
    if folded.isalpha():
        return
    if mixed := _LETTERS_THEN_DIGITS.fullmatch(folded):
        yield from (stem(mixed[1]), mixed[2])
    if folded.isdigit() and len(folded) > 2 and folded.startswith("0") and folded.strip("0"):
        yield folded.lstrip("0")


def _gendered(base: str) -> _Slot:
    """`Bürger*innen` is found by Bürger and by Bürgerinnen."""
    folded = spelling.fold(base)
    return _Slot(stem(folded), (stem(folded + "innen"), *map(stem, compounds.inner(base))))


def _reference(word: str) -> Form:
    """Numbers joined by dots or slashes stay one term whatever joins them; `101.18.1261/Ä1` is found by 101.18.1261."""
    pieces = _SEPARATOR.split(word)
    folded = [spelling.fold(piece) for piece in pieces]
    term = ("" if _THOUSANDS.fullmatch(word) else ".").join(folded)
    sections = (start(section) for section in word.split("/"))
    singles = (name for piece in pieces if len(piece) > 1 for slot in (_slot(piece),) for name in slot.names)
    inner = dict.fromkeys(name for name in (*sections, *singles) if not is_stop(name))
    return _form(term, [_Slot(term, tuple(inner))], [_entry(".".join(folded), word)])


def _is_reference(word: str) -> bool:
    """Numbers joined by dots or slashes; not a word that text extraction has glued to the number of its list."""
    return any(mark in word for mark in "./") and any(map(str.isdigit, word)) and not _GLUED.match(word)


def _date_in_words(day: str, month: str, year: str) -> Form:
    slots = [_slot(piece) for piece in (day, month, year)]
    date = _iso(year, str(_MONTH_BEGINS.index(spelling.fold(month)[:3]) + 1), day)
    return _form(
        date or slots[1].term,
        slots,
        _entries([day, month, year]),
        parts=_searchable(slots),
        extra=(date,) if date else (),
    )


def _numeric_date(word: str) -> str | None:
    found = _DATE.fullmatch(word) or _ISO_DATE.fullmatch(word)
    if not found:
        return None
    year = found["year"]
    return _iso(year if len(year) == 4 else f"20{year}", found["month"], found["day"])


def _iso(year: str, month: str, day: str) -> str | None:
    with suppress(ValueError):
        return datetime.date(int(year), int(month), int(day)).isoformat()
    return None


def _searchable(slots: list[_Slot]) -> tuple[str, ...]:
    return tuple(slot.term for slot in slots if not is_stop(slot.term))


def _entries(pieces: list[str]) -> list[str]:
    folded = [(spelling.fold(piece), piece) for piece in pieces if len(piece) > 1]
    return [_entry(name, piece) for name, piece in folded if name not in _STOP_WORDS]


def _entry(folded: str, word: str) -> str:
    return f"{folded}\t{unicodedata.normalize('NFC', spelling.visible(word))}"


_stemmer = snowballstemmer.stemmer("german")
_stemming = threading.Lock()  # a stemmer keeps its word in itself
_STOP_WORDS = frozenset(map(spelling.fold, lexicon.STOP_WORDS))
_STEMS = {spelling.fold(word): spelling.fold(stemmed) for word, stemmed in lexicon.STEMS.items()}

# An index made with other rules or other words must be made anew.
VERSION = f"3-{lexicon.FINGERPRINT}"
