"""Minutes are drafted from the journal, sent, objected to, corrected, signed by two and sealed – by the right people."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from council import journal, life
from council.actions import meetings, rules
from council.models import Entry, Meeting
from documents import vault
from documents.models import File
from motions import chores_minutes
from motions.actions import minutes, minutes_signing
from motions.may.minutes import Denied
from motions.minuting import chapters, drafting, record
from motions.models import Ballot, Minutes, MinutesObjection, MinutesSection, MinutesVersion
from motions.states import MinutesState
from tests import factories
from tests.motions import deciding, minuting

pytestmark = pytest.mark.django_db


def go(client, user, name, *args, **data):
    """Ask for a page as this person: with data by POST."""
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    address = reverse(name, args=args)
    return client.post(address, data) if data else client.get(address)


def sections_of(made):
    """The texts of the minutes by their titles."""
    return {str(row): row.text for row in made.sections.select_related("item").order_by("order")}


def drafted(cast, **kwargs):
    meeting = minuting.played(cast, **kwargs)
    minutes.draft(meeting, by=cast.clerk)
    return minuting.of(meeting)


def ready(cast):
    """A draft of a meeting kept as rows alone."""
    meeting = minuting.brief(cast)
    minutes.draft(meeting, by=cast.clerk)
    return minuting.of(meeting)


def sent(cast, *, part="public", days_ago=40):
    """Minutes that were sent, of a meeting long ago."""
    meeting = ready(cast).meeting
    Meeting.objects.filter(pk=meeting.pk).update(date=timezone.localdate() - timedelta(days=days_ago + 5))
    made = minuting.of(meeting, part)
    minutes.review(made, by=cast.chair, version=made.version)
    made = minutes.send(minuting.of(meeting, part), by=cast.clerk)
    Minutes.objects.filter(pk=made.pk).update(sent_on=timezone.localdate() - timedelta(days=days_ago))
    return minuting.of(meeting, part)


def signed(cast, *, part="public"):
    made = minutes_signing.finish(sent(cast, part=part), by=cast.clerk)
    made = minutes_signing.sign(made, by=cast.chair)
    made = minutes_signing.sign(made, by=cast.deputy)
    return minutes_signing.file(made)


def pages_of(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


# What is drafted

# Which row or entry each verb of a meeting leaves in the minutes; written by hand.
TOLD = {
    "meeting.started": lambda entry: f"entry:{entry.number}",
    "meeting.interrupted": lambda entry: f"entry:{entry.number}",
    "meeting.resumed": lambda entry: f"entry:{entry.number}",
    "meeting.closed": lambda entry: f"entry:{entry.number}",
    "meeting.arrived": lambda entry: f"attendance:{entry.numbers['attendance']}",
    "meeting.left": lambda entry: f"attendance:{entry.numbers['attendance']}",
    "meeting.quorum_found": lambda entry: f"quorumfinding:{entry.numbers['finding']}",
    "item.called": lambda entry: f"entry:{entry.number}",
    "item.person_barred": lambda entry: f"conflict:{entry.numbers['conflict']}",
    "item.person_left": lambda entry: f"entry:{entry.number}",
    "item.person_returned": lambda entry: f"entry:{entry.number}",
    "item.closed": lambda entry: f"entry:{entry.number}",
    "ballot.taken": lambda entry: f"ballot:{entry.numbers['ballot']}",
}
BEFORE_THE_MEETING = {"meeting.planned", "item.added", "item.paper_set"}


def test_minutes_hold_exactly_the_facts_of_the_journal(cast):
    meeting = minuting.played(cast)
    minutes.draft(meeting, by=cast.clerk)

    happened = list(Entry.objects.filter(room=meeting.room).exclude(kind="motions.minutes").order_by("number"))
    facts = [
        fact
        for part in Minutes.objects.filter(meeting=meeting)
        for row in part.sections.all()
        for fact in row.facts.all()
    ]

    assert {entry.verb for entry in happened} == set(TOLD) | BEFORE_THE_MEETING
    wanted = {TOLD[entry.verb](entry) for entry in happened if entry.verb in TOLD}
    resolutions = {
        f"entry:{e.number}:resolution" for e in happened if e.verb == "item.closed" and e.thing in _resolved(meeting)
    }
    assert {fact.source for fact in facts} == wanted | resolutions
    assert len(facts) == len(wanted | resolutions)
    for row in MinutesSection.objects.filter(minutes__meeting=meeting):
        assert drafting.left_out(row.facts.all(), text=row.text) == []


def _resolved(meeting):
    return set(meeting.items.exclude(resolution_text="").values_list("pk", flat=True))


def test_minutes_say_the_facts_in_these_words(cast):
    made = drafted(cast)

    texts = {title: re.sub(r"\d\d:\d\d Uhr", "HH:MM Uhr", text) for title, text in sections_of(made).items()}

    assert texts["Verlauf der Sitzung"].split("\n\n") == [
        "Die Sitzung wird um HH:MM Uhr eröffnet.",
        "Die Sitzungsleitung stellt um HH:MM Uhr fest: Von 71 gesetzlichen Mitgliedern sind 4 anwesend."
        " Das Gremium ist nicht beschlussfähig (HGO §53(1)).",
        "Die Sitzung wird um HH:MM Uhr unterbrochen.",
        "Die Sitzung wird um HH:MM Uhr fortgesetzt.",
        "Die Sitzung wird um HH:MM Uhr geschlossen.",
    ]
    assert texts["1 Radweg an der Mühlgasse"].split("\n\n") == [
        "Der Punkt wird um HH:MM Uhr aufgerufen.",
        "Frau Rival nimmt wegen Widerstreits der Interessen (HGO §25) nicht teil.",
        "Frau Rival verlässt um HH:MM Uhr den Raum.",
        "Abstimmung: einstimmig angenommen (2 Ja, 0 Nein, 1 Enthaltung). Zustimmung Fraktion Grüne Stadt;"
        " Enthaltung Fraktion Soziale Mitte.",
        "Frau Rival kommt um HH:MM Uhr zurück.",
        f"Beschluss: {minuting.RESOLUTION}",
        "Ergebnis: einstimmig angenommen (2 Ja, 0 Nein, 1 Enthaltung).",
    ]
    assert list(texts) == ["Anwesenheit", "Verlauf der Sitzung", "1 Radweg an der Mühlgasse", "3 Mitteilungen"]


def test_presence_is_told_by_faction_with_spans(cast):
    made = drafted(cast)

    text = re.sub(r"\d\d:\d\d", "HH:MM", sections_of(made)["Anwesenheit"])

    assert text.split("\n\n") == [
        "### Fraktion Bürgerliste",
        "- Frau Rival, ab HH:MM Uhr",
        "### Fraktion Grüne Stadt",
        "- Frau Colleague, HH:MM bis HH:MM Uhr",
        "- Frau Councillor, ab HH:MM Uhr",
        "### Fraktion Soziale Mitte",
        "- Frau Chair, ab HH:MM Uhr",
    ]


def test_closed_items_are_told_in_a_document_of_their_own(cast):
    made = drafted(cast)
    other = minuting.of(made.meeting, "closed")

    assert list(sections_of(other)) == ["2 Kauf eines Grundstücks am Hafen"]
    assert minuting.SECRET in sections_of(other)["2 Kauf eines Grundstücks am Hafen"]
    assert "Hafen" not in "".join([*sections_of(made), *sections_of(made).values()])


def test_drafting_again_adds_what_is_new_and_keeps_what_was_written(cast):
    made = drafted(cast, end=False)
    section = made.sections.get(item__name="Mitteilungen")
    course = made.sections.get(place="course")
    minutes.write(section, text="Von Hand geschrieben.", revision=section.revision, by=cast.clerk)
    before = section.facts.count()

    meetings.close(made.meeting, by=cast.clerk)
    minutes.draft(made.meeting, by=cast.clerk)

    assert sections_of(made)["3 Mitteilungen"] == "Von Hand geschrieben."
    assert section.facts.count() == before
    assert MinutesSection.objects.get(pk=course.pk).text.endswith("geschlossen.")
    assert MinutesSection.objects.get(pk=course.pk).revision == course.revision + 1


def test_new_fact_is_appended_to_a_text_written_by_hand(cast):
    made = drafted(cast, end=False)
    course = made.sections.get(place="course")
    minutes.write(course, text="Kurz und gut.", revision=course.revision, by=cast.clerk)

    meetings.close(made.meeting, by=cast.clerk)
    minutes.draft(made.meeting, by=cast.clerk)

    assert re.sub(r"\d\d:\d\d", "", sections_of(made)["Verlauf der Sitzung"]) == (
        "Kurz und gut.\n\nDie Sitzung wird um  Uhr geschlossen."
    )


def test_what_was_changed_or_left_out_is_listed_and_what_no_longer_holds(cast):
    made = drafted(cast)
    section = made.sections.get(item__number="1")
    text = section.text.replace("2 Ja, 0 Nein", "3 Ja, 0 Nein")
    minutes.write(section, text=text, revision=section.revision, by=cast.clerk)

    section.refresh_from_db()

    kinds = [fact.kind for fact in drafting.left_out(section.facts.order_by("order"), text=section.text)]
    assert kinds == ["ballot", "result"]


def test_corrected_ballot_takes_the_place_of_the_earlier_fact(cast):
    made = drafted(cast)
    section = made.sections.get(item__number="1")
    old = Ballot.objects.get(item=section.item)
    Ballot.objects.create(
        **{f.attname: getattr(old, f.attname) for f in Ballot._meta.fields if f.name not in ("id", "corrects", "yes")},
        yes=3,
        corrects=old,
    )

    minutes.draft(made.meeting, by=cast.clerk)

    assert (
        "Berichtigt; zuvor festgestellt: einstimmig angenommen (2 Ja, 0 Nein, 1 Enthaltung)."
        in sections_of(made)[str(section)]
    )
    assert section.facts.filter(kind="ballot", outdated_at=None).count() == 1
    assert section.facts.filter(kind="ballot").count() == 2


def test_house_drafts_by_itself_when_a_meeting_has_closed(cast):
    meeting = minuting.played(cast)

    assert (chores_minutes.draft_minutes(timezone.now()), chores_minutes.draft_minutes(timezone.now())) == (1, 0)
    assert set(Minutes.objects.filter(meeting=meeting).values_list("part", flat=True)) == {"public", "closed"}


def test_meeting_that_has_not_begun_has_no_minutes(cast):
    with pytest.raises(life.WrongState, match="noch nicht begonnen"):
        minutes.draft(factories.meeting(cast.assembly), by=cast.clerk)


def test_facts_cost_few_queries_however_many_there_are(cast, django_assert_max_num_queries):
    meeting = minuting.played(cast)

    with django_assert_max_num_queries(24):
        chapters.facts(record.read(meeting))


# The whole life through the pages


def test_minutes_go_from_draft_to_signature_through_the_pages(cast, client):
    meeting = minuting.played(cast)
    Meeting.objects.filter(pk=meeting.pk).update(date=timezone.localdate() - timedelta(days=50))

    assert go(client, cast.clerk, "minutes-draft", meeting.key, go=1).status_code == 303
    made = minuting.of(meeting)
    number = made.sections.get(item__number="3").number
    page = go(client, cast.clerk, "minutes-edit", made.key, number)
    assert "Der Punkt wird um" in page.content.decode()
    answer = go(
        client,
        cast.clerk,
        "minutes-edit",
        made.key,
        number,
        text="Es liegt nichts vor.",
        revision=made.sections.get(number=number).revision,
    )
    assert answer.status_code == 303
    assert go(client, cast.chair, "minutes-review", made.key, version=minuting.of(meeting).version).status_code == 303
    page = go(client, cast.clerk, "minutes-send", made.key).content.decode()
    assert page.count("Geändert oder weggelassen:") == 2
    assert go(client, cast.clerk, "minutes-send", made.key, version=minuting.of(meeting).version).status_code == 303
    answer = go(client, cast.rival, "minutes-object", made.key, section=number, text="Ich sprach auch.")
    assert answer.status_code == 303
    decision = {"outcome": "accepted", "ruling": "Mit Mehrheit."}
    assert go(client, cast.chair, "minutes-decide", made.key, 1, **decision).status_code == 303
    revision = made.sections.get(number=number).revision
    go(client, cast.clerk, "minutes-edit", made.key, number, text="Frau Rival sprach.", revision=revision)
    assert go(client, cast.clerk, "minutes-correct", made.key, version=minuting.of(meeting).version).status_code == 303
    Minutes.objects.filter(pk=made.pk).update(sent_on=timezone.localdate() - timedelta(days=40))
    assert go(client, cast.clerk, "minutes-finish", made.key, version=minuting.of(meeting).version).status_code == 303
    assert go(client, cast.chair, "minutes-sign", made.key, version=minuting.of(meeting).version).status_code == 303
    assert minuting.of(meeting).state == MinutesState.FINAL
    assert go(client, cast.deputy, "minutes-sign", made.key, version=minuting.of(meeting).version).status_code == 303

    made = minuting.of(meeting)
    verbs = list(
        Entry.objects.filter(kind="motions.minutes", thing=made.pk).values_list("verb", flat=True).order_by("number")
    )
    assert verbs == [
        "minutes.drafted",
        "minutes.written",
        "minutes.reviewed",
        "minutes.sent",
        "minutes.objected",
        "minutes.objection_decided",
        "minutes.written",
        "minutes.corrected",
        "minutes.finished",
        "minutes.signature_given",
        "minutes.signed",
        "minutes.filed",
    ]
    assert Entry.objects.get(verb="minutes.filed").numbers == {"file": made.file_id, "sha512": made.sha512}
    page = go(client, cast.nobody, "minutes", made.key).content.decode()
    assert "Frau Rival sprach." in page
    assert "Ich sprach auch." not in page
    assert (
        MinutesVersion.objects.get(minutes=made, number=1).content
        != MinutesVersion.objects.get(minutes=made, number=2).content
    )
    assert [go(client, person, "minutes-version", made.key, 1).status_code for person in (cast.rival, cast.nobody)] == [
        200,
        404,
    ]


STAGES = {
    "draft": {"clerk", "deputy", "chair"},
    "reviewed": {"clerk", "deputy", "chair"},
    "sent": {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"},
    "final": {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"},
    "signed": None,
}


def test_who_reads_the_minutes_follows_from_how_far_they_are(cast):
    made = ready(cast)
    seen = {}

    for state in STAGES:
        Minutes.objects.filter(pk=made.pk).update(state=state, published=state == "signed")
        seen[state] = {
            n for n, user in cast.everyone().items() if Minutes.objects.visible_to(user).filter(pk=made.pk).exists()
        }

    assert seen == STAGES | {"signed": set(cast.everyone())}


def test_closed_part_is_read_by_those_who_may_read_its_items(cast):
    closed = minuting.of(ready(cast).meeting, "closed")
    Minutes.objects.filter(pk=closed.pk).update(state="signed")

    readers = {
        n for n, user in cast.everyone().items() if Minutes.objects.visible_to(user).filter(pk=closed.pk).exists()
    }

    assert readers == {
        "clerk",
        "deputy",
        "chair",
        "councillor",
        "rival",
        "mayor",
    }  # the colleague is barred from the item


WRONG = {
    "minutes-draft": ("chair", "councillor", "citizen"),
    "minutes-review": ("councillor", "rival", "mayor"),
    "minutes-correct": ("chair", "councillor"),
    "minutes-finish": ("chair", "rival"),
    "minutes-send": ("chair", "councillor"),
    "minutes-signatories": ("chair", "councillor"),
    "minutes-sign": ("clerk", "councillor", "mayor"),
    "minutes-object": ("clerk", "mayor"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_people_are_refused_with_a_sentence(cast, client, name):
    made = sent(cast)
    key = made.meeting.key if name == "minutes-draft" else made.key

    answers = {
        person: go(client, getattr(cast, person), name, key, version=made.version).status_code for person in WRONG[name]
    }

    assert answers == dict.fromkeys(WRONG[name], 403)
    assert minuting.of(made.meeting).state == MinutesState.SENT


def test_nobody_signs_for_both_and_nobody_twice(cast):
    made = minutes_signing.finish(sent(cast), by=cast.clerk)
    minutes_signing.sign(made, by=cast.chair)

    with pytest.raises(life.WrongState, match="schon unterzeichnet"):
        minutes_signing.sign(minuting.of(made.meeting), by=cast.chair)
    with pytest.raises(Denied, match="die beiden"):
        minutes_signing.sign(minuting.of(made.meeting), by=cast.councillor)
    with pytest.raises(life.WrongState, match="zwei verschiedene Personen"):
        other = ready(cast)
        minutes.name_signatories(other, chair=cast.chair.person, secretary=cast.chair.person, by=cast.clerk, version=1)


def test_stale_button_changes_nothing(cast, client):
    made = ready(cast)

    answer = go(client, cast.chair, "minutes-review", made.key, version=made.version - 1)

    assert (answer.status_code, minuting.of(made.meeting).state) == (409, MinutesState.DRAFT)


def test_objections_are_over_with_the_next_meeting(cast):
    made = sent(cast, days_ago=10)
    factories.meeting(cast.assembly, date=timezone.localdate() - timedelta(days=1))
    section = made.sections.first()

    with pytest.raises(life.WrongState, match="nächsten Sitzung abgelaufen"):
        minutes_signing.object_to(section, text="Zu spät.", by=cast.rival)
    assert minutes_signing.finish(made, by=cast.clerk).state == MinutesState.FINAL


def test_minutes_are_not_final_before_the_time_for_objections_is_over(cast):
    made = sent(cast, days_ago=10)
    factories.meeting(cast.assembly, date=timezone.localdate() + timedelta(days=4))

    with pytest.raises(life.WrongState, match="Einwendungen sind noch bis zum"):
        minutes_signing.finish(made, by=cast.clerk)


def test_dismissed_objection_leaves_the_minutes_as_they_were_sent(cast):
    made = sent(cast, days_ago=1)
    objection = minutes_signing.object_to(made.sections.first(), text="Falsch.", by=cast.rival)
    with pytest.raises(life.WrongState, match="noch nicht entschieden"):
        minutes_signing.correct(minuting.of(made.meeting), by=cast.clerk)

    minutes_signing.decide(objection, outcome="dismissed", ruling="", by=cast.chair)

    assert minuting.of(made.meeting).state == MinutesState.SENT
    with pytest.raises(life.WrongState, match="schon entschieden"):
        minutes_signing.decide(objection, outcome="accepted", ruling="", by=cast.chair)
    with pytest.raises(life.WrongState, match="geprüft und steht fest"):
        minutes.write(made.sections.first(), text="Anders.", revision=1, by=cast.clerk)


def test_sending_is_due_after_four_weeks_and_a_rule_moves_that(cast):
    rules.enact("minutes.send_days", 14, valid_from=date(2026, 1, 1), legal_basis="GO", by=cast.clerk)

    made = ready(cast)

    assert made.send_due == date(2026, 6, 29)


# Two editors


def test_second_editor_sees_both_texts_and_nothing_is_overwritten(cast, client):
    made = ready(cast)
    section = made.sections.get(item__number="3")
    given = {"revision": section.revision}
    go(client, cast.clerk, "minutes-edit", made.key, section.number, text="Erste Fassung.", **given)

    page = go(client, cast.deputy, "minutes-edit", made.key, section.number, text="Zweite Fassung.", **given)

    assert page.status_code == 409
    assert {"Erste Fassung.", "Zweite Fassung."} <= set(
        re.findall(r"(?:Erste|Zweite) Fassung\.", page.content.decode())
    )
    section.refresh_from_db()
    assert section.text == "Erste Fassung."


def test_autosave_keeps_what_is_typed_and_refuses_an_older_footing(cast, client):
    made = ready(cast)
    section = made.sections.get(item__number="3")
    given = {"revision": section.revision}

    first = go(client, cast.clerk, "minutes-autosave", made.key, section.number, text="Getippt.", **given)
    second = go(client, cast.deputy, "minutes-autosave", made.key, section.number, text="Auch.", **given)
    stranger = go(client, cast.chair, "minutes-autosave", made.key, section.number, text="Nein.", **given)

    assert (first.json()["revision"], first.status_code) == (section.revision + 1, 200)
    assert (second.json()["conflict"], second.status_code) == (True, 409)
    assert stranger.status_code == 403
    section.refresh_from_db()
    assert section.text == "Getippt."


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a\x00b", "\u202egnurheD", "x" * 200_001, "#set text(red) *"]
)
def test_hostile_text_is_stored_as_text_or_refused(cast, client, text):
    made = ready(cast)
    section = made.sections.get(item__number="3")

    answer = go(client, cast.clerk, "minutes-edit", made.key, section.number, text=text, revision=section.revision)
    page = go(client, cast.clerk, "minutes", made.key).content.decode()

    assert answer.status_code in (303, 422)
    assert "<script>alert" not in page
    assert go(client, cast.clerk, "minutes-pdf", made.key).status_code == 200


def test_sections_of_other_minutes_are_not_found(cast, client):
    made, other = ready(cast), ready(cast)
    number = max(row.number for row in other.sections.all()) + 1

    assert go(client, cast.clerk, "minutes-edit", made.key, number).status_code == 404
    assert go(client, cast.clerk, "minutes-decide", made.key, 1).status_code == 404


# What is signed


def test_signed_minutes_are_a_tagged_pdf_sealed_in_the_journal(cast, client):
    made = signed(cast)

    content = go(client, cast.nobody, "minutes-pdf", made.key).content

    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data().replace(b" ", b"")
    with vault.open(made.sha512) as stored:
        assert stored.read() == content
    assert Entry.objects.get(verb="minutes.filed").numbers["sha512"] == made.sha512
    assert journal.verify() == []
    words = " ".join(pages_of(content).split())
    assert minuting.RESOLUTION in words
    assert "Frau Chair Vorsitz unterzeichnet am" in words
    assert "Ein Teil der Sitzung war nichtöffentlich." in words
    assert "Hafen" not in words


def test_signed_minutes_are_the_file_of_the_meeting_and_never_change(cast):
    made = signed(cast)

    assert made.file.role == "results_protocol"
    assert list(made.file.meeting_files.values_list("meeting", "item")) == [(made.meeting_id, None)]
    assert minutes_signing.file(made).sha512 == made.sha512
    assert Entry.objects.filter(verb="minutes.filed").count() == 1
    for act in (minutes_signing.finish, minutes_signing.correct):
        with pytest.raises(life.WrongState):
            act(made, by=cast.clerk)


def test_house_prints_what_was_signed_and_not_yet_filed(cast):
    made = minutes_signing.finish(sent(cast), by=cast.clerk)
    minutes_signing.sign(made, by=cast.chair)
    minutes_signing.sign(minuting.of(made.meeting), by=cast.deputy)

    assert (chores_minutes.print_minutes(timezone.now()), chores_minutes.print_minutes(timezone.now())) == (1, 0)
    assert minuting.of(made.meeting).sha512 != ""


def test_closed_part_goes_to_none_but_its_readers(cast, client):
    made = signed(cast, part="closed")
    files = {n for n, user in cast.everyone().items() if File.objects.visible_to(user).filter(pk=made.file_id).exists()}
    pdfs = {n for n, user in cast.everyone().items() if go(client, user, "minutes-pdf", made.key).status_code == 200}
    pages = {n for n, user in cast.everyone().items() if go(client, user, "minutes", made.key).status_code == 200}

    assert files == pdfs == pages == {"clerk", "deputy", "chair", "councillor", "rival", "mayor"}
    assert minuting.SECRET in " ".join(pages_of(go(client, cast.clerk, "minutes-pdf", made.key).content).split())


# Without names


def nameless(cast, **values):
    for name, value in ({"minutes.show_member_names": False} | values).items():
        rules.enact(name, value, valid_from=date(2020, 1, 1), legal_basis="GO", by=cast.clerk)
    return signed(cast)


def test_web_rendition_names_no_member_where_the_rulebook_says_so(cast, client):
    made = nameless(cast)

    page = go(client, cast.nobody, "minutes", made.key).content.decode().partition("<main")[2].partition("</main")[0]
    printed = pages_of(go(client, cast.nobody, "minutes-pdf", made.key).content)

    names = [
        person.name
        for person in (getattr(cast, n).person for n in ("chair", "councillor", "colleague", "rival", "deputy"))
    ]
    assert [name for name in names if name in page or name in printed] == []
    assert "Ein Mitglied nimmt wegen Widerstreits der Interessen (HGO §25) nicht teil." in page
    assert "N. N., ab" in page
    assert "Frau Rival" in go(client, cast.councillor, "minutes", made.key).content.decode()
    readers = {
        n for n, user in cast.everyone().items() if File.objects.visible_to(user).filter(pk=made.file_id).exists()
    }
    assert readers == {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor"}


def test_names_written_by_hand_are_taken_out_too(cast):
    from motions.minuting.names import Blackener

    person = factories.person(name="Dr. Ayla Yıldız", family_name="Yıldız", given_name="Ayla")
    bare = Blackener([person]).of

    assert (
        bare("Stadtverordnete Yıldız weist auf Herrn Yıldız’ Antrag hin.")
        == "Stadtverordnete N. N. weist auf N. N. Antrag hin."
    )
    assert bare("Frau Dr. Ayla Yıldız fragt.") == "N. N. fragt."
    assert bare("Die Yıldızstraße bleibt.") == "Die Yıldızstraße bleibt."


def test_minutes_are_not_on_the_web_where_the_rulebook_says_so(cast, client):
    rules.enact("minutes.web_publication", False, valid_from=date(2020, 1, 1), legal_basis="GO", by=cast.clerk)
    made = signed(cast)

    assert go(client, cast.nobody, "minutes", made.key).status_code == 404
    assert "liegt im Büro" in go(client, cast.nobody, "meeting-minutes", made.meeting.key).content.decode()
    assert go(client, cast.rival, "minutes", made.key).status_code == 200


# Pages beside


def test_meeting_and_desk_say_where_the_minutes_stand(cast, client):
    made = sent(cast)
    meeting_page = {
        n: go(client, getattr(cast, n), "meeting", made.meeting.key).content.decode() for n in ("citizen", "rival")
    }

    assert "Stand: versandt." in meeting_page["citizen"]
    assert made.get_absolute_url() not in meeting_page["citizen"]
    assert made.get_absolute_url() in meeting_page["rival"]
    assert made.get_absolute_url() in go(client, cast.rival, "desk").content.decode()
    minutes_signing.finish(made, by=cast.clerk)
    assert reverse("minutes-sign", args=[made.key]) in go(client, cast.chair, "desk").content.decode()


def test_minutes_lead_to_the_extracts_of_their_resolutions(cast, client):
    extract = deciding.extracted(cast)
    meeting = extract.item.meeting
    meetings.close(meeting, by=cast.clerk)
    minutes.draft(meeting, by=cast.clerk)

    page = go(client, cast.clerk, "minutes", minuting.of(meeting).key).content.decode()

    assert f'<a href="{extract.get_absolute_url()}">Beschlussauszug {extract.number}</a>' in page


def test_emptied_section_stays_empty_when_drafted_again(cast):
    made = ready(cast)
    section = made.sections.get(item__number="3")
    minutes.write(section, text="", revision=section.revision, by=cast.clerk)

    minutes.draft(made.meeting, by=cast.clerk)

    assert MinutesSection.objects.get(pk=section.pk).text == ""


def test_page_of_minutes_costs_a_constant_number_of_queries(cast, client, django_assert_max_num_queries):
    made = sent(cast, days_ago=1)
    for number in range(3):
        minutes_signing.object_to(made.sections.all()[number], text="Falsch.", by=cast.rival)
    client.force_login(cast.rival)

    with django_assert_max_num_queries(32):
        client.get(made.get_absolute_url())
    assert MinutesObjection.objects.count() == 3
