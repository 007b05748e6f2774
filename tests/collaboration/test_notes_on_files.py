"""Notes on the text of a file's pages: who reads them, how they are written, and what is not done with them."""

import io
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaboration import anchoring, chores
from collaboration.actions import flags, moderations, notes, uptakes
from collaboration.models import Note, Placement
from collaboration.packing import notes as packed
from council import audiences
from council.life import WrongState
from council.may import Denied
from council.states import Audience
from documents import vault
from documents.actions import files, papers
from tests import factories
from tests.collaboration.test_notes import EVERYONE, READERS, signed_in

pytestmark = pytest.mark.django_db

PAGES = (
    "Gutachten zum Radweg\n\nDer erste Absatz steht allein.",
    "Kosten\n\nDer Radweg kostet 2 Mio. Euro.\n\nEr wird 2027 gebaut. 🚲 und 🚶 passen.",
    "",
)
SENTENCE = "Der Radweg kostet 2 Mio. Euro."


@pytest.fixture
def file(cast):
    return factories.file(paper=factories.paper(), pages=PAGES)


def selector(file, words=SENTENCE, *, page=2) -> anchoring.Selector:
    text = file.pages.get(number=page).canonical
    start = text.index(words)
    return anchoring.describe(text, start, start + len(words))


def written(file, *, by, circle=Audience.PRIVATE, words=SENTENCE, page=2, text="Wer zahlt das?", **more) -> Note:
    found = selector(file, words, page=page)
    return notes.write(file.pages.get(number=page), selector=found, text=text, circle=circle, by=by, **more)


def shown(client, address, user) -> list[str]:
    return re.findall(r'id="notiz-(\w+)"', signed_in(client, user).get(address).content.decode())


def sent(file, words=SENTENCE, **fields) -> dict:
    found = selector(file, words)
    passage = {"start": str(found.start), "end": str(found.end), "exact": found.exact}
    return {"seite": "2", "text": "Wer zahlt das?", "motivation": "questioning", "circle": "private"} | passage | fields


def address(file) -> str:
    return f"/files/{file.key}/notes/new"


@pytest.mark.parametrize("circle", READERS)
def test_note_on_a_page_stands_beside_the_file_for_its_circle_alone(cast, client, file, circle):
    note = written(file, by=cast.councillor, circle=circle)

    found = {name: shown(client, file.get_absolute_url(), user) for name, user in cast.everyone().items()}

    assert found == {name: [note.key] if name in READERS[circle] else [] for name in EVERYONE}


def test_whoever_may_not_read_the_file_reads_no_note_on_it(cast, client, file):
    note = written(file, by=cast.councillor, circle=Audience.PUBLIC)
    files.restrict(file, audience=Audience.BODY, organization=cast.committee, by=cast.clerk)
    kept = {"clerk", "deputy", "councillor", "colleague", "mayor"}

    readers = {name for name, user in cast.everyone().items() if Note.objects.visible_to(user).exists()}
    doors = {
        name: signed_in(client, user).get(f"/notes/{note.key}/").status_code for name, user in cast.everyone().items()
    }
    paper = {
        name: file.name in signed_in(client, user).get(file.paper.get_absolute_url()).content.decode()
        for name, user in cast.everyone().items()
    }

    assert readers == kept
    assert doors == {name: 302 if name in kept else 404 for name in EVERYONE}
    assert paper == {name: name in kept for name in EVERYONE}


def test_note_is_written_on_a_paragraph_of_a_page_and_found_again_by_its_address(cast, client, file):
    page = signed_in(client, cast.citizen).get(file.get_absolute_url()).content.decode()
    form = client.get(f"{address(file)}?seite=2&block=2").content.decode()

    answer = client.post(address(file), sent(file))

    note = Note.objects.get()
    place = f"{file.get_absolute_url()}?seite=2#notiz-{note.key}"
    assert f'href="{address(file)}?seite=2&amp;block=2" data-dialog' in page
    assert "Seite 2, Absatz 2 kommentieren" in page
    assert f"Seite 2, Absatz 2</span><br><mark>{SENTENCE}</mark>" in form
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert client.get(f"/notes/{note.key}/")["Location"] == place
    assert (note.paper, note.file, note.page, note.version_of_text) == (file.paper, file, 2, None)
    assert file.pages.get(number=2).canonical[note.start : note.end] == note.exact == SENTENCE
    assert 'data-at="seite-2-absatz-2" data-start="' in client.get(file.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"exact": "Das steht da nicht.", "start": "", "end": ""}, "Die ausgewählte Stelle steht so nicht im Text."),
        ({"exact": "e", "start": "", "end": ""}, "Die ausgewählte Stelle kommt mehrfach vor."),
        ({"start": "-5", "end": "99999", "exact": ""}, "Diese Stelle gibt es im Text nicht."),
        ({"start": "0", "end": "40", "exact": ""}, "Bitte wählen Sie eine Stelle innerhalb eines einzelnen Absatzes."),
        ({"exact": "x" * 20_001, "start": "", "end": ""}, "Die ausgewählte Stelle ist zu lang."),
        ({"exact": "<script>\u202e\0", "start": "", "end": ""}, ""),
        ({"circle": "faction"}, "In diesem Kreis können Sie keine Anmerkung schreiben."),
        ({"text": "y" * 10_001}, "Eine Anmerkung hat höchstens 10.000 Zeichen"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_written(cast, client, file, fields, sentence):
    answer = signed_in(client, cast.citizen).post(address(file), sent(file) | fields)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Note.objects.count() == 0


@pytest.mark.parametrize("number", ["", "0", "3", "4", "zwei", "²", "-1", "9" * 30])
def test_page_without_text_or_without_being_takes_no_note(cast, client, file, number):
    answer = signed_in(client, cast.citizen).get(f"{address(file)}?seite={number}&block=1")

    assert answer.status_code == 404


def test_closed_file_and_file_of_no_paper_take_no_note(cast, client, file):
    files.restrict(file, audience=Audience.ADMINISTRATION, by=cast.clerk)
    loose = factories.file(pages=PAGES)

    answers = [signed_in(client, cast.citizen).post(address(one), sent(file)) for one in (file, loose)]

    assert [answer.status_code for answer in answers] == [404, 404]
    with pytest.raises(Denied, match="Zu diesem Text können Sie keine Anmerkung schreiben"):
        written(file, by=cast.citizen)
    with pytest.raises(Denied, match="die zu einer Vorlage gehören"):
        written(loose, by=cast.citizen)
    assert "kommentieren" not in signed_in(client, cast.citizen).get(loose.get_absolute_url()).content.decode()


def test_form_says_that_a_closed_file_narrows_every_circle(cast, client, file):
    files.restrict(file, audience=Audience.COUNCIL, by=cast.clerk)

    page = signed_in(client, cast.councillor).get(f"{address(file)}?seite=2&block=2").content.decode()

    assert (
        "Diese Anmerkung lesen alle, die diese Datei lesen dürfen – und alle, sobald die Datei öffentlich wird." in page
    )
    assert "Alle, auch ohne Anmeldung" not in page


def test_a_note_stands_on_a_text_or_on_a_page_never_on_both_and_never_on_neither(cast, file):
    note = written(file, by=cast.councillor)
    version = file.paper.versions.get()

    for fields in ({"version_of_text": version}, {"file": None}, {"page": None}, {"file": None, "page": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**fields)


def test_reply_edit_share_lift_and_withdraw_work_as_on_a_text(cast, client, file):
    note = written(file, by=cast.councillor)
    notes.share(note, person=cast.rival, by=cast.councillor)
    answer = notes.reply(note, text="Das Land.", circle=Audience.PRIVATE, by=cast.rival)
    signed_in(client, cast.councillor)
    pages = [client.get(f"/notes/{note.key}/{name}/") for name in ("edit", "reply", "share", "lift", "withdraw")]

    client.post(f"/notes/{note.key}/edit/", {"text": "Wer trägt das?", "version": "1"})
    client.post(f"/notes/{note.key}/lift/", {"circle": "public"})
    listed = shown(client, file.get_absolute_url(), cast.citizen)
    withdrawn = signed_in(client, cast.councillor).post(f"/notes/{note.key}/withdraw/")

    note.refresh_from_db()
    assert [page.status_code for page in pages] == [200] * 5
    assert all(f"<mark>{SENTENCE}</mark>" in page.content.decode() for page in pages)
    assert (answer.file, answer.page, answer.exact) == (file, 2, SENTENCE)
    assert listed == [note.key]
    assert withdrawn["Location"] == f"{file.get_absolute_url()}?seite=2#notiz-{note.key}"
    assert (note.state, note.text, note.audience) == ("withdrawn", "", "public")


def test_file_read_anew_keeps_its_notes_where_their_words_are(cast, client, file):
    note, gone = written(file, by=cast.councillor), written(file, by=cast.councillor, words="Er wird 2027 gebaut.")
    page = "Ein neuer Kopf der Seite.\n\nKosten\n\nDer Radweg kostet 2 Mio. Euro.\n\nEr wird 2028 gebaut."
    files.keep_text(file, pages=(PAGES[0], page, ""))

    html = signed_in(client, cast.councillor).get(file.get_absolute_url()).content.decode()
    form = client.get(f"/notes/{gone.key}/edit/").content.decode()

    text = file.pages.get(number=2).canonical
    start = text.index(SENTENCE)
    assert shown(client, file.get_absolute_url(), cast.councillor) == [note.key, gone.key]
    assert f'data-at="seite-2-absatz-3" data-start="{start}" data-end="{start + len(SENTENCE)}"' in html
    assert "die Stelle ist darin nicht sicher wiederzufinden" in html
    assert "Seite 2</span><br><mark>Er wird 2027 gebaut.</mark>" in form


def test_notes_of_a_file_stand_beside_no_text_and_are_carried_nowhere(cast, client, file):
    note = written(file, by=cast.councillor, circle=Audience.PUBLIC)
    papers.revise(file.paper, body_text="Ganz anderer Text der Vorlage.", by=cast.clerk)
    chores.carry_notes(timezone.now())

    page = signed_in(client, cast.nobody).get(file.paper.get_absolute_url()).content.decode()

    assert note.key not in page
    assert f'Zu Dateien: <a href="{file.get_absolute_url()}#anmerkungen">{file.name} (1)</a>' in page
    assert Placement.objects.count() == 0


def test_note_on_a_file_becomes_a_question_but_no_amendment(cast, client, file):
    note = written(file, by=cast.councillor, circle=Audience.PUBLIC)
    page = signed_in(client, cast.councillor).get(f"/notes/{note.key}/use/").content.decode()
    refused = client.post(f"/notes/{note.key}/use/", {"into": "amendment"})

    inquiry = uptakes.into_inquiry(note, faction=cast.our_faction, by=cast.councillor)

    assert uptakes.NOT_OF_A_FILE in page
    assert 'value="amendment"' not in page
    assert refused.status_code == 409
    with pytest.raises(WrongState, match="diese Anmerkung steht an einer Datei"):
        uptakes.into_amendment(note, mover=None, by=cast.councillor)
    paper = file.paper
    assert inquiry.questions.get().text == (
        f"Zu „{SENTENCE}“ in „{file.name}“ (Seite 2) zu der Vorlage {paper.reference or paper.name}: Wer zahlt das?"
    )


def test_question_made_beside_a_closed_file_quotes_nothing_of_it(cast, file):
    note = written(file, by=cast.councillor, circle=Audience.COUNCIL)
    files.restrict(file, audience=Audience.COUNCIL, by=cast.clerk)

    inquiry = uptakes.into_inquiry(note, faction=cast.our_faction, by=cast.councillor)

    assert (inquiry.paper.name, inquiry.questions.get().text) == ("Nachfrage", "Wer zahlt das?")


def test_note_for_everyone_on_a_closed_file_is_moderated_by_the_office(cast, client, file):
    note = written(file, by=cast.councillor, circle=Audience.PUBLIC)
    more = {"ground": "rules", "explanation": "…", "name": "Frau R.", "email": "r@example.org"}
    flags.report(note, by=None, at=timezone.now(), **more)
    page = f"/moderation/notes/{note.key}/"
    opened = {name: signed_in(client, user).get(page).status_code for name, user in cast.everyone().items()}
    files.restrict(file, audience=Audience.COUNCIL, by=cast.clerk)
    note.file.refresh_from_db()

    closed = {name: signed_in(client, user).get(page).status_code for name, user in cast.everyone().items()}

    others = dict.fromkeys(EVERYONE - {"nobody"}, 404) | {"nobody": 302}
    assert opened == others | {"moderator": 200}
    assert closed == others | {"clerk": 200, "deputy": 200}
    with pytest.raises(Denied, match="Das kann nur die Moderation"):
        moderations.decide(note, decision="hide", reason="…", by=cast.moderator)


def test_folder_takes_notes_on_its_files_along_and_none_on_a_closed_file_of_an_open_paper(cast, file):
    note = written(file, by=cast.councillor)
    standing = audiences.standing_of(cast.councillor)
    paper = file.paper

    found = packed.beside([paper.pk], list(paper.versions.all()), [file.pk], standing)
    without = packed.beside([paper.pk], list(paper.versions.all()), [], standing)

    assert [(one["key"], one["on_file"], one["start"], one["written_in"]) for one in found[paper.pk]] == [
        (note.key, f"{file.name}, Seite 2", None, 0)
    ]
    assert without == {}


@pytest.mark.parametrize("person", ["nobody", "citizen", "councillor"])
def test_page_of_a_file_asks_as_often_for_three_notes_as_for_one(cast, client, file, person):
    written(file, by=cast.citizen, circle=Audience.PUBLIC)
    counts = []
    for _ in range(2):
        signed_in(client, cast.everyone()[person])
        client.get(file.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(file.get_absolute_url())
        counts.append(len(queries))
        written(file, by=cast.citizen, circle=Audience.PUBLIC, words="Er wird 2027 gebaut.")
        written(file, by=cast.councillor, circle=Audience.PUBLIC, words="Der erste Absatz", page=1)

    assert counts[0] == counts[1]


def test_list_is_narrowed_by_the_address_and_names_notes_on_pages_not_shown(cast, client):
    file = factories.file(paper=factories.paper(), pages=tuple(f"Auf Seite {n} steht etwas." for n in range(1, 23)))
    near = written(file, by=cast.citizen, circle=Audience.PUBLIC, words="steht etwas.", page=1)
    far = written(file, by=cast.councillor, circle=Audience.PUBLIC, words="steht etwas.", page=22)
    url = file.get_absolute_url()

    page = signed_in(client, cast.nobody).get(url).content.decode()

    assert shown(client, url, cast.nobody) == [near.key]
    assert 'Zu anderen Seiten: <a href="?seite=22#anmerkungen">Seite 22 (1)</a>' in page
    assert shown(client, f"{url}?seite=22", cast.nobody) == [far.key]
    assert shown(client, f"{url}?circle=private", cast.nobody) == []


# The drawn page


def drawn(cast, **fields):
    stored = vault.store(io.BytesIO(b"%PDF-1.7"), max_bytes=100)
    return factories.file(paper=factories.paper(), pages=PAGES, sha512=stored.sha512, size=stored.size, **fields)


def test_words_chosen_on_the_drawn_page_become_a_passage_of_its_text(cast, client):
    file = drawn(cast)
    asked = {"seite": "2", "exact": "kostet 2\nMio. Eu-\nro.", "before": "Der Radweg", "after": "Er wird"}

    form = signed_in(client, cast.citizen).get(address(file), asked).content.decode()

    assert "Der Radweg <mark>kostet 2 Mio. Euro.</mark>" in form
    assert f'name="exact" value="{"kostet 2 Mio. Euro."}"' in form
    assert Note.objects.count() == 0


@pytest.mark.parametrize("exact", ["Das steht da nicht.", "e", "<script>alert(1)</script>", "\0\u202e", "x" * 20_001])
def test_words_that_are_not_on_the_page_are_answered_with_a_sentence_and_the_way_to_the_reading_view(
    cast, client, exact
):
    file = drawn(cast)

    answer = signed_in(client, cast.citizen).get(address(file), {"seite": "2", "exact": exact})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Stelle nicht gefunden" in html
    assert f'href="{file.get_absolute_url()}?seite=2#seite-2"' in html
    assert "Anmerkung speichern" not in html
    assert "<script>alert" not in html


def test_original_is_shown_to_whoever_reads_the_file_with_the_notes_on_all_its_pages(cast, client):
    file = drawn(cast)
    note = written(file, by=cast.councillor, circle=Audience.FACTION)
    first = written(file, by=cast.citizen, circle=Audience.PUBLIC, words="Der erste Absatz", page=1)
    url = f"{file.get_absolute_url()}original/"

    found = {name: shown(client, url, cast.everyone()[name]) for name in ("nobody", "rival", "colleague")}
    page = signed_in(client, cast.nobody).get(url).content.decode()
    files.restrict(file, audience=Audience.ADMINISTRATION, by=cast.clerk)

    assert found == {"nobody": [first.key], "rival": [first.key], "colleague": [first.key, note.key]}
    assert "data-write" not in page
    assert f'data-original="/files/{file.key}/view"' in page
    assert signed_in(client, cast.citizen).get(url).status_code == 404


def test_what_is_no_pdf_or_has_no_bytes_is_not_drawn(cast, client, file):
    text = drawn(cast, mime_type="text/plain")

    answers = [client.get(f"{one.get_absolute_url()}original/").status_code for one in (file, text)]

    assert answers == [404, 404]
    assert "Original ansehen" not in client.get(text.get_absolute_url()).content.decode()
    assert "Original ansehen" in client.get(drawn(cast).get_absolute_url()).content.decode()


def test_original_asks_as_often_for_three_notes_as_for_one(cast, client):
    file = drawn(cast)
    url = f"{file.get_absolute_url()}original/"
    written(file, by=cast.citizen, circle=Audience.PUBLIC)
    signed_in(client, cast.colleague).get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
        written(file, by=cast.citizen, circle=Audience.PUBLIC, words="Er wird 2027 gebaut.")
        written(file, by=cast.councillor, circle=Audience.PUBLIC, words="Der erste Absatz", page=1)

    assert counts[0] == counts[1]
