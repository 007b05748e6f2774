"""A result is confirmed by the chair; then it has one numbered extract that is never changed, only corrected by another."""

import io
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal
from council.life import WrongState
from council.may import Denied, allowed
from council.models import AgendaItem, Entry
from council.templatetags.council import day
from documents import vault
from documents.models import File
from motions import chores_tasks, extracts
from motions.actions import resolutions, treatment
from motions.may import resolutions as may
from motions.models import ResolutionExtract, ResultConfirmation
from tests import cast as casting
from tests import factories
from tests.documents.print.comparing import words, words_of_page, words_of_pdf
from tests.motions.deciding import ORDER, confirmed, counted, decided, extracted, meeting_of, paper_of

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(name, item):
    return reverse(name, args=[item.meeting.key, item.key])


def closed(cast):
    return {"audience": "body", "audience_organization": cast.committee, "body": cast.committee}


def in_committee(cast, **fields):
    """An extract of a closed item of the committee."""
    paper = factories.paper(audience="body", audience_organization=cast.committee, name="Grundstücksaal")
    return extracted(cast, body=cast.committee, paper=paper, **fields)


def readers(cast, extract):
    return {
        name
        for name, user in cast.everyone().items()
        if ResolutionExtract.objects.visible_to(user).filter(pk=extract.pk).exists()
    }


# Confirmation


def test_result_is_confirmed_by_whoever_presides_alone(cast):
    item = decided(cast)

    assert {name for name, user in cast.everyone().items() if allowed(may.confirm, user, item)} == {"chair"}


def test_chair_of_another_body_confirms_its_results(cast):
    item = decided(cast, body=cast.district_council)

    assert {name for name, user in cast.everyone().items() if allowed(may.confirm, user, item)} == {"chair", "district"}


def test_result_is_provisional_on_the_page_until_it_is_confirmed(cast, client):
    item = decided(cast)
    page = meeting_of(item).get_absolute_url()

    before = words_of_page(client.get(page).content.decode())["vorläufig"]
    answer = signed_in(cast.chair).post(address("item-confirm", item), {"version": item.version})
    after = words_of_page(client.get(page).content.decode())["vorläufig"]

    assert (before, answer.status_code, after) == (1, 303, 0)
    assert ResultConfirmation.objects.get().confirmed_by == cast.chair


def test_result_is_confirmed_once_and_by_nobody_else(cast):
    item = decided(cast)
    refused = {}
    for name in ("clerk", "councillor", "mayor"):
        refused[name] = signed_in(cast.people[name]).post(address("item-confirm", item), {"version": item.version})

    first, second = (resolutions.confirm(item, by=cast.chair) for _ in range(2))

    assert {response.status_code for response in refused.values()} == {403}
    assert first == second
    assert Entry.objects.filter(verb="item.result_confirmed").count() == 1


def test_old_page_does_not_confirm_a_result_that_changed(cast):
    item = decided(cast)

    answer = signed_in(cast.chair).post(address("item-confirm", item), {"version": item.version - 1})

    assert (answer.status_code, ResultConfirmation.objects.count()) == (409, 0)


def test_item_closed_anew_is_confirmed_anew(cast):
    item = confirmed(cast)
    item = treatment.reopen_item(item, by=cast.clerk)
    item = treatment.close_item(item, result="rejected", by=cast.clerk)

    with pytest.raises(WrongState, match="vorläufig"):
        resolutions.make(item, text="", by=cast.clerk)
    resolutions.confirm(item, by=cast.chair)

    assert resolutions.make(item, text="", by=cast.clerk).result == "rejected"


def test_open_item_has_no_result_to_confirm(cast):
    item = factories.item(factories.meeting(cast.assembly))

    with pytest.raises(WrongState, match="abgeschlossenen Punktes"):
        resolutions.confirm(item, by=cast.chair)


# The extract


def test_extract_through_the_pages(cast, client):
    item = decided(cast, poll=counted(cast))
    clerk = signed_in(cast.clerk)
    too_early = clerk.get(address("resolution-new", item))
    signed_in(cast.chair).post(address("item-confirm", item), {"version": item.version})

    form = clerk.get(address("resolution-new", item)).content.decode()
    answer = clerk.post(address("resolution-new", item), {"text": ORDER, "voices": ""})

    extract = ResolutionExtract.objects.get()
    page = client.get(extract.get_absolute_url()).content.decode()
    assert (too_early.status_code, ORDER in form, answer.status_code) == (409, True, 303)
    assert answer["Location"] == extract.get_absolute_url()
    assert extract.number == f"Stadtverordnetenversammlung {YEAR}/1"
    assert "mehrheitlich angenommen (41 Ja, 22 Nein, 3 Enthaltungen)" in page
    for place in (
        reverse("resolutions"),
        paper_of(item).get_absolute_url(),
        meeting_of(item).get_absolute_url(),
        cast.assembly.get_absolute_url(),
    ):
        assert extract.get_absolute_url() in client.get(place).content.decode(), place
    assert reverse("resolutions") in client.get(reverse("papers")).content.decode()


def test_extract_is_made_by_the_office_alone(cast):
    item = confirmed(cast)
    statuses = {
        name: signed_in(user).post(address("resolution-new", item), {"text": "x"}).status_code
        for name, user in cast.people.items()
        if name not in ("clerk", "deputy")
    }

    assert set(statuses.values()) == {403}
    assert ResolutionExtract.objects.count() == 0
    with pytest.raises(Denied):
        resolutions.make(item, text="", by=cast.chair)


def test_pdf_of_an_extract_has_the_words_of_its_page(cast, client):
    extract = extracted(cast, poll=counted(cast), voices=[("Berg, Jan", "yes"), ("Öz, Ada", "abstain")])

    page = words_of_page(client.get(extract.get_absolute_url()).content.decode(), without={"breadcrumb", "fold"})
    response = client.get(reverse("resolution-pdf", args=[extract.key]))

    printed = words_of_pdf(response.content)
    twice = f"mehrheitlich angenommen {extract.title} {day(extract.resolved_on)}"
    only_page = words(f"{twice} öffentlich Abstimmung nach Fraktionen Erstellt Uhr")
    assert {word for word in page - printed if not word.isdecimal()} - set(only_page) == set()
    assert (printed["berg"], printed["enthaltung"] >= 2, printed["gesamt"]) == (1, True, 1)


def test_pdf_lies_in_the_vault_with_its_hash_and_is_tagged(cast, client):
    extract = extracted(cast)

    with vault.open(extract.sha512) as stored:
        kept = stored.read()
    given = client.get(reverse("resolution-pdf", args=[extract.key]))

    pdf = pypdf.PdfReader(io.BytesIO(kept))
    assert given.content == kept
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert given["Content-Disposition"] == f'inline; filename="Beschluss-Stadtverordnetenversammlung-{YEAR}-1.pdf"'
    assert (extract.file.role, extract.file.paper, extract.file.audience) == ("resolution", extract.paper, "public")


def test_printing_again_changes_nothing(cast):
    extract = extracted(cast)

    again = resolutions.file(extract)

    assert (again.file_id, again.sha512, File.objects.count()) == (extract.file_id, extract.sha512, 1)


def test_extract_that_was_not_printed_is_printed_by_the_chore(cast, client):
    extract = resolutions.make(confirmed(cast), text=ORDER, by=cast.clerk)
    early = client.get(reverse("resolution-pdf", args=[extract.key]))

    done = [chores_tasks.print_resolutions(timezone.now()) for _ in range(2)]

    assert (early.status_code, done) == (409, [1, 0])
    assert client.get(reverse("resolution-pdf", args=[extract.key])).status_code == 200


def test_numbers_count_by_body_and_year(cast):
    numbers = [
        extracted(cast).number,
        extracted(cast).number,
        extracted(cast, body=cast.committee).number,
        extracted(cast, on=timezone.localdate().replace(year=YEAR - 1, day=1)).number,
    ]

    assert numbers == [
        f"Stadtverordnetenversammlung {YEAR}/1",
        f"Stadtverordnetenversammlung {YEAR}/2",
        f"Ausschuss für Umwelt und Energie {YEAR}/1",
        f"Stadtverordnetenversammlung {YEAR - 1}/1",
    ]


@pytest.mark.django_db(transaction=True)
def test_numbers_are_never_given_twice_at_the_same_time():
    cast = casting.assemble()
    items = [confirmed(cast) for _ in range(12)]

    def make(item):
        try:
            return resolutions.make(item, text="", by=None).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        serials = sorted(pool.map(make, items))

    assert serials == list(range(1, 13))


def test_second_extract_of_an_item_is_refused(cast):
    extract = extracted(cast)

    with pytest.raises(WrongState, match=f"gibt es den Beschlussauszug {extract.number}"):
        resolutions.make(extract.item, text="anders", by=cast.clerk)
    assert ResolutionExtract.objects.count() == 1


def test_correction_is_a_new_extract_and_the_old_one_stays(cast, client):
    extract = extracted(cast, text="Falcher Wortlaut.")
    before = ResolutionExtract.objects.filter(pk=extract.pk).values().get()
    clerk = signed_in(cast.clerk)

    answer = clerk.post(reverse("resolution-correct", args=[extract.key]), {"text": "Richtiger Wortlaut."})
    again = clerk.post(reverse("resolution-correct", args=[extract.key]), {"text": "Noch einer."})

    new = ResolutionExtract.objects.get(corrects=extract)
    assert (answer.status_code, again.status_code) == (303, 409)
    assert ResolutionExtract.objects.filter(pk=extract.pk).values().get() == before
    assert (new.serial, new.text) == (2, "Richtiger Wortlaut.")
    old_page = client.get(extract.get_absolute_url()).content.decode()
    assert ("Falcher Wortlaut." in old_page, new.get_absolute_url() in old_page) == (True, True)


@pytest.mark.parametrize("result", ["not_reached", "no_decision", "withdrawn"])
def test_what_is_no_resolution_has_no_extract(cast, result):
    item = confirmed(cast, result=result)

    with pytest.raises(WrongState, match="kein Beschluss"):
        resolutions.make(item, text="", by=cast.clerk)


def test_hash_and_file_come_together(cast):
    extract = extracted(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        ResolutionExtract.objects.filter(pk=extract.pk).update(sha512="")


def test_journal_holds_neither_words_nor_names(cast):
    extracted(cast, voices=[("Berg, Jan", "yes")])

    told = str(list(Entry.objects.values_list("verb", "numbers")))

    assert [word for word in ("Berg", "Radweg", "Mühlgasse") if word in told] == []
    assert journal.verify() == []


REQUEST = "Die Stadtverordnetenversammlung wird gebeten, folgenden Beschluss zu fassen:"


@pytest.mark.parametrize(
    ("text", "entered", "expected"),
    [
        (f"## Beschlusstext\n\n{ORDER}\n\n## Begründung\n\nDarum.", "", ORDER),
        (f"## Beschlussvorschlag\n\n{REQUEST}\n\n1. {ORDER}\n\n## Begründung\n\nDarum.", "", f"1. {ORDER}"),
        (ORDER, "Wie es in der Sitzung hieß.", "Wie es in der Sitzung hieß."),
        (ORDER, "", ORDER),
    ],
)
def test_wording_is_proposed_as_entered_or_as_the_paper_asked(cast, text, entered, expected):
    item = decided(cast, paper=factories.paper(text=text))
    item.resolution_text = entered

    assert extracts.wording_of(item) == expected


# Names


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Berg, Jan: Ja\nÖz, Ada: enthaltung\n\n", [("Berg, Jan", "yes"), ("Öz, Ada", "abstain")]),
        ("Dr. A: B: Nein", [("Dr. A: B", "no")]),
    ],
)
def test_roll_call_is_read_line_by_line(cast, typed, expected):
    item = confirmed(cast)

    signed_in(cast.clerk).post(address("resolution-new", item), {"text": "x", "voices": typed})

    assert list(ResolutionExtract.objects.get().voices.order_by("order").values_list("name", "answer")) == expected


@pytest.mark.parametrize(
    "typed", ["Berg", "Berg: vielleicht", ": Ja", f"{'x' * 201}: Ja", "A: Ja\n" * 201, "A\x00: Ja"]
)
def test_nonsense_in_a_roll_call_is_refused_with_a_sentence(cast, typed):
    item = confirmed(cast)

    answer = signed_in(cast.clerk).post(address("resolution-new", item), {"text": "x", "voices": typed})

    assert (answer.status_code, ResolutionExtract.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("<script>alert(1)</script>", 303),
        ("#panic() \u202eumgekehrt", 303),
        ("Räder \U0001f6b2", 303),
        ("x" * 200_000, 422),
        ("Null\x00", 422),
        ("", 303),
    ],
)
def test_hostile_wording_is_text_or_refused(cast, client, text, status):
    item = confirmed(cast)

    answer = signed_in(cast.clerk).post(address("resolution-new", item), {"text": text})

    assert answer.status_code == status
    if status == 303:
        extract = ResolutionExtract.objects.get()
        assert b"<script>alert" not in client.get(extract.get_absolute_url()).content
        assert client.get(reverse("resolution-pdf", args=[extract.key])).content[:5] == b"%PDF-"


# Who reads it


def test_extract_is_read_by_whoever_reads_its_item(cast):
    assert readers(cast, extracted(cast)) == set(cast.everyone())
    assert readers(cast, in_committee(cast)) == {"clerk", "deputy", "councillor", "colleague", "mayor"}


def test_closed_extract_appears_nowhere_for_outsiders(cast):
    extract = in_committee(cast, text="Das Grundstücksaal wird gekauft.")
    pages = [reverse("resolutions"), f"{reverse('resolutions')}?wort=Grundstücksaal", cast.committee.get_absolute_url()]
    things = [
        extract.get_absolute_url(),
        reverse("resolution-pdf", args=[extract.key]),
        extract.file.get_absolute_url(),
    ]

    seen = {}
    for name in ("citizen", "rival", "councillor"):
        client = signed_in(cast.people[name])
        said = [extract.key in client.get(page).content.decode() for page in pages]
        seen[name] = (said, [client.get(thing).status_code for thing in things])

    assert seen == {
        "citizen": ([False] * 3, [404] * 3),
        "rival": ([False] * 3, [404] * 3),
        "councillor": ([True] * 3, [200] * 3),
    }


def test_public_item_of_a_closed_paper_names_no_paper_to_outsiders(cast):
    extract = extracted(cast)
    type(extract.paper).objects.filter(pk=extract.paper_id).update(audience="members")

    assert readers(cast, extract) == {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}


def test_file_of_an_item_opened_later_is_opened_by_the_office(cast):
    extract = in_committee(cast)
    AgendaItem.objects.filter(pk=extract.item_id).update(audience="public", audience_organization=None, public=True)
    type(extract.paper).objects.filter(pk=extract.paper_id).update(audience="public", audience_organization=None)

    page = signed_in(cast.clerk).get(extract.get_absolute_url()).content.decode()

    assert reverse("file-publish", args=[extract.file.key]) in page


# The list


def test_list_is_narrowed_by_word_body_and_year(cast, client):
    one = extracted(cast)
    other = extracted(cast, body=cast.committee, paper=factories.paper(name="Spielplatz"), text="Der Spielplatz kommt.")

    def listed(**query):
        html = client.get(reverse("resolutions"), query).content.decode()
        return [extract.pk for extract in (one, other) if extract.key in html]

    assert listed() == [one.pk, other.pk]
    assert listed(wort="spielplatz") == [other.pk]
    assert listed(wort=f"{YEAR}/1 Mühlgasse") == [one.pk]
    assert listed(gremium=cast.committee.key) == [other.pk]
    assert (listed(jahr=YEAR), listed(jahr="Unsinn"), listed(gremium="x", page="x")) == ([one.pk, other.pk],) * 3
    assert listed(wort="nichts davon") == []


def test_list_costs_the_same_queries_for_one_and_for_three(cast, client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            extracted(cast)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("resolutions"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_desk_tells_chair_and_office_what_waits(cast):
    waiting = decided(cast)
    ready = confirmed(cast)

    desks = {name: signed_in(cast.people[name]).get("/desk/").content.decode() for name in ("chair", "clerk", "rival")}

    assert f"{meeting_of(waiting).get_absolute_url()}#ergebnisse" in desks["chair"]
    assert address("resolution-new", ready) in desks["clerk"]
    assert ["#ergebnisse" in desks["rival"], "resolution/" in desks["rival"]] == [False, False]
