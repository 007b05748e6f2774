"""A private note shown to single persons by name, and taken from them again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from collaboration.actions import notes
from collaboration.models import Note
from council import audiences
from council.may import Denied
from council.models import Entry
from council.states import Audience
from tests import factories
from tests.collaboration.test_notes import TEXT, act, shown, signed_in, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


@pytest.fixture
def note(cast, paper):
    return written(paper, by=cast.councillor, text="Geheimwort Kranich")


def readers(client, cast, paper) -> set[str]:
    """Whose page of the paper has the words."""
    pages = {
        name: signed_in(client, user).get(paper.get_absolute_url()).content.decode()
        for name, user in cast.everyone().items()
    }
    return {name for name, html in pages.items() if "Kranich" in html}


def test_note_is_shared_on_a_page_and_read_by_the_named_person_alone(client, cast, paper, note):
    signed_in(client, cast.councillor)
    page = client.get(act(note, "share")).content.decode()
    answer = client.post(act(note, "share"), {"person": cast.rival.person.key}, follow=True).content.decode()

    assert "Noch niemand" in page
    assert re.findall(r'class="row-title">([^<]+)<', answer) == ["Frau Rival"]
    assert readers(client, cast, paper) == {"councillor", "rival"}
    html = signed_in(client, cast.everyone()["rival"]).get(paper.get_absolute_url()).content.decode()
    assert "mit Ihnen geteilt" in html
    assert signed_in(client, cast.everyone()["rival"]).get(f"/api/notes/{note.key}/").status_code == 200


def test_note_taken_back_is_gone_at_once(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)

    signed_in(client, cast.councillor).post(act(note, "unshare"), {"reader": cast.rival.pk})

    assert readers(client, cast, paper) == {"councillor"}


def test_author_sees_whom_they_named(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)
    notes.share(note, person=cast.mayor, by=cast.councillor)

    html = signed_in(client, cast.councillor).get(paper.get_absolute_url()).content.decode()

    assert "Namentlich geteilt mit Frau Rival, Frau Mayor." in html


def test_named_person_reads_no_note_beside_a_paper_closed_to_them(client, cast):
    closed = factories.paper(text=TEXT, audience=Audience.BODY, audience_organization=cast.committee)
    note = written(closed, by=cast.councillor, text="Geheimwort Kranich")

    notes.share(note, person=cast.rival, by=cast.councillor)

    assert note not in Note.objects.visible_to(cast.everyone()["rival"])
    assert signed_in(client, cast.everyone()["rival"]).get(f"/notes/{note.key}/").status_code == 404
    assert client.get(f"/api/notes/{note.key}/").status_code == 404


def test_naming_ends_with_the_last_office(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)
    cast.rival.person.memberships.update(end_date=timezone.localdate() - timedelta(days=1))

    assert shown(client, paper, cast.everyone()["rival"]) == []


def test_lifting_ends_the_naming(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)

    notes.lift(note, circle=Audience.FACTION, by=cast.councillor)

    assert readers(client, cast, paper) == {"councillor", "colleague"}
    assert audiences.names_on(Note, [note.pk]) == {}


def test_withdrawal_ends_the_naming(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)

    notes.withdraw(note, by=cast.councillor)

    assert shown(client, paper, cast.everyone()["rival"]) == []
    assert audiences.names_on(Note, [note.pk]) == {}


def test_reply_to_a_shared_note_says_that_its_author_and_all_who_are_named_read_it(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)
    notes.share(note, person=cast.mayor, by=cast.councillor)
    page = signed_in(client, cast.everyone()["rival"]).get(act(note, "reply")).content.decode()

    reply = notes.reply(note, text="Einverstanden.", circle=Audience.PRIVATE, by=cast.everyone()["rival"])

    seen = {name for name, user in cast.everyone().items() if reply.key in shown(client, paper, user)}
    assert seen == {"councillor", "rival", "mayor"}
    assert re.findall(r"<span>(Nur Sie|Wer [^<]*)</span>", page) == ["Wer die Anmerkung liest"]
    assert re.findall(r'(?s)<p data-reader="private">.*?<span>(.*?)</span>', page) == [
        "Diese Antwort lesen, wer die Anmerkung geschrieben hat, und alle, mit denen sie namentlich geteilt ist "
        "– sonst niemand."
    ]


def test_private_reply_to_what_a_circle_reads_is_the_writers_alone_and_says_so(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    page = signed_in(client, cast.colleague).get(act(note, "reply")).content.decode()

    reply = notes.reply(note, text="Merken.", circle=Audience.PRIVATE, by=cast.colleague)

    seen = {name for name, user in cast.everyone().items() if reply.key in shown(client, paper, user)}
    assert seen == {"colleague"}
    assert "Diese Anmerkung lesen nur Sie." in page


@pytest.mark.parametrize(
    ("act_on", "left"),
    [
        (lambda note, cast: notes.unshare(note, person=cast.rival, by=cast.councillor), {"councillor", "mayor"}),
        (lambda note, cast: notes.lift(note, circle=Audience.FACTION, by=cast.councillor), {"councillor", "mayor"}),
        (lambda note, cast: notes.withdraw(note, by=cast.councillor), {"councillor", "mayor"}),
    ],
    ids=["unshared", "lifted", "withdrawn"],
)
def test_whoever_loses_the_note_loses_the_private_replies_of_others(client, cast, paper, note, act_on, left):
    notes.share(note, person=cast.rival, by=cast.councillor)
    notes.share(note, person=cast.mayor, by=cast.councillor)
    told = notes.reply(note, text="Fasan im Schilf", circle=Audience.PRIVATE, by=cast.everyone()["mayor"])
    own = notes.reply(note, text="Reiher am Bach", circle=Audience.PRIVATE, by=cast.everyone()["rival"])
    before = {name for name, user in cast.everyone().items() if told.key in shown(client, paper, user)}

    act_on(note, cast)

    after = {
        reply.text: {name for name, user in cast.everyone().items() if reply.key in shown(client, paper, user)}
        for reply in (told, own)
    }
    assert before == {"councillor", "rival", "mayor"}
    assert after["Fasan im Schilf"] == left
    assert "rival" in after["Reiher am Bach"]
    address = f"/api/notes/{told.key}/"
    assert signed_in(client, cast.everyone()["rival"]).get(address).status_code == 404


def test_withdrawal_says_what_stays_of_a_private_note_and_of_one_others_read(client, cast, paper, note):
    other = written(paper, by=cast.councillor, circle=Audience.FACTION)
    signed_in(client, cast.councillor)

    pages = [client.get(act(one, "withdraw")).content.decode() for one in (note, other)]

    assert ["bleibt nichts davon zu sehen" in html for html in pages] == [True, False]
    assert ["dass eine Anmerkung zurückgezogen wurde" in html for html in pages] == [False, True]


@pytest.mark.parametrize("circle", [Audience.FACTION, Audience.COUNCIL, Audience.PUBLIC])
def test_what_others_read_is_not_shared_by_name(client, cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)

    answer = signed_in(client, cast.councillor).post(act(note, "share"), {"person": cast.rival.person.key})

    assert answer.status_code == 403
    assert audiences.names_on(Note, [note.pk]) == {}


def test_only_the_author_shares(client, cast, paper, note):
    notes.share(note, person=cast.rival, by=cast.councillor)

    answers = {
        name: signed_in(client, user).post(act(note, "share"), {"person": cast.mayor.person.key}).status_code
        for name, user in cast.everyone().items()
        if name in ("rival", "colleague", "clerk", "moderator")
    }

    assert answers == {"rival": 403, "colleague": 404, "clerk": 404, "moderator": 404}
    with pytest.raises(Denied):
        notes.share(note, person=cast.mayor, by=cast.colleague)


@pytest.mark.parametrize("person", ["", "gibtesnicht", "\x00", "1", "x" * 5000])
def test_forged_person_is_refused_with_a_sentence(client, cast, note, person):
    answer = signed_in(client, cast.councillor).post(act(note, "share"), {"person": person})

    assert answer.status_code == 200
    assert answer.content.decode().count('class="summary"') == 1
    assert audiences.names_on(Note, [note.pk]) == {}


def test_only_holders_of_an_office_are_offered_and_oneself_is_not(client, cast, note):
    html = signed_in(client, cast.councillor).get(act(note, "share")).content.decode()

    offered = re.findall(r"<option[^>]*>(Frau [^<]+)</option>", html)
    assert offered == sorted(
        f"Frau {name.title()}"
        for name in ("clerk", "deputy", "chair", "colleague", "rival", "mayor", "officer", "district", "moderator")
    )


def test_journal_knows_who_was_named_but_no_words(cast, note):
    notes.share(note, person=cast.rival, by=cast.councillor)

    entry = Entry.objects.get(verb="note.shared")
    assert (entry.thing, entry.numbers) == (note.pk, {"user": cast.rival.pk})


# Narrowing the list -------------------------------------------------------------------------------------------------


def test_list_is_narrowed_by_circle_author_and_stand(client, cast, paper):
    own = written(paper, by=cast.councillor, circle=Audience.FACTION, words="Radweg")
    other = written(paper, by=cast.colleague, circle=Audience.FACTION, words="Magistrat")
    public = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Sommer")
    reply = notes.reply(public, text="Ja.", circle=Audience.PUBLIC, by=cast.councillor)

    def kept(query):
        return shown(client, paper, cast.councillor, query)

    assert kept("?circle=faction") == [own.key, other.key]
    assert kept("?author=-") == [own.key, reply.key]
    assert kept("?author=Frau Colleague") == [other.key]
    assert kept("?stand=answered") == [public.key]
    assert kept("?circle=faction&author=-") == [own.key]
    assert kept("?circle=nonsense&stand=%00") == [own.key, other.key, public.key, reply.key]
    assert kept("?author=" + "x" * 2000) == []


def test_narrowed_list_is_not_followed_live_and_says_how_to_see_all(client, cast, paper):
    written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    written(paper, by=cast.rival, circle=Audience.PUBLIC)

    html = signed_in(client, cast.nobody).get(paper.get_absolute_url() + "?author=Frau Rival").content.decode()

    assert "Gefiltert: eine Anmerkung." in html
    assert "data-live" not in re.search(r"<section[^>]*data-notes[^>]*>", html)[0]


def test_filters_offer_only_what_the_reader_reads(client, cast, paper):
    written(paper, by=cast.councillor, circle=Audience.FACTION)
    written(paper, by=cast.colleague, circle=Audience.FACTION)
    written(paper, by=cast.rival, circle=Audience.PUBLIC)
    written(paper, by=cast.citizen, circle=Audience.PUBLIC)

    html = signed_in(client, cast.nobody).get(paper.get_absolute_url()).content.decode()

    assert re.findall(r'<option value="([^"]+)"', html) == ["public", "Einwohner/in", "Frau Rival", "open"]
    assert "Frau Councillor" not in html


def test_paragraph_has_a_lasting_address(client, cast, paper):
    html = signed_in(client, cast.nobody).get(paper.get_absolute_url()).content.decode()

    assert re.findall(r'class="block-number" href="([^"]+)"', html) == [f"?version=1#absatz-{n}" for n in (1, 2, 3)]
