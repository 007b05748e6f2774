"""What the client's two inquiries come to, whoever takes them in: facts, numbers and states, none of their texts."""

from __future__ import annotations

from datetime import date

from council.models import Organization
from documents.models import Paper
from motions.importing import text
from motions.importing.plain import lines
from tests import shared

FIRST, SECOND = "000_2eeec42456ee2a20.txt", "001_82c734ab0da61516.txt"
COMMITTEE = "Ausschuss für Finanzen, Wirtschaft und Grundsatzfragen"
FACTION = "Fraktion FDP + Freie Wähler + Piraten"
BOARD = "Seniorenbeirat"

# domain brief §7.2 and §7.1
EXPECTED = {
    FIRST: {
        "paper": {
            "type": "inquiry",
            "state": "answered_oral",
            "audience": "public",
            "reference": None,
            "date": None,
            "addressed_to": "Magistrat",
            "originators": [(FACTION, "faction", True)],
            "direct_referral": None,
            "referred_to": [],
            "term": "XVIII. Wahlperiode",
            "keywords": [],
        },
        "answer": {
            "requested": "written",
            "actual": "oral",
            "honoured": False,
            "outstanding": True,
            "overall": "partial",
            "respondent": "Oberbürgermeister, Magistrat",
            "given_on": date(2020, 2, 6),
            "notes": ("public", False, "ohne Gewähr"),
        },
        "meeting": {
            "name": "Sitzung am 6. Februar 2020",
            "number": None,
            "date": date(2020, 2, 6),
            "start": None,
            "public": None,
            "body": None,
            "state": "closed",
            "audience": "public",
            "item": ("", None, "answered_oral", "closed", "public"),
            "consultation": ("answering", None),
        },
        "questions": [
            (1, "answered", False, [1]),
            (2, "partial", False, [2, 3]),
            (3, "answered", False, [4, 5]),
            (4, "partial", False, [6]),
            (5, "partial", True, [7]),
            (6, "unanswered", False, []),
        ],
        "follow_ups": [(FACTION, "faction", "", None, "partial")],
    },
    SECOND: {
        "paper": {
            "type": "inquiry",
            "state": "answered_oral",
            "audience": "public",
            "reference": None,
            "date": None,
            "addressed_to": "Magistrat",
            "originators": [],
            "direct_referral": True,
            "referred_to": [COMMITTEE],
            "term": "XVIII. Wahlperiode",
            "keywords": [
                "Digitalisierung",
                "Smart City",
                "papierlose Stadtverordnetenversammlung",
                "Radverkehr",
                "Ampelsteuerung",
                "115",
            ],
        },
        "answer": {
            "requested": "",
            "actual": "oral",
            "honoured": None,
            "outstanding": False,
            "overall": "partial",
            "respondent": "Oberbürgermeister",
            "given_on": date(2019, 3, 6),
            "notes": ("public", False, "ohne Gewähr"),
        },
        "meeting": {
            "name": "31. öffentliche Sitzung am 6. März 2019",
            "number": 31,
            "date": date(2019, 3, 6),
            "start": None,
            "public": True,
            "body": (COMMITTEE, "committee"),
            "state": "closed",
            "audience": "public",
            "item": ("", True, "answered_oral", "closed", "public"),
            "consultation": ("answering", False),
        },
        "questions": [
            (1, "answered", False, [1, 11]),
            (2, "answered", False, [2, 5, 6]),
            (3, "partial", False, [2, 3, 4, 6]),
            (4, "answered", False, [7]),
            (5, "answered", False, [8]),
            (6, "answered", False, [6, 8]),
            (7, "partial", False, [9]),
            (8, "partial", False, [10]),
        ],
        "follow_ups": [(BOARD, "advisory_board", "", 1, "answered")],
    },
}


def source(name):
    """The text as it is stored."""
    return lines.decode((shared.SHARED / "seeds" / name).read_bytes(), name=name)


def paper_of(name):
    """The paper that was made of that text, by whichever way it came in."""
    return Paper.objects.get(origin=f"text:{text.fingerprint(source(name))}")


def entered(name):
    """What the database holds of that text, in the form of the table."""
    paper = paper_of(name)
    return {
        "paper": _paper(paper),
        "answer": _answer(paper),
        "meeting": _meeting(paper),
        "questions": [
            (
                question.number,
                question.answer_status,
                question.status_reason == "Die Quelle nennt die Antwort selbst unkonkret.",
                sorted(question.passages.values_list("number", flat=True)),
            )
            for question in paper.inquiry.questions.order_by("number")
        ],
        "follow_ups": [_follow_up(row) for row in paper.inquiry.followups.order_by("number")],
    }


def wording(name):
    """Every text that was kept of it, letter by letter."""
    paper = paper_of(name)
    (answer,) = paper.inquiry.answers.all()
    return {
        "name": paper.name,
        "body": [version.text for version in paper.versions.order_by("number")],
        "questions": list(paper.inquiry.questions.order_by("number").values_list("text", flat=True)),
        "passages": list(answer.passages.order_by("number").values_list("text", "remark")),
        "note": [(note.heading, note.text) for note in paper.meeting_notes.all()],
        "follow_ups": list(paper.inquiry.followups.order_by("number").values_list("text", "answer_text")),
    }


def _paper(paper):
    referred = paper.consultations.filter(organization__isnull=False).order_by("order")
    return {
        "type": paper.paper_type,
        "state": paper.state,
        "audience": paper.audience,
        "reference": paper.reference,
        "date": paper.date,
        "addressed_to": paper.addressed_to,
        "originators": [
            (row.organization.name, row.organization.kind, row.inferred) for row in paper.originators.order_by("order")
        ],
        "direct_referral": paper.direct_referral,
        "referred_to": [row.organization.name for row in referred],
        "term": paper.term and paper.term.name,
        "keywords": paper.keywords,
    }


def _answer(paper):
    inquiry = paper.inquiry
    (answer,) = inquiry.answers.all()
    return {
        "requested": inquiry.answer_mode_requested,
        "actual": inquiry.answer_mode_actual,
        "honoured": inquiry.answer_mode_honoured,
        "outstanding": inquiry.written_answer_outstanding,
        "overall": inquiry.overall,
        "respondent": answer.respondent,
        "given_on": answer.given_on,
        "notes": (answer.note.audience, answer.note.official, answer.note.disclaimer),
    }


def _meeting(paper):
    (consultation,) = paper.consultations.all()
    meeting = consultation.meeting
    (item,) = meeting.items.all()
    body = meeting.organization
    return {
        "name": meeting.name,
        "number": meeting.number,
        "date": meeting.date,
        "start": meeting.starts_at,
        "public": meeting.public,
        "body": body and (body.name, body.kind),
        "state": meeting.state,
        "audience": meeting.audience,
        "item": (item.number, item.public, item.result, item.state, item.audience),
        "consultation": (consultation.role, consultation.authoritative),
    }


def _follow_up(row):
    asker: Organization | None = row.asker_organization
    question = row.question and row.question.number
    return (asker and asker.name, asker and asker.kind, row.asker_role, question, row.answer_status)
