"""What stands above the text itself: title, originator, number, date, referral."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from motions.importing.plain import days, formulas
from motions.importing.plain.proposal import DateMention, Paragraph

_LONGEST_TITLE = 200
_SUBJECT = re.compile(r"(?:Betreff|Betr\.|Titel|Thema)\s*:\s*(?=\S)", re.IGNORECASE)
_ORIGINATOR = re.compile(
    r"(?:Antragsteller|Fragesteller|Anfragesteller|Einbringer)(?:[/:*]?in)?(?:nen)?\s*:\s*(?P<who>\S.*)", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:(?:Vorlage|Vorlagennummer|Drucksache|Vorlage-Nr\.|Nr\.)\s*(?:Nr\.|Nummer)?\s*:?\s*)?(?P<reference>\d{3}\.\d{2}\.\d{1,5})$",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:Datum\s*:|[A-ZÄÖÜ][\w -]{1,40},)\s*(?:den\s+|am\s+)?(?P<date>.{6,25})$")
_SECTION = re.compile(r"(?P<section>[IVXLC]{1,6}|[A-Z]|\d{1,2})\)\s*(?=\S)")


@dataclass(slots=True, kw_only=True)
class Head:
    """What the head says; `others` are its paragraphs that say none of it."""

    title: str | None = None
    section: str | None = None
    label: str | None = None
    reference: str | None = None
    date: DateMention | None = None
    originator: str | None = None
    referred_to: str | None = None
    others: list[Paragraph] = field(default_factory=list)

    @property
    def day(self) -> datetime.date | None:
        return self.date.day if self.date else None


def read(paragraphs: Sequence[Paragraph]) -> Head:
    """The head of a paper: everything above its formula."""
    head = Head()
    for paragraph in paragraphs:
        _take(head, paragraph)
    return head


def read_document(paragraphs: Sequence[Paragraph]) -> Head:
    """The head of a plain document: its title and the facts above and right below it; `others` is the text."""
    head = Head()
    for position, paragraph in enumerate(paragraphs):
        had_title = head.title is not None
        _take(head, paragraph)
        if head.others:
            head.others = list(paragraphs[position:])
            break
        if not had_title and head.title:
            _split_section(head)
    return head


def _take(head: Head, paragraph: Paragraph) -> None:
    if not (_take_label(head, paragraph.text) or _take_fact(head, paragraph.text) or _take_title(head, paragraph.text)):
        head.others.append(paragraph)


def _take_label(head: Head, text: str) -> bool:
    referred_to, label = formulas.referral(text), formulas.label(text)
    head.referred_to = head.referred_to or referred_to
    if not label:
        return referred_to is not None
    head.label = head.label or label.text
    head.originator = head.originator or label.originator
    if label.title:
        return _take_title(head, label.title)
    return True


def _take_fact(head: Head, text: str) -> bool:
    if match := _ORIGINATOR.match(text):
        head.originator = match["who"]
    elif match := _REFERENCE.match(text):
        head.reference = match["reference"]
    elif date := _date_of(text):
        head.date = date
    return bool(match or date)


def _date_of(text: str) -> DateMention | None:
    """The date of "Kassel, den 3. Mai 2018", if the line says nothing else."""
    match = _DATED.match(text)
    mention = days.first(match["date"]) if match else None
    return mention if mention and match and mention.text == match["date"] else None


def _take_title(head: Head, text: str) -> bool:
    if head.title is not None or len(text) > _LONGEST_TITLE:
        return False
    head.title = _SUBJECT.sub("", text, count=1)
    return True


def _split_section(head: Head) -> None:
    """ "X) Digitalisierung" is section X of something larger."""
    if head.title and (match := _SECTION.match(head.title)):
        head.section, head.title = match["section"], head.title[match.end() :]
