"""A paper and an agenda as PDF say what their page says to the same person, and nothing more to anybody."""

import io
from collections import Counter
from datetime import date

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from council.models import Meeting
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Paper
from documents.states import PaperType
from tests import factories
from tests.documents.print.comparing import words, words_of_page, words_of_pdf

pytestmark = pytest.mark.django_db

TEXT = "## Beschlusstext\n\n1. Der Magistrat baut einen Radweg.\n\n2. Er berichtet.\n\n## Begründung\n\nWeil er fehlt."
# What stands on the sheet beside the words of the page, and on the page beside the words of the sheet.
LETTERHEAD = "Falkenbrück Stadtverordnetenversammlung Nr 101.20.7 Antrag Stand"
PAGE_ONLY = "Antrag 101.20.7 101.20.7 Wortlaut Angaben Nummer Datum öffentlich Zum ganzen Weg"


def pdf(client, thing, name="paper-pdf", **query):
    return client.get(reverse(name, args=[thing.key]), query)


def official(response):
    """The page of a paper without what leads elsewhere from beside it."""
    head, _, rest = response.content.decode().partition("<aside>")
    return head + "<aside><section><h2>Angaben" + rest.partition("<h2>Angaben")[2]


def differences(page, printed, *, on_sheet, on_page):
    """Words that one says more often than the other, once the furniture of each is taken away."""
    page = Counter(page)
    page.subtract(Counter(words(on_page)))
    printed = Counter(printed)
    printed.subtract(Counter(words(on_sheet)))
    return dict(page - printed), dict(printed - page)


def full_paper(cast, **fields):
    fields = {
        "name": "Radweg an der Mühlgasse",
        "reference": "101.20.7",
        "text": TEXT,
        "plain_summary": "Ein neuer Weg für Räder.",
        "addressed_to": "Magistrat",
        "term": cast.term,
        "under_direction_of": cast.office,
    } | fields
    paper = factories.paper(**fields)
    papers.name_originator(paper, organization=cast.our_faction)
    factories.file(paper=paper, name="Lageplan", page_count=3, size=2048)
    item = factories.item(
        factories.meeting(cast.committee, date=date(2026, 6, 10)), result="adopted", result_text="7 Ja, 2 Nein"
    )
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=item, by=None)
    return Paper.objects.get(pk=paper.pk)


def test_pdf_of_a_paper_has_the_words_of_its_page(cast, client):
    paper = full_paper(cast)
    factories.paper(superordinate=paper, name="Änderung", paper_type=PaperType.AMENDMENT, reference="101.20.7/Ä1")
    client.force_login(cast.councillor)

    page = words_of_page(official(client.get(paper.get_absolute_url())))
    printed = words_of_pdf(pdf(client, paper).content)

    missing, added = differences(page, printed, on_sheet=LETTERHEAD, on_page=PAGE_ONLY)
    assert (missing, added) == ({}, {})


def test_pdf_of_a_paper_is_tagged_named_and_shown_in_the_browser(cast, client):
    paper = full_paper(cast)

    response = pdf(client, paper)

    root = pypdf.PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'inline; filename="Antrag-101.20.7.pdf"'
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data().replace(b" ", b"")
    assert "/FontFile3" in str(fonts(response.content)) or "/FontFile2" in str(fonts(response.content))


def fonts(content):
    """The descriptions of all fonts of a PDF."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            descendants = font.get_object()["/DescendantFonts"]
            found += [sorted(one.get_object()["/FontDescriptor"].get_object()) for one in descendants]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & \"quotes\" 'single' {{ 7|add:7 }}",
        "#set text(red) $x^2$ [a] *b* `raw` \\ @ref",
        "Räder \U0001f6b2 und 北京",
        "Zahlung an \u2066GBM\u2069",
    ],
)
def test_hostile_and_strange_text_is_printed_as_on_the_page(cast, client, text):
    paper = factories.paper(name="Radweg", text=f"Vorher.\n\n{text}\n\nNachher.", plain_summary=text)

    page = words_of_page(official(client.get(paper.get_absolute_url())))
    printed = words_of_pdf(pdf(client, paper).content)

    assert {word: (page[word], printed[word]) for word in set(words(text)) if page[word] != printed[word]} == {}


def test_very_long_text_is_printed(cast, client):
    paper = factories.paper(text="Wort und " * 22_000)

    response = pdf(client, paper)

    assert response.status_code == 200
    assert words_of_pdf(response.content)["wort"] == 22_000


def test_text_beyond_the_press_is_refused_with_a_sentence(cast, client):
    paper = factories.paper(text="ä\U0001f600" * 60_000)

    response = pdf(client, paper)

    assert response.status_code == 409
    assert "Das ist zu viel Text für ein PDF." in response.content.decode()


def test_earlier_text_is_printed_on_request(cast, client):
    paper = factories.paper(text="Erste Fassung mit Ahorn.")
    papers.revise(paper, body_text="Zweite Fassung mit Buche.", by=cast.clerk)

    newest, first = (words_of_pdf(pdf(client, paper, version=number).content) for number in ("9", "1"))

    assert (newest["ahorn"], newest["buche"], first["ahorn"], first["buche"]) == (0, 1, 1, 0)


def test_closed_paper_is_printed_for_its_readers_alone_and_kept_out_of_caches(cast, client):
    paper = full_paper(cast, audience=Audience.BODY, audience_organization=cast.committee)

    answers = {}
    for name, user in cast.everyone().items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        answers[name] = pdf(client, paper)

    readers = {name for name, response in answers.items() if response.status_code == 200}
    assert readers == {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert {response.status_code for name, response in answers.items() if name not in readers} == {404}
    assert {answers[name]["Cache-Control"] for name in readers} == {"no-store, private"}
    assert "nichtöffentlich" in words_of_pdf(answers["clerk"].content)


def running(cast):
    meeting = factories.meeting(cast.committee, name="8. Sitzung", state="invited", agenda_published_at=timezone.now())
    first = factories.item(meeting, name="Radweg", number="1", result="adopted", result_text="7 Ja")
    paper = factories.paper(reference="101.20.9")
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=first, by=None)
    factories.item(
        meeting, name="Grundstücksaal", number="2", public=False, audience="body", audience_organization=cast.committee
    )
    factories.item(meeting, name="Verschiedenes", number="3", resolution_text="So wird es gemacht.")
    return meeting


@pytest.mark.parametrize("who", ["nobody", "councillor"])
def test_pdf_of_an_agenda_has_the_words_of_its_page_for_this_reader(cast, client, who):
    meeting = running(cast)
    if who != "nobody":
        client.force_login(cast.people[who])

    html = client.get(meeting.get_absolute_url()).content.decode()
    agenda = html[html.index('id="agenda"') :].split("</section>")[0]
    page = words_of_page(f'<main><ol class="agenda" {agenda}</main>')
    printed = words_of_pdf(pdf(client, meeting, "meeting-agenda-pdf").content)

    frame = "Falkenbrück Vorsitz Ausschuss für Umwelt und Energie Tagesordnung 8. Sitzung Tagesordnung"
    facts = "Gremium Ausschuss für Umwelt und Energie Tag Montag 15. Juni 2026 Beginn 16:00 Uhr Ort nicht angegeben"
    missing, added = differences(page, printed, on_sheet=f"{frame} {facts}", on_page="")
    assert (missing, added) == ({}, {})
    assert ("grundstücksaal" in printed) == (who == "councillor")


def test_invitation_greets_and_lists_the_agenda_once_it_was_sent(cast, client):
    meeting = running(cast)

    sent = words_of_pdf(pdf(client, meeting, "meeting-invitation-pdf").content)
    Meeting.objects.filter(pk=meeting.pk).update(state="agenda_open")
    early = pdf(client, meeting, "meeting-invitation-pdf")

    assert sent["einladung"] == 1
    assert (sent["lade"], sent["radweg"], sent["grundstücksaal"]) == (1, 1, 0)
    assert early.status_code == 409
    assert "Zu dieser Sitzung ist noch nicht eingeladen." in early.content.decode()


def test_closed_meeting_has_no_agenda_for_outsiders(cast, client):
    meeting = factories.meeting(cast.committee, audience="body", audience_organization=cast.committee, public=False)

    statuses = {}
    for who in ("citizen", "rival", "councillor"):
        client.force_login(cast.people[who])
        statuses[who] = pdf(client, meeting, "meeting-agenda-pdf").status_code

    assert statuses == {"citizen": 404, "rival": 404, "councillor": 200}


def test_pages_lead_to_their_pdf(cast, client):
    paper, meeting = full_paper(cast), running(cast)

    for thing, names in ((paper, ["paper-pdf"]), (meeting, ["meeting-agenda-pdf", "meeting-invitation-pdf"])):
        html = client.get(thing.get_absolute_url()).content.decode()
        assert [reverse(name, args=[thing.key]) in html for name in names] == [True] * len(names)
