"""What was noted when the matter was treated: passages, answers under their numbers, follow-ups, the meeting."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from motions.importing.plain import days, formulas, lines, questions
from motions.importing.plain.proposal import (
    FollowUp,
    Meeting,
    Notes,
    Paragraph,
    Passage,
    Question,
    Repeated,
)

_HEADING = re.compile(
    r"(?:Notizen|Mitschrift|Protokollnotiz|Update|Nachtrag)\b|Antwort(?:en)? (?:des|der) [^.?!]{1,80}:?$|Antworten:?$"
    r"|(?:Der|Die) [^.?!]{1,80} (?:antwortet|nimmt) (?:darauf |dazu )?(?:wie folgt|Stellung)[^.?!]{0,40}:$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"ohne Gewähr", re.IGNORECASE)
_DISCUSSION = re.compile(r"(?:Diskussion|Aussprache|Debatte|Nachfragen?)\s*:?$", re.IGNORECASE)
_NUMBERS = r"(?P<numbers{}>\d{{1,3}}(?:(?:\.?\s*,\s*|\.?\s+und\s+)\d{{1,3}})*)"
_TO_QUESTIONS = re.compile(
    rf"(?:Antwort(?:en)? )?(?:zu )?(?:den )?Fragen? {_NUMBERS.format('')}"
    rf"|(?:Antwort )?zu {_NUMBERS.format('_alone')}\s*[:.)]",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?P<number>\d{1,4})\.\s+(?P<kind>öffentliche|nichtöffentliche|nicht öffentliche|ordentliche)?[rn]?\s*Sitzung",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:nichtöffentlich|nicht öffentlich|nicht-öffentlich)", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:aus (?:dem|der)|in (?:dem|der)|im|des|der) "
    r"(?P<body>(?:Ausschuss|Stadtverordnetenversammlung|Ortsbeirat|[A-ZÄÖÜ][\w-]{1,60}(?:ausschuss|beirat))[^(:.?!]{0,160}?)"
    r"(?=,?\s+(?:zur|vom|am|in der)\s|\s*[(:.?!]|$)"
)
_GENITIVE = re.compile(r"^([\w-]*(?:[Aa]usschuss|[Bb]eirat))e?s\b")
_ASKS = re.compile(
    r"(?:(?:Der|Die|Das|Ein|Eine|Herr|Frau) )?(?P<asker>[^.?!:]{2,120}?) "
    r"(?:fragt|fragte|fragen|hakt|verweist|möchte wissen|will wissen|erkundigt sich)\b"
)
_ON_REQUEST = re.compile(
    r"Auf (?:die )?(?:Nachfrage|Rückfrage) (?:der|des|von) (?P<asker>[^.?!:,]{2,120}?)"
    r" (?:erklärt|antwortet|sagt|führt)\b"
)
_ASKS_AGAIN = re.compile(
    r"\b(?:fragt|fragte|fragen|hakt|hakte) (?:[\w-]{1,40} ){0,3}nach\b|\bAuf (?:die )?(?:Nach|Rück)frage\b"
)
_ANSWER = re.compile(
    r"(?<=[.?!])\s*(?=(?:Der|Die|Das|Dieser|Diese|Dieses|Er|Sie)\b[^.?!]{0,80}?\b"
    r"(?:bestätigt|entgegnet|antwortet|erwidert|verneint|bejaht|erklärt|sagt|führt|teilt|berichtet|kündigt)\b)"
)


@dataclass(slots=True, kw_only=True)
class _Draft:
    key: str
    text: str
    bullets: list[str]
    questions: tuple[int, ...]
    start: int
    end: int

    def passage(self) -> Passage:
        return Passage(
            key=self.key,
            text=self.text,
            bullets=tuple(self.bullets),
            questions=self.questions,
            start=self.start,
            end=self.end,
        )


@dataclass(slots=True, kw_only=True)
class _Reader:
    questions: dict[int, Question]
    drafts: list[_Draft] = field(default_factory=list)
    groups: list[list[_Draft]] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    under: tuple[int, ...] = ()
    in_discussion: bool = False
    fresh: bool = True

    def take(self, paragraph: Paragraph) -> None:
        if formulas.is_inquiry(paragraph):
            self._skip(paragraph)
        elif _DISCUSSION.match(paragraph.text):
            self.in_discussion, self.under, self.fresh = True, (), True
        elif self._is_question_again(paragraph):
            self._skip(paragraph)
        elif lines.is_bullet(paragraph) and not self.fresh:
            self._add_bullet(paragraph)
        else:
            self._add(paragraph)

    def _is_question_again(self, paragraph: Paragraph) -> bool:
        number = lines.numbered(paragraph)
        question = self.questions.get(number[0]) if number else None
        if number and question and questions.says_again(number[1], question=question):
            self.under, self.fresh = (question.number,), True
            return True
        return False

    def _skip(self, paragraph: Paragraph) -> None:
        self.repeated.append(Repeated(text=paragraph.text, start=paragraph.start, end=paragraph.end))

    def _add_bullet(self, paragraph: Paragraph) -> None:
        self.drafts[-1].bullets.append(lines.without_bullet(paragraph))
        self.drafts[-1].end = paragraph.end

    def _add(self, paragraph: Paragraph) -> None:
        self.under = self._numbers_at_start(paragraph) or self.under
        bullet = lines.is_bullet(paragraph)
        draft = _Draft(
            key=f"P{len(self.drafts) + 1}",
            text="" if bullet else paragraph.text,
            bullets=[lines.without_bullet(paragraph)] if bullet else [],
            questions=self.under,
            start=paragraph.start,
            end=paragraph.end,
        )
        self.drafts.append(draft)
        self.fresh = False
        self._group(draft)

    def _numbers_at_start(self, paragraph: Paragraph) -> tuple[int, ...]:
        """ "Zu Frage 1 und 2: …" or "3. …", if the inquiry has these numbers."""
        if match := _TO_QUESTIONS.match(paragraph.text):
            numbers = tuple(int(number) for number in re.findall(r"\d+", match["numbers"] or match["numbers_alone"]))
        else:
            number = lines.numbered(paragraph)
            numbers = (number[0],) if number and not self.in_discussion else ()
        return numbers if numbers and all(number in self.questions for number in numbers) else ()

    def _group(self, draft: _Draft) -> None:
        """A passage that asks opens a follow-up; what comes after it in the discussion belongs to it."""
        if _ASKS_AGAIN.search(draft.text) or (self.in_discussion and (not self.groups or _ASKS.match(draft.text))):
            self.groups.append([draft])
        elif self.in_discussion:
            self.groups[-1].append(draft)


def start(paragraphs: Sequence[Paragraph]) -> int | None:
    """Where notes or answers begin: at "Notizen", "Update", "Antwort des Magistrats", or "ohne Gewähr"."""
    return next((position for position, paragraph in enumerate(paragraphs) if is_heading(paragraph)), None)


def is_heading(paragraph: Paragraph) -> bool:
    if len(paragraph.text) > 300:
        return False
    return bool(_HEADING.match(paragraph.text) or _DISCLAIMER.search(paragraph.text))


def read(paragraphs: Sequence[Paragraph], *, asked: Sequence[Question]) -> tuple[Notes, tuple[Repeated, ...]]:
    """The notes that begin with their heading, and the paragraphs in them that only repeat the inquiry."""
    heads = 0
    while heads < len(paragraphs) and is_heading(paragraphs[heads]):
        heads += 1
    reader = _Reader(questions={question.number: question for question in asked})
    for paragraph in paragraphs[heads:]:
        reader.take(paragraph)
    heading = "\n".join(paragraph.text for paragraph in paragraphs[:heads])
    disclaimer = _DISCLAIMER.search(heading)
    notes = Notes(
        start=paragraphs[0].start,
        below=paragraphs[heads - 1].end,
        heading=heading,
        disclaimer=disclaimer[0] if disclaimer else None,
        official=False if disclaimer else None,
        passages=tuple(draft.passage() for draft in reader.drafts),
        follow_ups=tuple(_follow_ups(reader.groups)),
    )
    return notes, tuple(reader.repeated)


def meeting(heading: str) -> Meeting | None:
    """What the heading of the notes says about the meeting; None if it says nothing."""
    session, date, body = _SESSION.search(heading), days.first(heading), _BODY.search(heading)
    if not (session or date or body):
        return None
    return Meeting(
        name=_name(heading, date_text=date.text if date else None),
        number=int(session["number"]) if session else None,
        date=date.day if date else None,
        date_text=date.text if date else None,
        body=_GENITIVE.sub(r"\1", body["body"].strip()) if body else None,
        public=_public(heading),
    )


def _public(heading: str) -> bool | None:
    if _CLOSED.search(heading):
        return False
    return True if re.search(r"\böffentliche", heading) else None


def _name(heading: str, *, date_text: str | None) -> str | None:
    session = _SESSION.search(heading)
    if not session:
        return None
    kind = f"{session['kind']} " if session["kind"] else ""
    day = f" am {date_text}" if date_text else ""
    return f"{session['number']}. {kind}Sitzung{day}"


def _follow_ups(groups: Sequence[Sequence[_Draft]]) -> Iterator[FollowUp]:
    for number, group in enumerate(groups, start=1):
        question, answer = _asked_and_answered("\n".join(draft.text for draft in group))
        asker = _ASKS.match(group[0].text) or _ON_REQUEST.match(group[0].text)
        yield FollowUp(
            number=number,
            asker=asker["asker"] if asker else None,
            text=question,
            answer=answer,
            passages=tuple(draft.key for draft in group),
        )


def _asked_and_answered(text: str) -> tuple[str, str | None]:
    match = _ANSWER.search(text)
    return (text[: match.start()].strip(), text[match.end() :].strip()) if match else (text, None)
