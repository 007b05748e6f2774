from datetime import date

import pytest

from council.states import Audience, BodyKind
from documents.actions import consultations, papers
from documents.print import compose, press
from documents.print.sheets import Block
from documents.states import PaperType
from tests import factories

pytestmark = pytest.mark.django_db


def planned(paper, organization):
    return papers.refer(paper, to=organization, by=None)


def test_paper_sheet_carries_number_kind_and_originators():
    faction = factories.organization(BodyKind.FACTION, name="Fraktion Grüne Stadt")
    paper = factories.paper(name="Radweg", reference="101.20.7", text="## Begründung\n\n1. Erstens\n\na) Näheres")
    papers.name_originator(paper, organization=faction)

    sheet = compose.paper_sheet(paper)

    assert (sheet.kind, sheet.title, sheet.reference, sheet.date) == (
        "Antrag",
        "Radweg",
        "101.20.7",
        "Mo., 1. Juni 2026",
    )
    assert sheet.issuer == "Stadtverordnetenversammlung"
    assert sheet.originators == ("Fraktion Grüne Stadt",)
    assert sheet.blocks == (
        Block(kind="heading", text="Begründung", level=1),
        Block(kind="point", text="Erstens", label="1.", level=1),
        Block(kind="point", text="Näheres", label="a)", level=2),
    )


def test_paper_of_the_executive_has_its_letterhead():
    paper = factories.paper(paper_type=PaperType.EXECUTIVE_PROPOSAL)

    assert compose.paper_sheet(paper).issuer == "Der Magistrat"


def test_paper_sheet_says_that_it_is_closed():
    closed = factories.paper(audience=Audience.COUNCIL)

    assert compose.paper_sheet(closed).closed is True
    assert compose.paper_sheet(factories.paper()).closed is False


def test_agenda_sheet_nests_items_and_leaves_closed_ones_out():
    assembly = factories.organization(BodyKind.ASSEMBLY, name="Stadtverordnetenversammlung")
    meeting = factories.meeting(assembly, name="8. Sitzung")
    first = factories.item(meeting, number="I/1", part="I", name="Vorschläge")
    factories.item(meeting, number="I/1.1", part="I", name="Querungshilfe", parent=first)
    factories.item(
        meeting, number="I/2", part="I", name="Grundstück", audience=Audience.BODY, audience_organization=assembly
    )
    factories.item(meeting, number="II/1", part="II", name="Satzung")

    sheet = compose.agenda_sheet(meeting, kind="Einladung", issued_on=date(2026, 6, 4))

    facts = {fact.label: fact.value for fact in sheet.facts}
    assert (facts["Tag"], facts["Beginn"], sheet.issued) == ("Montag, 15. Juni 2026", "16:00 Uhr", "Den 4. Juni 2026")
    assert [(part.title, [(e.number, e.title, e.level) for e in part.entries]) for part in sheet.parts] == [
        ("Tagesordnung I – mit Aussprache", [("I/1", "Vorschläge", 1), ("I/1.1", "Querungshilfe", 2)]),
        ("Tagesordnung II – ohne Aussprache", [("II/1", "Satzung", 1)]),
    ]


def test_agenda_sheet_names_public_papers_only():
    assembly = factories.organization(BodyKind.ASSEMBLY)
    meeting = factories.meeting(assembly)
    for audience, reference in ((Audience.PUBLIC, "101.20.1"), (Audience.MEMBERS, "101.20.2")):
        paper = factories.paper(reference=reference, audience=audience)
        consultations.schedule(planned(paper, assembly), item=factories.item(meeting), by=None)

    sheet = compose.agenda_sheet(meeting)

    named = [[block.text for block in entry.blocks] for part in sheet.parts for entry in part.entries]
    assert named == [["Antrag 101.20.1"], []]
    assert (sheet.opening, sheet.recipients) == ((), "")


def test_what_is_unknown_is_called_so_and_printed_all_the_same():
    paper = factories.paper(date=None, reference=None, text="")
    meeting = factories.meeting(factories.organization(), date=None, starts_at=None)

    sheet = compose.paper_sheet(paper)
    agenda = compose.agenda_sheet(meeting)

    assert (sheet.date, sheet.reference, sheet.blocks, sheet.originators) == ("", "", (), ("nicht angegeben",))
    assert [(fact.label, fact.value) for fact in agenda.facts[1:]] == [
        ("Tag", "nicht angegeben"),
        ("Beginn", "nicht angegeben"),
        ("Ort", "nicht angegeben"),
    ]
    assert press.sheet(sheet)[:5] == press.sheet(agenda)[:5] == b"%PDF-"
