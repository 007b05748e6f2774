import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council import journal
from council.models import Entry
from council.states import Audience
from documents import inspecting, reading, vault
from documents.actions import files, inspections, papers
from documents.models import File, FilePage, Inspection, Paper
from tests import factories
from tests.documents import pdfs
from tests.documents import pdfs_with_secrets as secrets

UNDER_A_BAR = secrets.GRAVE["text under a bar"][0]
WITH_AN_AUTHOR = secrets.REMOVED["who wrote it"][0]


@pytest.fixture
def closed(cast):
    return {"audience": Audience.BODY, "audience_organization": cast.assembly_office}


def file_of(content, **fields):
    stored = vault.store(io.BytesIO(content), max_bytes=10_000_000)
    return factories.file(sha512=stored.sha512, size=stored.size, file_name="plan.pdf", **fields)


def inspected(file, cast, *, two_persons=True):
    inspections.ask(file, by=cast.clerk, two_persons=two_persons)
    inspecting.inspect_files(None)
    return Inspection.objects.get(file=file)


def act(client, person, name, file, **fields):
    client.force_login(person)
    known = Inspection.objects.filter(file=file).first()
    return client.post(reverse(name, args=[file.key]), {"version": known.version if known else 0, **fields})


def test_file_with_a_name_under_a_bar_is_opened_by_two_who_saw_it(cast, client, closed):
    file = file_of(UNDER_A_BAR, paper=factories.paper(), **closed)
    address = reverse("file-publication", args=[file.key])

    act(client, cast.clerk, "file-publish", file)
    waiting = client.get(address).content.decode()
    inspecting.inspect_files(None)
    page = client.get(address).content.decode()

    assert "Die Datei wird gerade geprüft" in waiting
    assert secrets.SECRET not in waiting
    assert f'Text unter einem Balken oder Bild</strong>, <a href="{address}?seite=1#seite-1">Seite 1</a>' in page
    assert f'<q dir="auto">{secrets.SECRET}</q>' in page
    assert "Trotzdem zur Freigabe vorlegen" in page
    picture = client.get(reverse("file-publication-picture", args=[file.key, 1]))
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")

    alone = act(client, cast.clerk, "file-publication-release", file)
    act(client, cast.clerk, "file-publication-propose", file)
    again = act(client, cast.clerk, "file-publication-release", file)
    assert [alone.status_code, again.status_code] == [403, 403]
    assert "Vier Augen" in again.content.decode()
    assert not File.objects.visible_to(cast.nobody).exists()

    client.force_login(cast.deputy)
    assert "Trotzdem veröffentlichen" in client.get(address).content.decode()
    assert act(client, cast.deputy, "file-publication-release", file).status_code == 303
    assert File.objects.visible_to(cast.nobody).get() == file
    assert client.get(address).status_code == 404
    opened = Inspection.objects.get()
    assert (opened.proposed_by, opened.opened_by) == (cast.clerk, cast.deputy)
    assert list(opened.findings.values_list("kind", "text", "box")) == [("covered", "", [])]
    assert opened.pages == []
    assert secrets.SECRET not in str(list(Entry.objects.values()))


def test_everybody_gets_the_copy_and_the_original_stays_in_the_vault(cast, client, closed):
    paper = factories.paper()
    file = file_of(WITH_AN_AUTHOR, paper=paper, pages=("Alter Text",), **closed)
    came_in = file.sha512
    inspection = inspected(file, cast)
    assert [(each.kind, each.text) for each in inspection.findings.all()] == [("metadata", f"Author: {secrets.SECRET}")]
    client.force_login(cast.deputy)
    seen = b"".join(client.get(reverse("file-publication-copy", args=[file.key])).streaming_content)

    inspections.propose(inspection, by=cast.clerk, version=inspection.version)
    act(client, cast.deputy, "file-publication-release", file)

    client.logout()
    got = b"".join(client.get(reverse("file-download", args=[file.key])).streaming_content)
    assert got == seen
    assert secrets.SECRET.encode() not in secrets.everything_in(got)
    file.refresh_from_db()
    assert (file.sha512, file.size) == (inspection.sha512, len(got))
    assert vault.exists(came_in)
    assert [page.text.strip() for page in FilePage.objects.all()] == ["Beschluss des Ausschusses"]


def test_words_of_a_hidden_layer_are_gone_where_the_pages_say_nothing(cast, client, closed):
    file = file_of(secrets.layer_alone(), paper=factories.paper(), pages=(secrets.SECRET,), **closed)
    inspection = inspected(file, cast)
    inspections.propose(inspection, by=cast.clerk, version=inspection.version)

    act(client, cast.deputy, "file-publication-release", file)

    client.logout()
    page = client.get(file.get_absolute_url()).content.decode()
    assert "Auf den sichtbaren Seiten dieser Datei steht kein lesbarer Text." in page
    assert secrets.SECRET not in page
    assert FilePage.objects.count() == 0
    assert File.objects.get().state == "unreadable"


def test_text_read_from_the_bytes_that_came_in_does_not_come_after_the_copy(cast, closed):
    file = file_of(UNDER_A_BAR, paper=factories.paper(), **closed)
    inspection = inspected(file, cast)
    inspections.propose(inspection, by=cast.clerk, version=inspection.version)
    inspections.release(inspection, by=cast.deputy, version=inspection.version + 1)
    shown = list(FilePage.objects.values_list("text", flat=True))

    files.keep_text(file, pages=("Was darunter stand",))
    files.keep_reason(file, reason="Die Datei ist beschädigt.")

    assert list(FilePage.objects.values_list("text", flat=True)) == shown
    assert (File.objects.get().state, File.objects.get().problem) == ("readable", "")


def test_nobody_but_the_office_learns_what_was_found(cast, client):
    members = {"audience": Audience.MEMBERS}
    file = file_of(UNDER_A_BAR, paper=factories.paper(), **members)
    inspection = inspected(file, cast)
    reading = ["file-publication", "file-publication-copy"]
    writing = ["file-publish", "file-publication-propose", "file-publication-release", "file-publication-drop"]

    client.force_login(cast.councillor)
    answers = [client.get(reverse(name, args=[file.key])) for name in reading]
    answers += [
        client.get(reverse("file-publication-picture", args=[file.key, 1])),
        client.get(reverse("file-publications")),
    ]
    answers += [client.post(reverse(name, args=[file.key]), {"version": inspection.version}) for name in writing]
    page = client.get(reverse("file", args=[file.key]))

    assert {answer.status_code for answer in answers} == {403}
    assert all(secrets.SECRET not in answer.content.decode() for answer in [*answers, page])
    client.force_login(cast.officer)
    strangers = [client.get(reverse(name, args=[file.key])) for name in reading]
    assert {answer.status_code for answer in strangers} == {404}
    assert Inspection.objects.get().opened_at is None


def test_file_for_a_public_paper_starts_closed_and_one_person_opens_what_is_clean(cast, client):
    paper = factories.paper()
    client.force_login(cast.clerk)
    given = SimpleUploadedFile("plan.pdf", pdfs.written("Lageplan"), content_type="application/pdf")

    answer = client.post(reverse("paper-upload", args=[paper.key]), {"file": given, "role": "auxiliary"})

    file = File.objects.get()
    assert answer.url == reverse("file-publication", args=[file.key])
    assert (file.audience, file.audience_organization) == (Audience.BODY, cast.assembly_office)
    assert not File.objects.visible_to(cast.nobody).exists()
    assert act(client, cast.clerk, "file-publication-release", file).status_code == 409
    inspecting.inspect_files(None)
    assert "Geprüft, veröffentlichen" in client.get(answer.url).content.decode()
    assert act(client, cast.clerk, "file-publication-release", file).status_code == 303
    assert File.objects.visible_to(cast.nobody).get() == file


def test_one_person_does_not_open_what_gives_something_away(cast, closed):
    file = file_of(UNDER_A_BAR, paper=factories.paper(), **closed)
    inspection = inspected(file, cast, two_persons=False)

    with pytest.raises(inspections.may.Denied):
        inspections.release(inspection, by=cast.clerk, version=inspection.version)


@pytest.mark.parametrize(
    ("content", "mime_type", "problem"),
    [
        (pdfs.encrypted("Geheim", password="x"), "application/pdf", "mit einem Passwort verschlüsselt"),
        (b"PK\x03\x04", "application/vnd.oasis.opendocument.text", "Diese Datei ist kein PDF"),
    ],
)
def test_what_cannot_be_checked_says_so_and_needs_two(cast, client, closed, content, mime_type, problem):
    file = file_of(content, paper=factories.paper(), mime_type=mime_type, **closed)

    inspection = inspected(file, cast, two_persons=False)

    client.force_login(cast.clerk)
    page = client.get(reverse("file-publication", args=[file.key])).content.decode()
    assert problem in page
    assert "Trotzdem zur Freigabe vorlegen" in page
    assert (inspection.outcome, inspection.needs_two) == ("unchecked", True)


def test_older_page_does_nothing(cast, client, closed):
    file = file_of(b"", paper=factories.paper(), mime_type="text/plain", **closed)
    inspection = inspected(file, cast)
    names = ("file-publication-propose", "file-publication-release", "file-publication-drop")

    answers = [act(client, cast.deputy, name, file, version=inspection.version + 1) for name in names]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert (Inspection.objects.get().proposed_at, Inspection.objects.get().opened_at) == (None, None)


def test_other_bytes_than_those_inspected_are_not_opened(cast, client, closed):
    file = file_of(b"eins", paper=factories.paper(), mime_type="text/plain", **closed)
    inspection = inspected(file, cast, two_persons=False)
    File.objects.update(sha512=vault.store(io.BytesIO(b"zwei"), max_bytes=10).sha512)

    with pytest.raises(inspections.life.Stale):
        inspections.release(inspection, by=cast.clerk, version=inspection.version)

    assert not File.objects.visible_to(cast.nobody).exists()


def test_dropped_matter_leaves_the_file_closed_and_nothing_behind(cast, client, closed):
    file = file_of(b"", paper=factories.paper(), mime_type="text/plain", **closed)
    inspected(file, cast)

    answer = act(client, cast.deputy, "file-publication-drop", file)

    assert answer.url == file.get_absolute_url()
    assert Inspection.objects.count() == 0
    assert not File.objects.visible_to(cast.nobody).exists()


def test_matter_dropped_while_the_file_is_looked_through_stays_dropped(cast, closed):
    file = file_of(WITH_AN_AUTHOR, paper=factories.paper(), **closed)
    inspection = inspections.ask(file, by=cast.clerk)
    inspections.drop(inspection, by=cast.deputy, version=inspection.version)

    inspecting.inspect(inspection)

    assert Inspection.objects.count() == 0


def test_paper_is_opened_without_the_files_somebody_brought_in(cast, client, closed):
    paper = factories.paper(**closed)
    brought_in = file_of(pdfs.written("Anlage"), paper=paper, **closed)
    printed = file_of(pdfs.written("Auszug"), paper=paper, role="resolution", **closed)

    client.force_login(cast.clerk)
    page = client.post(reverse("paper-publish", args=[paper.key]), follow=True).content.decode()

    assert "Die Dateien der Vorlage bleiben geschlossen, bis jede geprüft und veröffentlicht ist." in page
    assert list(File.objects.visible_to(cast.nobody)) == [printed]
    assert Inspection.objects.get().file == brought_in
    assert Inspection.objects.get().needs_two is True  # while nobody looked it through


def test_paper_published_twice_leaves_its_public_files_alone(cast, closed):
    paper = factories.paper()
    file = file_of(b"x", paper=paper, mime_type="text/plain", **closed)
    inspection = inspected(file, cast, two_persons=False)
    inspections.release(inspection, by=cast.clerk, version=inspection.version)

    papers.publish(paper, by=cast.deputy)

    assert Inspection.objects.get().opened_by == cast.clerk
    assert File.objects.visible_to(cast.nobody).get() == file


def test_paper_is_admitted_without_the_files_its_author_brought_in(cast, client, closed):
    paper = factories.paper(state="submitted", reference=None, **closed)
    brought_in = file_of(WITH_AN_AUTHOR, paper=paper, **closed)

    client.force_login(cast.clerk)
    page = client.post(reverse("paper-admit", args=[paper.key]), follow=True).content.decode()
    inspecting.inspect_files(None)

    assert "Die Dateien der Vorlage bleiben geschlossen, bis jede geprüft und veröffentlicht ist." in page
    assert Paper.objects.visible_to(cast.nobody).get() == paper
    assert not File.objects.visible_to(cast.nobody).exists()
    assert act(client, cast.clerk, "file-publication-release", brought_in).status_code == 303
    client.logout()
    got = b"".join(client.get(reverse("file-download", args=[brought_in.key])).streaming_content)
    assert secrets.SECRET.encode() not in secrets.everything_in(got)


def test_paper_shared_with_everyone_takes_along_no_file_that_was_brought_in(cast, closed):
    paper = factories.paper(published_at=None, **closed)
    file_of(WITH_AN_AUTHOR, paper=paper, **closed)

    with journal.acting():
        papers.share(paper, audience=Audience.PUBLIC, by=cast.clerk)

    assert not File.objects.visible_to(cast.nobody).exists()
    assert Inspection.objects.get().two_persons is False


def test_public_file_is_not_published_again(cast, client):
    file = file_of(b"", paper=factories.paper(), mime_type="text/plain")

    assert act(client, cast.clerk, "file-publish", file).status_code == 409


def test_list_of_the_office_costs_the_same_for_one_and_three(cast, client, closed, django_assert_num_queries):
    def presented(content, **fields):
        file = file_of(content, paper=factories.paper(), mime_type="text/plain", **fields, **closed)
        inspection = inspected(file, cast)
        inspections.propose(inspection, by=cast.deputy, version=inspection.version)

    def fetch():
        return client.get(reverse("file-publications")).content.decode()

    client.force_login(cast.clerk)
    assert "Keine Datei wartet" in fetch()
    presented(b"1", name="Lageplan")
    with CaptureQueriesContext(connection) as counted:
        one = fetch()
    for number in range(2):
        presented(b"%d" % number)

    with django_assert_num_queries(len(counted)):
        three = fetch()

    said = f"vorgelegt von {cast.deputy}"
    assert (one.count(said), three.count(said)) == (1, 3)
    assert "Lageplan" in three


def test_check_of_the_vault_knows_both_the_original_and_the_copy(cast, closed):
    from documents.safekeeping import integrity

    file = file_of(WITH_AN_AUTHOR, paper=factories.paper(), **closed)
    inspection = inspected(file, cast)

    assert {inspection.original_sha512, inspection.sha512} <= integrity._named()


def test_restricted_file_can_be_published_again(cast, closed):
    file = file_of(b"x", paper=factories.paper(), mime_type="text/plain", **closed)
    first = inspected(file, cast)
    inspections.propose(first, by=cast.clerk, version=first.version)
    inspections.release(first, by=cast.deputy, version=first.version + 1)
    files.restrict(file, audience=Audience.COUNCIL, by=cast.clerk)

    second = inspected(file, cast)

    assert (second.opened_at, second.proposed_at, second.needs_two) == (None, None, True)


def test_papers_first_publication_needs_no_second_person_for_a_clean_file(cast, closed):
    paper = factories.paper(**closed)
    file_of(pdfs.written("Anlage"), paper=paper, **closed)

    papers.publish(paper, by=cast.clerk)
    inspecting.inspect_files(None)

    assert Inspection.objects.get().needs_two is False


def test_waiting_page_follows_by_itself_until_something_was_found(cast, client, closed):
    first, second, third = (
        file_of(UNDER_A_BAR + bytes([number]), paper=factories.paper(), **closed) for number in (1, 2, 3)
    )
    for file in (first, second, third):
        act(client, cast.clerk, "file-publish", file)
    address = reverse("file-publication", args=[third.key])

    opened = client.get(address).content.decode()
    asked = client.get(address, headers={"HX-Request": "true"})
    inspecting.inspect_files(None)
    ready = client.get(address, headers={"HX-Request": "true"})

    assert f'hx-get="{address}" hx-trigger="every 3s" hx-select="#under-way"' in opened
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in opened
    assert "2 Dateien sind vorher an der Reihe." in opened
    assert ("HX-Refresh" in asked, 'id="under-way"' in asked.content.decode()) == (False, True)
    assert (ready["HX-Refresh"], ready.content) == ("true", b"")
    assert 'hx-trigger="every' not in client.get(address).content.decode()


def test_page_of_a_file_follows_until_its_text_is_read(cast, client):
    file = file_of(pdfs.written("Beschluss"), paper=factories.paper())
    client.force_login(cast.clerk)
    address = file.get_absolute_url()

    opened = client.get(address).content.decode()
    asked = client.get(address, headers={"HX-Request": "true"})
    reading.read_files(None)
    ready = client.get(address, headers={"HX-Request": "true"})

    assert f'hx-get="{address}" hx-trigger="every 3s" hx-select="#under-way"' in opened
    assert ("HX-Refresh" in asked, 'id="under-way"' in asked.content.decode()) == (False, True)
    assert (ready["HX-Refresh"], ready.content) == ("true", b"")
    page = client.get(address).content.decode()
    assert ("Beschluss" in page, "under-way" in page) == (True, False)
