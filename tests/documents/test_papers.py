from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council.actions import agenda
from council.models import AgendaItem
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import File, Paper, Slot
from documents.states import PaperType
from tests import factories
from tests.documents.oparl import asking

pytestmark = pytest.mark.django_db


def get(client, user, address):
    client.force_login(user) if user.is_authenticated else client.logout()
    return client.get(address)


def seers(client, cast, address):
    """The names of those who get the page."""
    return {name for name, user in cast.everyone().items() if get(client, user, address).status_code == 200}


def test_paper_page_shows_its_text_in_numbered_blocks(cast, client):
    paper = factories.paper(name="Radweg", text="# Beschluss\n\nDer Radweg wird gebaut.\n\n1. bald\n2. breit")

    html = client.get(paper.get_absolute_url()).content.decode()

    assert [f'id="absatz-{number}"' in html for number in range(1, 6)] == [True, True, True, True, False]


def test_closed_paper_answers_outsiders_like_an_unknown_one(cast, client):
    closed = factories.paper(
        name="Grundstück am Anger", audience=Audience.BODY, audience_organization=cast.assembly, reference="101.20.77"
    )
    unknown = reverse("paper", args=["a" * 26])

    answers = [client.get(address) for address in (closed.get_absolute_url(), unknown, "/p/101.20.77", "/p/101.20.78")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert "Anger" not in "".join(answer.content.decode() for answer in answers)
    assert seers(client, cast, closed.get_absolute_url()) == {
        "clerk",
        "deputy",
        "chair",
        "councillor",
        "colleague",
        "rival",
        "mayor",
    }


def test_number_leads_to_the_paper_and_to_its_amendment(cast, client):
    paper = factories.paper(reference="101.20.5")
    amendment = factories.paper(reference="101.20.5/Ä1", paper_type=PaperType.AMENDMENT, superordinate=paper)

    assert client.get("/p/101.20.5").url == paper.get_absolute_url()
    assert client.get("/p/101.20.5/Ä1").url == amendment.get_absolute_url()


def test_list_costs_the_same_for_one_and_for_many(cast, client, django_assert_num_queries):
    factories.paper()
    client.get(reverse("papers"))
    with django_assert_num_queries(4):
        client.get(reverse("papers"))
    for _ in range(5):
        factories.paper()

    with django_assert_num_queries(4):
        client.get(reverse("papers"))


def test_list_shows_each_only_what_they_may_read(cast, client):
    factories.paper(name="Öffentliches")
    factories.paper(name="Verschlossenes", audience=Audience.FACTION, audience_organization=cast.our_faction)

    shown = {
        name: [
            word in get(client, user, reverse("papers")).content.decode() for word in ("Öffentliches", "Verschlossenes")
        ]
        for name, user in cast.everyone().items()
    }

    assert {name for name, (_, closed) in shown.items() if closed} == {"councillor", "colleague"}
    assert all(public for public, _ in shown.values())


def test_admission_gives_numbers_in_turn_and_never_the_same_again(cast):
    first, second = (factories.paper(state="submitted", audience=Audience.PRIVATE) for _ in range(2))

    numbers = [papers.admit(paper, by=cast.clerk, on=date(2026, 6, 15)).reference for paper in (first, second)]

    assert numbers == ["101.20.1", "101.20.2"]


def test_admitting_twice_is_refused_and_costs_no_number(cast, client):
    paper = factories.paper(state="submitted", audience=Audience.PUBLIC)
    client.force_login(cast.clerk)
    client.post(reverse("paper-admit", args=[paper.key]))

    again = client.post(reverse("paper-admit", args=[paper.key]))

    assert again.status_code == 409
    assert "Das geht jetzt nicht" in again.content.decode()
    assert [paper.reference for paper in Paper.objects.exclude(reference=None)] == ["101.20.1"]


def test_only_the_office_admits(cast, client):
    paper = factories.paper(state="submitted")

    answers = {
        name: (client.force_login(user), client.post(reverse("paper-admit", args=[paper.key])).status_code)[1]
        for name, user in cast.everyone().items()
        if name not in ("clerk", "deputy", "nobody")
    }

    assert set(answers.values()) == {403}
    assert Paper.objects.get(pk=paper.pk).state == "submitted"


def test_file_of_a_closed_item_stays_closed_though_it_says_public(cast, client):
    meeting = factories.meeting(cast.assembly)
    closed_item = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly, public=False)
    file = factories.file(name="Gutachten", meeting=meeting, item=closed_item, pages=("Der Preis beträgt viel.",))

    assert not File.objects.visible_to(cast.nobody).exists()
    assert "citizen" not in seers(client, cast, file.get_absolute_url())
    assert "councillor" in seers(client, cast, file.get_absolute_url())


def test_barred_member_loses_the_closed_paper_of_that_item_only(cast):
    meeting = factories.meeting(cast.assembly)
    item = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.assembly, public=False)
    closed = {"audience": Audience.BODY, "audience_organization": cast.assembly}
    treated, other = factories.paper(**closed), factories.paper(**closed)
    consultation = papers.refer(treated, to=cast.assembly, by=cast.clerk)
    consultations.schedule(consultation, item=item, by=cast.clerk)
    file = factories.file(paper=treated, **closed)

    agenda.bar(item, person=cast.rival.person, by=cast.chair)

    everyone = cast.everyone()
    assert set(Paper.objects.visible_to(everyone["rival"])) == {other}
    assert set(File.objects.visible_to(everyone["rival"])) == set()
    assert set(Paper.objects.visible_to(everyone["councillor"])) == {treated, other}
    assert set(File.objects.visible_to(everyone["councillor"])) == {file}


def test_upload_is_read_and_its_text_stands_on_the_file_page(cast, client, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from documents import reading

    paper = factories.paper()
    client.force_login(cast.clerk)
    given = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 und sonst nichts", content_type="application/pdf")
    client.post(reverse("paper-upload", args=[paper.key]), {"file": given, "role": "auxiliary"})

    reading.read_files(None)

    file = File.objects.get()
    page = client.get(file.get_absolute_url()).content.decode()
    assert file.state == "unreadable"
    assert file.problem != ""
    assert file.problem in page


def test_what_only_calls_itself_a_pdf_is_refused(cast, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = factories.paper()
    client.force_login(cast.clerk)
    given = SimpleUploadedFile("plan.PDF", b"<script>alert(1)</script>", content_type="application/pdf")
    answer = client.post(reverse("paper-upload", args=[paper.key]), {"file": given, "role": "auxiliary"})

    assert "Der Name sagt PDF, aber die Datei ist keines." in answer.content.decode()
    assert File.objects.count() == 0


def test_record_form_refuses_a_number_that_is_taken(cast, client):
    factories.paper(reference="101.20.9", body=cast.town)
    client.force_login(cast.clerk)

    answer = client.post(
        reverse("record"),
        {"name": "Alt", "paper_type": "motion", "state": "recorded", "reference": "101.20.9"},
    )

    assert "Diese Vorlagennummer ist schon vergeben." in answer.content.decode()
    assert Paper.objects.filter(name="Alt").count() == 0


def test_recorded_matter_without_publicity_stays_closed(cast, client):
    client.force_login(cast.clerk)

    client.post(reverse("record"), {"name": "Altes", "paper_type": "motion", "state": "recorded"})

    made = Paper.objects.get(name="Altes")
    assert seers(client, cast, made.get_absolute_url()) == {"clerk", "deputy"}


def test_stale_revision_is_refused_and_nothing_is_overwritten(cast, client):
    paper = factories.paper(text="Erste Fassung.")
    client.force_login(cast.clerk)
    form = {"name": paper.name, "text": "Zweite Fassung.", "version": paper.version}
    client.post(reverse("paper-revise", args=[paper.key]), form)

    stale = client.post(reverse("paper-revise", args=[paper.key]), form | {"text": "Dritte Fassung."})

    assert stale.status_code == 409
    assert list(paper.versions.order_by("number").values_list("text", flat=True)) == [
        "Erste Fassung.",
        "Zweite Fassung.",
    ]


def test_restricting_a_paper_takes_its_files_along(cast):
    paper = factories.paper()
    factories.file(paper=paper)

    papers.restrict(paper, audience=Audience.BODY, organization=cast.assembly, by=cast.clerk)

    assert not File.objects.visible_to(cast.nobody).exists()


def test_publishing_opens_the_files_of_the_same_audience_and_leaves_those_closed_further(cast):
    closed = {"audience": Audience.BODY, "audience_organization": cast.assembly_office}
    paper = factories.paper(**closed)
    plan = factories.file(paper=paper, name="Lageplan", **closed)
    factories.file(paper=paper, name="Kaufpreis", audience=Audience.BODY, audience_organization=cast.assembly)
    other = factories.file(name="Fremdes", **closed)

    papers.publish(paper, by=cast.clerk)

    assert list(File.objects.visible_to(cast.nobody)) == [plan]
    assert set(File.objects.visible_to(cast.councillor).values_list("name", flat=True)) == {"Lageplan", "Kaufpreis"}
    assert File.objects.get(pk=other.pk).audience == Audience.BODY


def test_files_of_a_draft_go_its_way_from_the_author_to_the_office_to_everyone(cast):
    draft = papers.draft(
        Paper(body=cast.town, paper_type=PaperType.MOTION, name="Radweg"), body_text="Bauen.", by=cast.councillor
    )
    plan = factories.file(paper=draft, audience=Audience.PRIVATE, owner=cast.councillor)

    def readers():
        return {name for name, user in cast.everyone().items() if File.objects.visible_to(user).exists()}

    before = readers()
    papers.submit(draft, by=cast.councillor)
    handed_in = readers()
    papers.admit(draft, by=cast.clerk, on=date(2026, 6, 1))

    assert (before, handed_in, readers()) == ({"councillor"}, {"clerk", "deputy"}, {*cast.people, "nobody"})
    assert File.objects.get(pk=plan.pk).audience == Audience.PUBLIC


def coming(cast, **fields):
    return factories.meeting(cast.committee, date=timezone.localdate() + timedelta(days=7), **fields)


def test_paper_is_placed_on_the_agenda_of_the_body_it_was_referred_to(cast, client):
    paper, meeting = factories.paper(reference="101.20.9"), coming(cast)
    planned = papers.refer(paper, to=cast.committee, by=cast.clerk)
    client.force_login(cast.clerk)

    answer = client.post(
        reverse("paper-place", args=[paper.key]), {"meeting": meeting.pk, "part": "I", "number": "I/4"}
    )

    item = meeting.items.get()
    assert answer.url == item.get_absolute_url()
    assert (item.name, item.number, item.part, item.audience) == (paper.name, "I/4", "I", "public")
    assert [slot.consultation for slot in Slot.objects.filter(item=item)] == [planned]
    assert Paper.objects.get(pk=paper.pk).state == "scheduled"
    assert "101.20.9" in client.get(meeting.get_absolute_url()).content.decode()


def test_closed_paper_makes_a_closed_item_of_a_public_meeting(cast):
    paper = factories.paper(name="Grundstück am Anger", audience=Audience.BODY, audience_organization=cast.assembly)

    item = consultations.place(paper, meeting=coming(cast), by=cast.clerk)

    assert (item.public, item.audience, item.audience_organization) == (False, Audience.BODY, cast.committee)
    assert not AgendaItem.objects.visible_to(cast.nobody).exists()


def test_only_chair_and_office_place_papers(cast, client):
    paper, meeting = factories.paper(), coming(cast)

    answers = {}
    for name in ("clerk", "deputy", "chair", "councillor", "mayor", "citizen"):
        client.force_login(cast.people[name])
        answers[name] = client.get(reverse("paper-place", args=[paper.key])).status_code

    assert answers == {"clerk": 200, "deputy": 200, "chair": 200, "councillor": 403, "mayor": 403, "citizen": 403}
    assert meeting.items.count() == 0


def test_reader_who_came_to_a_page_of_a_file_leafs_on_from_there(cast, client):
    file = factories.file(pages=tuple(f"Blatt {number}" for number in range(1, 46)))

    came = client.get(file.get_absolute_url(), {"seite": "25"})
    went_on = client.get(file.get_absolute_url(), {"seite": "25", "page": "3"})

    assert [page.context["page"].number for page in (came, went_on)] == [2, 3]
    assert "Blatt 45" in went_on.content.decode()


def test_single_file_is_published_by_the_office_from_its_page(cast, client):
    file = factories.file(paper=factories.paper(), audience=Audience.BODY, audience_organization=cast.assembly)
    client.force_login(cast.councillor)
    refused = client.post(reverse("file-publish", args=[file.key]))
    client.force_login(cast.clerk)

    client.post(reverse("file-publish", args=[file.key]))
    client.post(reverse("file-publication-propose", args=[file.key]), {"version": 1})
    client.force_login(cast.deputy)
    client.post(reverse("file-publication-release", args=[file.key]), {"version": 2})

    assert refused.status_code == 403
    assert File.objects.visible_to(cast.nobody).get() == file


def test_author_of_a_paper_handed_in_cannot_change_its_text(cast, client):
    paper = factories.paper(
        owner=cast.councillor, state="submitted", audience="body", audience_organization=cast.assembly_office
    )
    client.force_login(cast.councillor)
    form = {"name": "Etwas anderes", "text": "Ganz anders.", "version": paper.version}

    answer = client.post(reverse("paper-revise", args=[paper.key]), form)

    assert answer.status_code == 409
    assert "ihr Text steht fest" in answer.content.decode()
    assert (Paper.objects.get(pk=paper.pk).name, paper.versions.count()) == (paper.name, 1)


def test_related_papers_and_places_are_shown_to_whoever_may_read_them(client, cast):
    paper, closed = factories.paper(name="Radweg"), factories.paper(name="Grundstück am Radweg")
    for other in (factories.paper(name="Brücke"), closed):
        other.related.add(paper)
    papers.restrict(closed, audience="private", by=None)
    paper.locations.add(asking.place(description="Alte Brücke"))

    page = client.get(paper.get_absolute_url())

    assert [other.name for other in page.context["related"]] == ["Brücke"]
    text = page.content.decode()
    assert (text.count("Verwandte Vorlagen"), text.count("Alte Brücke, Saal 1"), text.count("Grundstück")) == (1, 1, 0)
