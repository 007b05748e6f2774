import hashlib
import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import journal, life, unjournaled
from council.actions import rules
from council.may import Denied, allowed
from council.states import Audience, BodyKind
from documents.actions import papers
from documents.models import Originator, Paper, PaperVersion
from documents.states import PaperState, PaperType
from motions import filing
from motions.actions import motions, movers
from motions.actions.motions import Wording
from motions.drafts import OPENINGS, MotionKind, Parts
from motions.may import motions as may
from motions.models import Motion, Ruling, Scratch
from tests import factories

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BERLIN)
TYPED = {
    "kind": "motion",
    "name": "Radweg an der Mühlgasse",
    "resolution": "Der Magistrat wird aufgefordert, den Radweg zu bauen.",
    "reasons": "Weil dort Kinder fahren.",
    "plain_summary": "In der Mühlgasse soll ein Radweg gebaut werden.",
    "way": "regular",
}


def wording(**changes) -> Wording:
    given = {
        "name": TYPED["name"],
        "kind": MotionKind.MOTION,
        "parts": Parts(TYPED["resolution"], TYPED["reasons"]),
        "plain_summary": TYPED["plain_summary"],
    }
    return Wording(**given | changes)


def drafted(cast, **changes) -> Motion:
    motion = motions.draft(kind=MotionKind.MOTION, name=TYPED["name"], mover=cast.our_faction, by=cast.councillor)
    return motions.revise(motion, wording=wording(**changes), revision=1, by=cast.councillor)


def submitted(cast, motion=None, **changes) -> Motion:
    motion = motion or drafted(cast, **changes)
    return motions.submit(
        motion, wording=wording(**changes), revision=motion.scratch.revision, by=cast.councillor, at=NOW
    )


def admitted(cast, **changes) -> Motion:
    return motions.admit(submitted(cast, **changes), by=cast.clerk, on=date(2026, 5, 4))


def state(motion: Motion) -> str:
    return Paper.objects.get(pk=motion.pk).state


def newest(motion: Motion) -> PaperVersion:
    return motions.newest_text(motion)


def seers(cast) -> set[str]:
    return {name for name, user in cast.everyone().items() if Motion.objects.visible_to(user).exists()}


def readers(cast) -> set[str]:
    return {name for name, user in cast.everyone().items() if Paper.objects.visible_to(user).exists()}


def brought_in_by(motion: Motion) -> list[str]:
    return [str(originator) for originator in motion.paper.originators.order_by("order")]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, motion: Motion) -> str:
    return reverse(name, args=[motion.paper.key])


# Writing


def test_new_motion_begins_with_the_formula_of_its_kind(cast):
    motion = motions.draft(kind=MotionKind.REPORT, name="Bericht", mover=cast.our_faction, by=cast.councillor)

    assert newest(motion).text.startswith("## Beschlusstext\n\nDie Stadtverordnetenversammlung wird gebeten")
    assert motion.scratch.content["resolution"] == OPENINGS[MotionKind.REPORT]
    assert (state(motion), motion.paper.paper_type, brought_in_by(motion)) == (
        PaperState.DRAFT,
        PaperType.MOTION,
        ["Fraktion Grüne Stadt", "Frau Councillor"],
    )


def test_draft_is_seen_by_its_author_alone(cast):
    drafted(cast)

    assert seers(cast) == {"councillor"}


def test_draft_shown_to_the_faction_is_seen_by_no_other(cast):
    motion = movers.show_to_faction(drafted(cast), by=cast.councillor)
    shown = (seers(cast), readers(cast))
    movers.keep_private(motion, by=cast.councillor)

    assert shown == ({"councillor", "colleague"}, {"councillor", "colleague"})
    assert seers(cast) == {"councillor"}


WRITERS = {"chair", "councillor", "colleague", "rival", "mayor"}


def test_only_those_with_the_right_begin_a_motion(cast):
    assert {name for name, user in cast.everyone().items() if allowed(may.draft, user)} == WRITERS


def test_members_of_a_board_may_bring_a_motion_in(cast):
    board = factories.organization(BodyKind.ADVISORY_BOARD, body=cast.town, name="Seniorenbeirat")
    senior = factories.person(body=cast.town)
    factories.membership(senior, board)
    user = factories.user("senior", person=senior)

    motion = motions.draft(kind=MotionKind.MOTION, name="Bänke", mover=board, by=user)
    made = motions.submit(motion, wording=wording(name="Bänke"), revision=1, by=user, at=NOW)

    assert brought_in_by(made)[0] == "Seniorenbeirat"


def test_staff_of_a_faction_drafts_and_its_office_hands_in(cast):
    person = factories.person(body=cast.town)
    seat = factories.membership(person, cast.our_faction, role="Referentin", voting_right=False)
    staff = factories.user("staff", person=person)
    motion = motions.draft(kind=MotionKind.MOTION, name="Bänke", mover=cast.our_faction, by=staff)

    with pytest.raises(Denied, match="Geschäftsführung"):
        motions.submit(motion, wording=wording(), revision=1, by=staff, at=NOW)
    type(seat).objects.filter(pk=seat.pk).update(role="Geschäftsführerin")
    made = motions.submit(motion, wording=wording(), revision=1, by=staff, at=NOW)

    assert made.paper.state == PaperState.SUBMITTED


STEPS = {
    "revise": lambda motion, by: motions.revise(motion, wording=wording(name="Anders"), revision=2, by=by),
    "show_to_faction": lambda motion, by: movers.show_to_faction(motion, by=by),
    "keep_private": lambda motion, by: movers.keep_private(motion, by=by),
    "submit": lambda motion, by: motions.submit(motion, wording=wording(), revision=2, by=by, at=NOW),
    "withdraw": lambda motion, by: motions.withdraw(motion, by=by),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_but_the_author_writes_shows_or_hands_in(cast, step):
    motion = drafted(cast)
    before = (journal.head_number(), newest(motion).sha256)
    refused = set()

    for name, user in cast.everyone().items():
        if name == "councillor":
            continue
        with pytest.raises(Denied, match="wer den Antrag verfasst hat"):
            STEPS[step](motion, user)
        refused.add(name)

    assert refused == set(cast.everyone()) - {"councillor"}
    assert (journal.head_number(), newest(motion).sha256, state(motion)) == (*before, PaperState.DRAFT)


def test_who_began_from_an_older_state_overwrites_nothing(cast):
    motion = drafted(cast)

    with pytest.raises(life.Stale, match="nichts überschrieben"):
        motions.revise(motion, wording=wording(name="Anders"), revision=1, by=cast.councillor)

    assert Paper.objects.get(pk=motion.pk).name == TYPED["name"]


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"parts": Parts(OPENINGS["motion"], "Weil.")}, "Der Beschlusstext fehlt."),
        ({"parts": Parts("Der Magistrat baut.", " ")}, "Die Begründung fehlt."),
        ({"plain_summary": " "}, "„Kurz und einfach“ fehlt"),
        ({"direct_referral": True}, "fehlt der Ausschuss"),
        ({"name": " "}, "Der Titel fehlt."),
    ],
)
def test_incomplete_motion_is_not_handed_in(cast, lacking, sentence):
    motion = drafted(cast)

    with pytest.raises(life.WrongState, match=sentence):
        motions.submit(motion, wording=wording(**lacking), revision=2, by=cast.councillor, at=NOW)

    assert state(motion) == PaperState.DRAFT


def test_reasons_given_in_the_meeting_are_enough(cast):
    motion = submitted(cast, parts=Parts("Der Magistrat baut.", ""), oral_reasons=True)

    assert motion.handed_in.text.endswith("## Begründung\n\nDie Begründung erfolgt mündlich.")


# Joint motions and co-movers


def test_faction_asked_to_join_reads_the_draft_and_counts_once_it_agreed(cast):
    motion = drafted(cast)
    joint = movers.invite(motion, faction=cast.other_faction, by=cast.councillor)
    read = (seers(cast), readers(cast))
    movers.invite(motion, faction=cast.third_faction, by=cast.councillor)
    movers.accept(joint, sha256=newest(motion).sha256, by=cast.rival)

    made = submitted(cast, motion)

    assert read == ({"councillor", "rival"}, {"councillor"})
    assert brought_in_by(made) == ["Fraktion Grüne Stadt", "Fraktion Bürgerliste", "Frau Councillor"]
    assert readers(cast) == {"councillor", "colleague", "rival", "clerk", "deputy"}


def test_agreement_ends_where_the_text_changes(cast):
    motion = movers.show_to_faction(drafted(cast), by=cast.councillor)
    joint = movers.invite(motion, faction=cast.other_faction, by=cast.councillor)
    read = newest(motion).sha256
    movers.accept(joint, sha256=read, by=cast.rival)
    movers.join(motion, sha256=read, by=cast.colleague)
    changed = {"parts": Parts("Der Magistrat wird aufgefordert, die Straße zu sperren.", "Weil.")}
    motions.revise(motion, wording=wording(**changed), revision=2, by=cast.councillor)

    with pytest.raises(life.Stale, match="inzwischen geändert"):
        movers.join(motion, sha256=read, by=cast.colleague)
    made = submitted(cast, motion, **changed)

    assert brought_in_by(made) == ["Fraktion Grüne Stadt", "Frau Councillor"]


def test_member_of_the_faction_joins_and_leaves(cast):
    motion = movers.show_to_faction(drafted(cast), by=cast.councillor)
    movers.join(motion, sha256=newest(motion).sha256, by=cast.colleague)
    joined = [str(row) for row in motion.paper.co_movers.all()]
    movers.leave(motion, by=cast.colleague)

    assert joined == ["Frau Colleague"]
    assert motion.paper.co_movers.count() == 0


def test_nobody_outside_the_faction_joins_or_agrees_for_it(cast):
    motion = drafted(cast)
    joint = movers.invite(motion, faction=cast.other_faction, by=cast.councillor)
    text = newest(motion).sha256

    for name, user in cast.everyone().items():
        if name != "colleague":
            with pytest.raises(Denied):
                movers.join(motion, sha256=text, by=user)
        if name != "rival":
            with pytest.raises(Denied, match="eines ihrer Mitglieder"):
                movers.accept(joint, sha256=text, by=user)

    joint.refresh_from_db()
    assert (joint.accepted_at, motion.paper.co_movers.count()) == (None, 0)


def test_faction_that_declines_reads_the_draft_no_longer(cast):
    joint = movers.invite(drafted(cast), faction=cast.other_faction, by=cast.councillor)

    movers.decline(joint, by=cast.rival)

    assert seers(cast) == {"councillor"}


def test_invitation_taken_back_closes_the_draft(cast):
    motion = drafted(cast)
    movers.invite(motion, faction=cast.other_faction, by=cast.councillor)

    movers.uninvite(motion, faction=cast.other_faction, by=cast.councillor)

    assert seers(cast) == {"councillor"}


# Deadlines


ASSEMBLY_ON, COMMITTEE_ON = date(2026, 6, 15), date(2026, 6, 10)


@pytest.mark.parametrize(
    ("body", "at", "closes", "in_time"),
    [
        ("assembly", (2026, 6, 1, 12, 0), (2026, 6, 1, 12), True),
        ("assembly", (2026, 6, 1, 12, 1), (2026, 6, 1, 12), False),
        ("assembly", (2026, 5, 20, 23, 0), (2026, 6, 1, 12), True),
        ("committee", (2026, 5, 31, 12, 0), (2026, 5, 31, 12), True),
        ("committee", (2026, 5, 31, 12, 1), (2026, 5, 31, 12), False),
    ],
)
def test_motion_is_in_time_until_noon(cast, body, at, closes, in_time):
    factories.meeting(cast.assembly, date=ASSEMBLY_ON)
    later = factories.meeting(getattr(cast, body), date=date(2026, 7, 13))
    factories.meeting(cast.committee, date=COMMITTEE_ON)

    stands = filing.lateness(getattr(cast, body), at=datetime(*at, tzinfo=BERLIN))

    assert (stands.in_time, stands.closes_at) == (in_time, datetime(*closes, tzinfo=BERLIN))
    assert (stands.reaches == later) is not in_time


def test_deadline_follows_the_rulebook_of_the_body(cast):
    factories.meeting(cast.committee, date=COMMITTEE_ON)
    rules.enact(
        "motion.deadline_days.committee",
        21,
        valid_from=date(2026, 1, 1),
        legal_basis="§ 12 GO",
        by=None,
        organization=cast.committee,
    )

    stands = filing.lateness(cast.committee, at=datetime(2026, 5, 21, 9, 0, tzinfo=BERLIN))

    assert (stands.closes_at.date(), stands.in_time, stands.reaches) == (date(2026, 5, 20), False, None)


def test_without_a_meeting_nothing_is_late(cast):
    assert filing.lateness(cast.assembly, at=NOW) is None
    assert filing.lateness(None, at=NOW) is None


def test_submission_records_how_it_stands_to_the_deadline(cast):
    meeting = factories.meeting(cast.assembly, date=date(2026, 5, 11))

    motion = submitted(cast)

    assert (motion.deadline_met, motion.aimed_at) == (False, meeting)


def test_direct_referral_is_measured_by_the_committee(cast):
    factories.meeting(cast.assembly, date=date(2026, 5, 11))
    meeting = factories.meeting(cast.committee, date=date(2026, 5, 18))

    motion = submitted(cast, direct_referral=True, target=cast.committee)

    assert (motion.deadline_met, motion.aimed_at, motion.paper.direct_referral) == (True, meeting, True)


def test_48_of_71_put_an_item_on_the_agenda(cast):
    assert filing.extension_votes(on=date(2026, 5, 4)) == (48, 71)


# Handing in


def test_receipt_carries_the_hash_of_the_stored_text(cast):
    motion = submitted(cast)
    version = PaperVersion.objects.get(paper=motion.paper)

    body = signed_in(cast.councillor).get(page("motion-receipt-text", motion)).content
    html = signed_in(cast.councillor).get(page("motion-receipt", motion)).content.decode()

    assert hashlib.sha256(body).hexdigest() == version.sha256 == motion.handed_in.sha256
    assert body.decode() == version.text
    assert version.sha256 in html
    assert "Weil dort Kinder fahren." in html


def test_versions_of_the_draft_are_gone_once_it_is_handed_in(cast):
    motion = drafted(cast, parts=Parts("Geheime erste Idee.", "Weil."))

    submitted(cast, motion)

    assert [version.text.count("Geheime") for version in PaperVersion.objects.all()] == [0]


def test_text_handed_in_stands_fast(cast):
    motion = submitted(cast)

    with pytest.raises(life.WrongState, match="kein Entwurf mehr"):
        motions.revise(motion, wording=wording(name="Anders"), revision=3, by=cast.councillor)

    assert Paper.objects.get(pk=motion.pk).name == TYPED["name"]


def test_handed_in_motion_is_read_by_movers_office_and_chair(cast):
    submitted(cast)

    assert seers(cast) == {"councillor", "colleague", "clerk", "deputy", "chair"}
    assert readers(cast) == {"councillor", "colleague", "clerk", "deputy"}


def test_admitted_motion_has_its_number_and_is_public(cast):
    motion = admitted(cast)

    assert (motion.paper.reference, motion.paper.date) == ("101.20.1", date(2026, 5, 4))
    assert readers(cast) == set(cast.everyone())


# The same again


def rejected_motion(cast, *, on, name=TYPED["name"], faction=None):
    return papers.record(
        Paper(
            body=cast.town,
            paper_type=PaperType.MOTION,
            name=name,
            state=PaperState.REJECTED,
            audience=Audience.PUBLIC,
            date=on,
        ),
        by=None,
        body_text="Der Magistrat baut.",
        originators=[Originator(organization=faction or cast.our_faction)],
    )


def test_same_motion_rejected_not_long_ago_waits_for_the_chair(cast):
    old = rejected_motion(cast, on=date(2025, 9, 1))
    motion = submitted(cast)

    with pytest.raises(life.WrongState, match=r"bis 01\.09\.2026 gesperrt"):
        motions.admit(motion, by=cast.clerk, on=date(2026, 5, 4))
    motions.lift_block(motion, reason="Die Lage hat sich geändert.", by=cast.chair)
    made = motions.admit(motion, by=cast.clerk, on=date(2026, 5, 4))

    assert (made.refiled_from, made.blocked_until) == (old, date(2026, 9, 1))
    assert made.paper.reference == "101.20.1"
    assert [(row.step, row.reason) for row in Ruling.objects.all()] == [("lift", "Die Lage hat sich geändert.")]


@pytest.mark.parametrize(
    ("on", "name", "faction", "blocked"),
    [
        (date(2025, 5, 5), TYPED["name"], "our_faction", True),
        (date(2025, 5, 4), TYPED["name"], "our_faction", False),
        (date(2026, 4, 1), "RADWEG an der  Mühlgasse.", "our_faction", True),
        (date(2026, 4, 1), "Radweg an der Hauptstraße", "our_faction", False),
        (date(2026, 4, 1), TYPED["name"], "other_faction", False),
    ],
)
def test_what_blocks_a_motion(cast, on, name, faction, blocked):
    rejected_motion(cast, on=on, name=name, faction=getattr(cast, faction))

    assert submitted(cast).is_blocked is blocked


def test_day_of_a_rejection_is_read_from_the_journal(cast):
    motion = admitted(cast)
    paper = motion.paper
    for step in ("schedule", "reject"):
        papers.step(paper, step, by=cast.clerk)
    today = timezone.localdate()

    found = filing.rejected_before(TYPED["name"], factions=[cast.our_faction.pk], on=today)

    assert (found.paper, found.decided_on) == (paper, today)


# Judging


JUDGING = {
    "admit": (lambda motion, by: motions.admit(motion, by=by, on=date(2026, 5, 4)), {"clerk", "deputy"}),
    "give_back": (lambda motion, by: motions.give_back(motion, reason="Nein", by=by), {"clerk", "deputy"}),
    "refuse": (lambda motion, by: motions.refuse(motion, reason="Nein", by=by), {"chair"}),
    "lift_block": (lambda motion, by: motions.lift_block(motion, reason="Ja", by=by), {"chair"}),
    "refer": (lambda motion, by: motions.refer_directly(motion, by=by), {"clerk", "deputy"}),
}


@pytest.mark.parametrize("step", JUDGING)
def test_judging_is_refused_to_everybody_else(cast, step):
    motion = submitted(cast)
    act, judges = JUDGING[step]
    before = journal.head_number()
    refused = set()

    for name, user in cast.everyone().items():
        if name in judges:
            continue
        with pytest.raises(Denied):
            act(motion, user)
        refused.add(name)

    assert refused == set(cast.everyone()) - judges
    assert (state(motion), journal.head_number(), Ruling.objects.count()) == (PaperState.SUBMITTED, before, 0)


def test_returned_motion_is_a_draft_again_and_its_author_reads_why(cast):
    motion = submitted(cast)
    signed_in(cast.clerk).post(page("motion-return", motion), {"reason": "Die Kosten fehlen."})

    html = signed_in(cast.councillor).get(motion.paper.get_absolute_url()).content.decode()

    assert state(motion) == PaperState.DRAFT
    assert "Die Kosten fehlen." in html
    assert seers(cast) == {"councillor"}
    again = motions.submit(
        motion, wording=wording(name="Radweg"), revision=motion.scratch.revision, by=cast.councillor, at=NOW
    )
    assert again.paper.state == PaperState.SUBMITTED


def test_chair_refuses_and_only_those_concerned_read_the_reason(cast):
    motion = submitted(cast)
    signed_in(cast.chair).post(page("motion-refuse", motion), {"reason": "Dafür ist die Stadt nicht zuständig."})

    reading = {
        name
        for name, user in cast.everyone().items()
        if name != "nobody"
        and "nicht zuständig" in signed_in(user).get(page("motion", motion), follow=True).content.decode()
    }

    assert state(motion) == PaperState.INADMISSIBLE
    assert reading == {"councillor", "colleague", "clerk", "deputy", "chair"}


def test_direct_referral_is_one_step_for_the_office(cast):
    motion = admitted(cast, direct_referral=True, target=cast.committee)

    signed_in(cast.clerk).post(page("motion-refer", motion))

    assert state(motion) == PaperState.REFERRED
    assert [row.organization for row in motion.paper.consultations.all()] == [cast.committee]


def test_motion_without_the_wish_is_not_referred_directly(cast):
    with pytest.raises(life.WrongState, match="keine direkte Überweisung"):
        motions.refer_directly(admitted(cast), by=cast.clerk)


def test_withdrawing_needs_the_word_that_all_agree(cast):
    motion = admitted(cast)
    client = signed_in(cast.councillor)

    without = client.post(page("motion-withdraw", motion), {})
    refused = state(motion)
    client.post(page("motion-withdraw", motion), {"agreed": "on"})

    assert (without.status_code, refused, state(motion)) == (200, PaperState.ADMITTED, PaperState.WITHDRAWN)
    assert client.get(page("motion-withdraw", motion)).status_code == 409


# Pages


def test_whole_life_through_the_pages(cast):
    factories.meeting(cast.assembly, date=timezone.localdate() + timedelta(days=3))
    author, colleague, rival = map(signed_in, (cast.councillor, cast.colleague, cast.rival))
    clerk = signed_in(cast.clerk)

    started = author.post(
        reverse("motion-new"), {"kind": "review", "name": "Radweg", "mover": cast.our_faction.key}, follow=True
    )
    motion = Motion.objects.get()
    assert "Der Magistrat wird aufgefordert zu prüfen," in started.content.decode()
    author.post(page("motion-edit", motion), TYPED | {"kind": "review", "revision": 1})
    author.post(page("motion-show-to-faction", motion))
    author.post(page("motion-invite", motion), {"faction": cast.other_faction.key})
    text = newest(motion).sha256
    assert page("motion", motion) in rival.get(reverse("desk")).content.decode()
    assert "Für die Fraktion zustimmen" in rival.get(page("motion", motion)).content.decode()
    rival.post(page("motion-agree", motion), {"faction": cast.other_faction.key, "sha256": text})
    assert "Mitzeichnen" in colleague.get(motion.paper.get_absolute_url()).content.decode()
    colleague.post(page("motion-join", motion), {"sha256": text})

    asked = author.get(page("motion-submit", motion)).content.decode()
    assert "Zu spät für die nächste Sitzung" in asked
    assert "48 von 71" in asked
    assert state(motion) == PaperState.DRAFT
    receipt = author.post(page("motion-submit", motion), {"revision": 2}, follow=True)
    assert receipt.redirect_chain == [(page("motion-receipt", motion), 302)]
    assert "Eingangsbestätigung" in receipt.content.decode()

    clerk.post(page("motion-admit", motion))
    motion = Motion.objects.get()
    assert motion.paper.state == PaperState.ADMITTED
    assert brought_in_by(motion) == [
        "Fraktion Grüne Stadt",
        "Fraktion Bürgerliste",
        "Frau Councillor",
        "Frau Colleague",
    ]
    public = Client().get(motion.paper.get_absolute_url()).content.decode()
    assert "Prüfantrag" in public
    assert "Eingeladene Fraktionen" not in public
    assert "Zulassen" not in public


PAGES = (
    "motion",
    "motion-edit",
    "motion-preview",
    "motion-invite",
    "motion-submit",
    "motion-receipt",
    "motion-withdraw",
)


@pytest.mark.parametrize("name", PAGES)
def test_draft_of_another_is_not_found(cast, name):
    motion = drafted(cast)

    answers = {
        person: signed_in(user).get(page(name, motion)).status_code
        for person, user in cast.everyone().items()
        if person not in ("councillor", "nobody")
    }

    assert answers == dict.fromkeys(answers, 404)


def test_colleague_who_reads_the_draft_does_not_write_it(cast):
    motion = movers.show_to_faction(drafted(cast), by=cast.councillor)
    client = signed_in(cast.colleague)

    answers = [
        client.get(page("motion-edit", motion)),
        client.post(page("motion-edit", motion), TYPED | {"name": "Gekapert", "revision": 2}),
        client.post(page("motion-autosave", motion), TYPED | {"name": "Gekapert", "revision": 2}),
        client.post(page("motion-submit", motion), {"revision": 2}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "wer den Antrag verfasst hat" in answers[0].content.decode()
    assert "Gekapert" not in json.dumps(motion.scratch.content)


def test_two_windows_of_a_draft_end_in_a_choice_not_in_a_loss(cast):
    motion = drafted(cast)
    client = signed_in(cast.councillor)
    first = TYPED | {"resolution": "Der Magistrat baut links.", "revision": 2}
    second = TYPED | {"resolution": "Der Magistrat baut rechts.", "revision": 2}

    client.post(page("motion-edit", motion), first)
    conflict = client.post(page("motion-edit", motion), second)
    html = conflict.content.decode()
    chosen = client.post(page("motion-edit", motion), second | {"revision": 3})

    assert conflict.status_code == 409
    assert (html.count("baut links."), html.count("baut rechts.")) == (1, 2)  # shown; shown and in the form
    assert chosen.status_code == 302
    assert motion.scratch.content["resolution"] == "Der Magistrat baut rechts."


def test_preview_shows_the_text_in_its_parts(cast):
    motion = drafted(cast)

    html = signed_in(cast.councillor).get(page("motion-preview", motion)).content.decode()

    assert [html.count(words) for words in ("<h3 data-text>Beschlusstext</h3>", "den Radweg zu bauen.")] == [1, 1]


def test_print_view_shows_the_receipt_without_the_house_around_it(cast):
    motion = submitted(cast)

    html = signed_in(cast.councillor).get(page("motion-receipt-print", motion)).content.decode()

    assert motion.handed_in.sha256 in html
    assert "<header" not in html


def test_office_fills_the_gaps(cast):
    motion = submitted(cast)
    bare = factories.paper(name="Ohne Worte", state=PaperState.ADMITTED)
    client = signed_in(cast.clerk)
    listed = client.get(reverse("desk")).content.decode()

    client.post(reverse("paper-summary", args=[bare.key]), {"plain_summary": "Es geht um Bäume."})

    assert reverse("paper-summary", args=[bare.key]) in listed
    assert reverse("paper-summary", args=[motion.paper.key]) not in listed
    assert Paper.objects.get(pk=bare.pk).plain_summary == "Es geht um Bäume."
    assert "Ohne „Kurz und einfach“" not in client.get(reverse("desk")).content.decode()


def test_nobody_else_fills_gaps(cast):
    bare = factories.paper(name="Ohne Worte", state=PaperState.ADMITTED)

    answers = {
        name: signed_in(user).post(reverse("paper-summary", args=[bare.key]), {"plain_summary": "x"}).status_code
        for name, user in cast.everyone().items()
        if name not in ("clerk", "deputy", "nobody")
    }

    assert answers == dict.fromkeys(answers, 403)
    assert Paper.objects.get(pk=bare.pk).plain_summary == ""


# Autosave


def keep(client, motion, **typed):
    return client.post(page("motion-autosave", motion), TYPED | typed)


def test_autosave_keeps_what_is_typed_without_a_version_or_an_entry(cast):
    motion = drafted(cast)
    before = (journal.head_number(), PaperVersion.objects.count())

    answer = keep(signed_in(cast.councillor), motion, resolution="Halb", name="", revision=2)

    assert (answer.status_code, answer.json()["revision"]) == (200, 3)
    assert (motion.scratch.content["resolution"], motion.scratch.content["name"]) == ("Halb", "")
    assert (journal.head_number(), PaperVersion.objects.count()) == before


def test_autosave_from_an_older_state_is_a_conflict(cast):
    motion = drafted(cast)
    client = signed_in(cast.councillor)
    keep(client, motion, resolution="Erstes Fenster", revision=2)

    answer = keep(client, motion, resolution="Zweites Fenster", revision=2)

    assert (answer.status_code, answer.json()["conflict"]) == (409, True)
    assert motion.scratch.content["resolution"] == "Erstes Fenster"


def test_autosave_after_submission_changes_nothing(cast):
    motion = submitted(cast)

    answer = keep(signed_in(cast.councillor), motion, resolution="Zu spät", revision=3)

    assert (answer.status_code, answer.json()) == (
        409,
        {"problem": "Der Antrag ist eingereicht; sein Text steht fest."},
    )
    assert "Zu spät" not in json.dumps(motion.scratch.content)


def test_function_that_keeps_says_whether_it_did(cast):
    scratch = drafted(cast).scratch

    kept = [unjournaled.keep_scratch(scratch, revision=number, content={"name": str(number)}) for number in (2, 2, 3)]

    fresh = Scratch.objects.get(pk=scratch.pk)
    assert (kept, fresh.revision, fresh.content) == ([True, False, True], 4, {"name": "3"})


# Hostile text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<script>alert(1)</script> & <b>fett</b>", "<script>alert(1)</script> & <b>fett</b>"),
        ("Text \u202erückwärts", "Text rückwärts"),
        ("a" * 199_000, "a" * 199_000),
    ],
)
def test_hostile_text_is_stored_as_text(cast, typed, stored):
    motion = drafted(cast)
    client = signed_in(cast.councillor)

    client.post(page("motion-edit", motion), TYPED | {"resolution": typed, "revision": 2})
    html = client.get(page("motion-preview", motion)).content.decode()

    assert newest(motion).text.split("\n\n")[1] == stored
    assert "<script>alert" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"resolution": "a\x00b"}, "Nullzeichen sind nicht erlaubt."),
        ({"resolution": "a" * 200_001}, "höchstens 200000 Zeichen"),
        ({"resolution": "a" * 150_000, "reasons": "b" * 60_000}, "zusammen länger als 200000 Zeichen"),
        ({"name": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"way": "sideways"}, "keine gültige Auswahl"),
        ({"target": "nowhere"}, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_unusable_input_is_refused_in_german_and_kept_in_the_form(cast, typed, sentence):
    motion = drafted(cast)
    before = newest(motion).sha256

    answer = signed_in(cast.councillor).post(page("motion-edit", motion), TYPED | typed | {"revision": 2})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert TYPED["plain_summary"] in answer.content.decode()
    assert newest(motion).sha256 == before


def test_autosave_refuses_what_cannot_be_stored_with_a_sentence(cast):
    answer = keep(signed_in(cast.councillor), drafted(cast), resolution="a\x00b", revision=2)

    assert (answer.status_code, answer.json()) == (422, {"problem": "Nullzeichen sind nicht erlaubt."})


def test_rulebook_can_demand_written_reasons(cast):
    rules.enact("motion.oral_reasons_allowed", False, valid_from=date(2026, 1, 1), legal_basis="§ 12 GO", by=None)
    motion = drafted(cast)
    client = signed_in(cast.councillor)

    client.post(page("motion-edit", motion), TYPED | {"reasons": "", "oral_reasons": "on", "revision": 2})
    html = client.get(page("motion-submit", motion)).content.decode()

    assert "erfolgt mündlich" not in client.get(page("motion-edit", motion)).content.decode()
    assert "Die Begründung fehlt." in html


# How much it costs


def test_desk_asks_as_often_for_three_motions_as_for_one(cast, django_assert_num_queries):
    def asked(user):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = signed_in(user)
        client.get(reverse("desk"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk"))
        return len(queries)

    def one_more(name):
        motion = motions.draft(kind=MotionKind.MOTION, name=name, mover=cast.our_faction, by=cast.councillor)
        movers.invite(motion, faction=cast.other_faction, by=cast.councillor)
        submitted(cast)
        factories.paper(name=f"Ohne Worte {name}", state=PaperState.ADMITTED)

    one_more("Eins")
    first = {name: asked(getattr(cast, name)) for name in ("clerk", "chair", "rival")}
    one_more("Zwei")
    one_more("Drei")

    assert {name: asked(getattr(cast, name)) for name in first} == first
