"""The fixed phrases by which council papers are known: the formula says the type, never a word in prose."""

import re
from dataclasses import dataclass

from motions.importing.plain.proposal import AnswerMode, PaperType, Paragraph

_ASKS = re.compile(
    r"\b(?:fragen wir|wir fragen|frage ich|ich frage|fragt die Fraktion[^:.?!]{0,80}?"
    r"|die Fraktion [^:.?!]{1,80}? fragt)"
    r"(?: (?:daher|deshalb|hiermit|folglich|nun))? (?:den|die|das) (?P<addressee>[^:.?!,]{1,80}?)"
    r"(?: (?:daher|deshalb|hiermit|nun|wie folgt|folgendes))?\s*:$",
    re.IGNORECASE,
)
_EXECUTIVE_PROPOSAL = re.compile(
    r"Die Stadtverordnetenversammlung wird gebeten,? (?:den )?folgenden Beschluss zu fassen", re.IGNORECASE
)
_MOTION = re.compile(
    r"Der Magistrat(?: der Stadt [\w-]{1,40})? wird (?:aufgefordert|beauftragt|gebeten|ersucht)\b"
    r"|Die Stadtverordnetenversammlung(?: der Stadt [\w-]{1,40})? (?:möge|wolle)(?: [\w ]{1,30})? beschließen\b"
    r"|Die Stadtverordnetenversammlung fordert den Magistrat auf\b",
    re.IGNORECASE,
)
_INFORMATION = re.compile(
    r"(?:Mitteilung|Bericht)(?: des Magistrats)?\s*(?::|$)|Der Magistrat teilt mit\b", re.IGNORECASE
)
_WANTED = re.compile(
    r"\b(?P<how>schriftliche|mündliche)r? (?:Be)?antwort(?:ung)? wird gebeten"
    r"|\bbitten? (?:wir |ich )?um (?:eine )?(?P<how_too>schriftliche|mündliche) (?:Be)?antwort(?:ung)?\b"
    r"|\b(?:wir bitten|ich bitte), die Anfrage (?P<how_else>schriftlich|mündlich) zu beantworten",
    re.IGNORECASE,
)
_REFERRAL = re.compile(
    r"\bzur direkten Überweisung (?:in|an) (?:den|die|das) (?P<body>[^\n:.?!]{3,120})", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?P<label>(?:Dringliche[rn]? |Gemeinsame[rn]? )?(?:Anfrage|Antrag|Änderungsantrag|Magistratsvorlage|Mitteilung"
    r"(?: des Magistrats)?|Bericht des Magistrats))"
    r"(?: (?:der|des) (?P<originator>(?:Fraktion|Gruppe|Stadtverordnete|Ortsbeirat|[\w-]{1,40}beirat)[^:]{0,120}?))?"
    r"(?: zur direkten [^:]{3,160})?(?:\s*:\s*(?P<title>\S.*))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line that says what follows ("Anfrage", "Antrag der Fraktion …"), perhaps with the title behind a colon."""

    text: str
    originator: str | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    paper_type: PaperType
    addressed_to: str | None
    position: int


def find(paragraphs: tuple[Paragraph, ...]) -> Formula | None:
    """The first formula that opens a paragraph (that of the inquiry: that closes one), None for a plain document."""
    for position, paragraph in enumerate(paragraphs):
        if formula := _read(paragraph.text, position=position):
            return formula
    return None


def is_inquiry(paragraph: Paragraph) -> bool:
    return _asks(paragraph.text) is not None


def is_information(paragraph: Paragraph) -> bool:
    return bool(_INFORMATION.match(paragraph.text))


def only_announces(paragraph: Paragraph) -> bool:
    """Whether it only opens the resolution ("Die Stadtverordnetenversammlung möge beschließen:")."""
    return paragraph.text.lower().endswith(("beschließen:", "fassen:"))


def requested_mode(text: str) -> AnswerMode | None:
    """The form of answer asked for ("Um schriftliche Antwort wird gebeten."), None if the text asks for none."""
    match = _WANTED.search(text)
    if not match:
        return None
    how = match["how"] or match["how_too"] or match["how_else"]
    return AnswerMode.WRITTEN if how.lower().startswith("schriftlich") else AnswerMode.ORAL


def referral(text: str) -> str | None:
    """The body named after "zur direkten Überweisung in den"."""
    match = _REFERRAL.search(text)
    return match["body"].strip() if match else None


def label(text: str) -> Label | None:
    match = _LABEL.match(text)
    return Label(text=match["label"], originator=match["originator"], title=match["title"]) if match else None


def _read(text: str, *, position: int) -> Formula | None:
    if addressee := _asks(text):
        return Formula(paper_type=PaperType.INQUIRY, addressed_to=addressee, position=position)
    if _EXECUTIVE_PROPOSAL.match(text):
        return Formula(paper_type=PaperType.EXECUTIVE_PROPOSAL, addressed_to=None, position=position)
    if match := _MOTION.match(text):
        addressee = "Magistrat" if "Magistrat" in match[0] else None
        return Formula(paper_type=PaperType.MOTION, addressed_to=addressee, position=position)
    return None


def _asks(text: str) -> str | None:
    """Whom the inquiry's formula asks; the formula ends its paragraph, so only the end is looked at."""
    match = _ASKS.search(text[-240:])
    return match["addressee"].strip() if match else None
