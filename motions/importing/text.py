"""Reads a plain-text Anfrage, Antrag, Mitteilung or document and proposes; a human decides what stays open."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from motions.importing.plain import days, doubts, formulas, head, lines, notes, outline, questions
from motions.importing.plain.proposal import AnswerMode, PaperType, Paragraph, Proposal, TextProblem

_REASONS = re.compile(r"Begründung(?P<inline>\s*:\s*\S.*| erfolgt .*)?\s*:?$", re.IGNORECASE)
_INFORMATION_REACH = 6


def read(text: str, *, name: str) -> Proposal:
    """What the text seems to be; offsets are code points of `text`, which is kept verbatim.

    Raises TextProblem for what is no readable text, and for an inquiry without a question.
    """
    lines.check(text, name=name)
    paragraphs = lines.paragraphs(text)
    formula = formulas.find(paragraphs)
    blank = Proposal(
        name=name,
        source=text,
        sha256=fingerprint(text),
        paper_type=formula.paper_type if formula else PaperType.OTHER,
        title=None,
        mentions=days.mentions(text),
    )
    proposal = _paper(blank, paragraphs, formula=formula) if formula else _document(blank, paragraphs)
    return replace(proposal, open=tuple(doubts.about(proposal)))


def fingerprint(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hexadecimal: what decisions are tied to."""
    return hashlib.sha256(text.encode()).hexdigest()


def _paper(blank: Proposal, paragraphs: Sequence[Paragraph], *, formula: formulas.Formula) -> Proposal:
    above, below = paragraphs[: formula.position], paragraphs[formula.position :]
    if formula.paper_type == PaperType.INQUIRY:
        return _inquiry(_headed(blank, head.read(above), addressed_to=formula.addressed_to), below[1:])
    return _motion(_headed(blank, head.read(above), addressed_to=formula.addressed_to), below)


def _headed(blank: Proposal, top: head.Head, *, addressed_to: str | None) -> Proposal:
    return replace(
        blank,
        title=top.title,
        section=top.section,
        reference=top.reference,
        date=top.day,
        addressed_to=addressed_to,
        originator=top.originator,
        direct_referral=True if top.referred_to else None,
        referred_to=top.referred_to,
        introduction=tuple(paragraph.text for paragraph in top.others),
    )


def _inquiry(proposal: Proposal, below: Sequence[Paragraph]) -> Proposal:
    main, noted = _split_notes(below)
    asked, reasons = _split_reasons(main)
    listing = questions.read(asked)
    if not listing.questions:
        raise TextProblem(
            f"„{proposal.name}“ beginnt wie eine Anfrage („Wir fragen …:“), enthält danach aber keine Frage."
        )
    whole = "\n".join(paragraph.text for paragraph in (*listing.others, *reasons))
    proposal = replace(
        proposal,
        questions=listing.questions,
        numbered=listing.numbered,
        reasons=_reasons(reasons, source=proposal.source),
        answer_mode_requested=formulas.requested_mode(whole),
        remainder=tuple(p.text for p in listing.others if not formulas.requested_mode(p.text)),
    )
    return _with_notes(proposal, noted)


def _motion(proposal: Proposal, below: Sequence[Paragraph]) -> Proposal:
    main, noted = _split_notes(below)
    resolved, reasons = _split_reasons(main)
    if len(resolved) > 1 and resolved[0].text.endswith(":") and formulas.only_announces(resolved[0]):
        resolved = resolved[1:]
    proposal = replace(
        proposal,
        resolution=_between(resolved, source=proposal.source),
        reasons=_reasons(reasons, source=proposal.source),
    )
    return _with_notes(proposal, noted)


def _document(blank: Proposal, paragraphs: Sequence[Paragraph]) -> Proposal:
    top = head.read_document(paragraphs)
    body, repeated = outline.once(top.others, title=top.title)
    subtitle = body.pop(0).text if outline.is_subtitle(body) else None
    informs = any(formulas.is_information(paragraph) for paragraph in paragraphs[:_INFORMATION_REACH])
    return replace(
        _headed(blank, top, addressed_to=None),
        paper_type=PaperType.INFORMATION if informs else PaperType.OTHER,
        introduction=(),
        subtitle=subtitle,
        sections=outline.sections(body),
        repeated=repeated,
    )


def _with_notes(proposal: Proposal, noted: Sequence[Paragraph]) -> Proposal:
    if not noted:
        return proposal
    taken, repeated = notes.read(noted, asked=proposal.questions)
    meeting = notes.meeting(taken.heading)
    return replace(
        proposal,
        notes=taken,
        meeting=meeting,
        repeated=repeated,
        answer_mode_actual=AnswerMode.ORAL if proposal.questions and (meeting or taken.disclaimer) else None,
    )


def _split_notes(paragraphs: Sequence[Paragraph]) -> tuple[Sequence[Paragraph], Sequence[Paragraph]]:
    position = notes.start(paragraphs)
    return (paragraphs, ()) if position is None else (paragraphs[:position], paragraphs[position:])


def _split_reasons(paragraphs: Sequence[Paragraph]) -> tuple[Sequence[Paragraph], Sequence[Paragraph]]:
    """The text, and its reasons from the heading "Begründung" on."""
    for position, paragraph in enumerate(paragraphs):
        if _REASONS.match(paragraph.text):
            return paragraphs[:position], paragraphs[position:]
    return paragraphs, ()


def _reasons(paragraphs: Sequence[Paragraph], *, source: str) -> str | None:
    """The reasons verbatim, without a heading that stands alone."""
    if len(paragraphs) > 1 and not _has_inline_reasons(paragraphs[0]):
        return _between(paragraphs[1:], source=source)
    return _between(paragraphs, source=source)


def _has_inline_reasons(paragraph: Paragraph) -> bool:
    match = _REASONS.match(paragraph.text)
    return bool(match and match["inline"])


def _between(paragraphs: Sequence[Paragraph], *, source: str) -> str | None:
    return source[paragraphs[0].start : paragraphs[-1].end] if paragraphs else None
