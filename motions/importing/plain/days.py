"""German dates in prose: the exact ones as days, the fuzzy ones as the words they are."""

import datetime
import re
from collections.abc import Iterator

from motions.importing.plain.proposal import DateMention

_MONTHS = (
    ("januar", "jänner", "jan"),
    ("februar", "feber", "feb"),
    ("märz", "maerz", "mär", "mrz"),
    ("april", "apr"),
    ("mai",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("dezember", "dez"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_DATE = re.compile(
    rf"""(?<![\w.])(?:
        (?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.\s?|(?P<word>{_MONTH})\b\.?\s)(?P<year>\d{{4}}|\d{{2}})(?!\w|\.\d)
      | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\w)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SEASON = r"Frühjahr|Frühling|Sommer|Herbst|Winter|Sommerferien|Sommerpause|Herbstferien|Osterferien|Weihnachtsferien"
_FUZZY = re.compile(
    rf"""\b(?:
        (?:(?:nach|vor|in|bis|ab|seit)\s(?:(?:zu)?[dzm](?:en|em|er|um|ie|as|m)\s)?(?:\w{{1,20}}\s)?)?(?:{_SEASON})\s\d{{4}}
      | (?:Anfang|Mitte|Ende)\s(?:(?:{_MONTH})\s)?\d{{4}}
      | im\sLaufe\sdes\sJahres\s\d{{4}}
      | (?:in|im|am)\s(?:der\s|den\s)?(?:letzten|vergangenen|kommenden|nächsten)
          \s(?:Woche|Wochen|Monat|Monaten|Jahr|Tagen)
      | (?:letztes|nächstes|dieses)\sJahr
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def first(text: str) -> DateMention | None:
    """The first exact date of the text; its day is None if no calendar has it ("31.02.2020")."""
    return next(_exact(text), None)


def mentions(text: str) -> tuple[DateMention, ...]:
    """Every date of the text, exact and fuzzy, each wording once, in the order of the exact, then the fuzzy ones."""
    fuzzy = (DateMention(text=match[0], day=None) for match in _FUZZY.finditer(text))
    return tuple({mention.text: mention for mention in (*_exact(text), *fuzzy)}.values())


def has_short_year(text: str) -> bool:
    """Whether the century is ours, not the text's ("6.02.20")."""
    return not re.search(r"\d{4}", text)


def _exact(text: str) -> Iterator[DateMention]:
    for match in _DATE.finditer(text):
        yield DateMention(text=match[0], day=_day(match))


def _day(match: re.Match[str]) -> datetime.date | None:
    try:
        if match["iso"]:
            return datetime.date.fromisoformat(match["iso"])
        month = _MONTH_NUMBER[match["word"].lower()] if match["word"] else int(match["month"])
        return datetime.date(_year(match["year"]), month, int(match["day"]))
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two digits belong to this century up to 69, to the last one above, as POSIX has it."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)
