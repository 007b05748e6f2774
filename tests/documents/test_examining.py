"""What was taken over from elsewhere is scanned and looked through behind everything else."""

import io

import pytest

from documents import examining, reading, vault
from documents.actions import examinations
from documents.models import Examination, File, Quarantine
from tests import factories
from tests.documents import pdfs
from tests.documents import pdfs_with_secrets as secrets
from tests.documents.test_scanning import SICK, away, scanner  # noqa: F401 - fixtures

UNDER_A_BAR = secrets.GRAVE["text under a bar"][0]


def taken_over(content, **fields):
    stored = vault.store(io.BytesIO(content), max_bytes=10_000_000)
    fields = {"origin": f"https://oparl.example/{stored.sha512[:8]}", "sha512": stored.sha512} | fields
    file = factories.file(size=stored.size, paper=factories.paper(), **fields)
    return reading.read(file)


def examined():
    return list(Examination.objects.order_by("pk").values_list("scan", "hidden", "problem"))


def test_hidden_words_of_a_file_taken_over_are_told_and_nothing_waits_for_it(cast):
    file = taken_over(UNDER_A_BAR)

    assert examining.examine_files(None) == 1

    assert examined() == [("unasked", [["covered", 1]], "")]
    assert list(File.objects.visible_to(cast.nobody)) == [file]
    assert secrets.SECRET not in str(Examination.objects.values())
    assert examining.examine_files(None) == 0


def test_honest_file_and_what_is_no_pdf_have_nothing_hidden(cast):
    taken_over(pdfs.written("Beschluss"))
    taken_over(b"Text", mime_type="text/plain")

    assert examining.examine_files(None) == 2
    assert examined() == [("unasked", [], ""), ("unasked", [], "")]


def test_file_nobody_can_look_through_says_why(cast):
    taken_over(pdfs.encrypted("Vorlage", password="geheim"))

    examining.examine_files(None)

    sentence = "Das Dokument ist mit einem Passwort verschlüsselt und kann nicht geprüft werden."
    assert examined() == [("unasked", [], sentence)]


def test_what_the_house_made_or_somebody_brought_or_is_not_read_yet_is_left(cast):
    taken_over(pdfs.written("Eigenes"), origin=None)
    stored = vault.store(io.BytesIO(pdfs.written("Neu")), max_bytes=10_000)
    factories.file(origin="https://oparl.example/neu", sha512=stored.sha512, size=stored.size)

    assert (examining.examine_files(None), examined()) == (0, [])


def test_infected_file_is_for_the_office_alone_until_clean_bytes_come(cast, client, scanner):  # noqa: F811
    file = taken_over(pdfs.written("Plan") + SICK)
    examining.examine_files(None)
    client.force_login(cast.clerk)
    page = client.get(file.get_absolute_url()).content.decode()
    seen = [list(File.objects.visible_to(who)) for who in (cast.nobody, cast.councillor, cast.clerk)]

    clean = vault.store(io.BytesIO(pdfs.written("Plan")), max_bytes=10_000)
    File.objects.filter(pk=file.pk).update(sha512=clean.sha512)
    examining.examine_files(None)

    assert (seen, scanner.seen) == ([[], [], [file]], [pdfs.written("Plan") + SICK, pdfs.written("Plan")])
    assert "Sie wurde aus einem anderen System übernommen." in page
    assert list(File.objects.visible_to(cast.nobody)) == [file]
    assert (examined(), Quarantine.objects.count()) == ([("clean", [], "")], 0)


def test_while_the_scanner_is_away_nothing_is_held_and_the_look_is_made_up_for(cast, away, settings):  # noqa: F811
    file = taken_over(pdfs.written("Plan"))

    assert (examining.examine_files(None), examined()) == (0, [])
    assert list(File.objects.visible_to(cast.nobody)) == [file]

    settings.CLAMD_URL = ""
    examining.examine_files(None)
    assert examined() == [("unasked", [], "")]


def test_file_examined_before_there_was_a_scanner_is_scanned_later(cast, request):
    taken_over(pdfs.written("Plan"))
    examining.examine_files(None)
    request.getfixturevalue("scanner")

    assert (examining.examine_files(None), examined()) == (1, [("clean", [], "")])
    assert examining.examine_files(None) == 0


def test_what_was_found_in_other_bytes_is_not_kept(cast):
    file = taken_over(pdfs.written("Plan"))

    assert examinations.keep(file, sha512="0" * 128, scan="clean") is None
    assert examined() == []


def test_one_round_ends_when_its_time_is_up(cast, monkeypatch):
    for number in range(3):
        taken_over(b"%d" % number, mime_type="text/plain")
    monkeypatch.setattr(examining, "SECONDS", 0)

    assert (examining.examine_files(None), examined()) == (0, [])


@pytest.mark.parametrize("waiting", [1, 3])
def test_finding_what_waits_costs_one_query(cast, waiting, django_assert_num_queries):
    for number in range(waiting):
        taken_over(b"%d" % number, mime_type="text/plain")

    with django_assert_num_queries(1):
        assert len(examining._waiting()) == waiting
