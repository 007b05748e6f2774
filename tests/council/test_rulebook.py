"""Local rules by day: the body's before the town's, never below the statute, and each closing the one before."""

from datetime import date

import pytest

from council import rulebook
from council.actions import rules
from council.may import Denied
from council.models import Entry, Rule
from motions.actions import inquiries
from tests import factories
from tests.cast import NAMES

# A value of the right kind that each statute or plain sense refuses; None where every value of the kind is allowed.
BELOW_THE_FLOOR = {
    "stavo.statutory_seats": 0,
    "faction.min_size": 1,
    "invitation.days_between.regular": 2,
    "invitation.days_between.target": 2,
    "invitation.days_between.second_meeting": 0,
    "invitation.urgent_allowed": None,
    "invitation.receipt_cutoff_hour": 25,
    "invitation.electronic_requires_optin": None,
    "invitation.boards": None,
    "notice.days_before": -1,
    "agenda.parts": ["I", "I"],
    "agenda.extension_majority": "simple",
    "motion.deadline_days.stavo": -1,
    "motion.deadline_days.committee": -1,
    "motion.refile_block_months": -1,
    "motion.oral_reasons_allowed": None,
    "proposal.required_impacts": ["Wetter"],
    "amendment.latest": None,
    "amendment.rank_decider": None,
    "inquiry.answer_rule": "weeks",
    "inquiry.dispute_days": -1,
    "inquiry.lapse_on_term_end": None,
    "questiontime.minutes": -1,
    "questiontime.deadline_days": -1,
    "questiontime.supplementary": -1,
    "questiontime.written_days": -1,
    "petition.statement_days": -1,
    "petition.ack_workdays": -1,
    "petition.retention_years": -1,
    "resolution.report_months": 0,
    "vote.rollcall_request": None,
    "vote.correction_until": None,
    "vote.en_bloc": None,
    "vote.secret_on_papers": True,
    "election.remote_secret": True,
    "seats.method": "adams",
    "seats.majority_clause": None,
    "speech.minutes": {"mover": -1},
    "speech.total": -1,
    "speech.base": -1,
    "minutes.send_days": -1,
    "minutes.objection_until": None,
    "minutes.web_publication": None,
    "minutes.show_member_names": None,
    "audio.publish": None,
    "audio.consent": None,
    "remote.enabled": None,
    "stream.enabled": None,
    "objection63.first_days": -1,
    "objection63.second_days": -1,
    "conflict.heal_months": 5,
    "hearing.ortsbeirat_weeks": -1,
    "hearing.ortsbeirat_urgent_weeks": -1,
    "hearing.silence_is_no_objection": None,
    "consultation.before_the_others": "vielleicht",
    "panel.feedback_months": -1,
    "comments.premoderation": None,
    "comments.edit_minutes": -1,
    "comments.min_age": 15,
    "moderation.manifest_hours": 0,
    "moderation.decide_days": 0,
    "moderation.complaint_months": 5,
    "moderation.log_months": 5,
    "following.hour": 24,
    "folder.closed": None,
    "folder.keep_days": 0,
    "log.security_days": -1,
}
OTHER_KIND = {int: True, bool: 1, str: 6, list: "I", dict: ["mover"]}


def enact(name, value, day, **more):
    more = {"by": None, "legal_basis": "GO §1"} | more
    return rules.enact(name, value, valid_from=day, **more)


def spans(name, **scope):
    rows = Rule.objects.filter(name=name, **(scope or {"organization": None})).order_by("valid_from")
    return list(rows.values_list("value", "valid_from", "valid_to"))


# What may be enacted


def test_every_rule_is_in_the_table():
    assert set(BELOW_THE_FLOOR) == set(rulebook.KEYS)


@pytest.mark.parametrize("name", rulebook.KEYS)
def test_default_of_every_rule_may_be_enacted(name):
    rulebook.check(name, rulebook.KEYS[name].default)


@pytest.mark.parametrize(("name", "value"), [pair for pair in BELOW_THE_FLOOR.items() if pair[1] is not None])
def test_floor_cannot_be_undercut_and_nothing_is_kept(db, name, value):
    with pytest.raises(rulebook.RuleProblem, match=r"^[A-ZÄÖÜ„].+\.$"):
        enact(name, value, date(2026, 1, 1))

    assert (Rule.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", rulebook.KEYS)
def test_value_of_another_kind_is_refused(name):
    for value in (OTHER_KIND[rulebook.KEYS[name].kind], None, 1.5):
        with pytest.raises(rulebook.RuleProblem, match="verlangt einen anderen Typ"):
            rulebook.check(name, value)


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("faction.min_size", 2),
        ("invitation.days_between.regular", 3),
        ("invitation.days_between.second_meeting", 1),
        ("comments.min_age", 16),
        ("invitation.receipt_cutoff_hour", 24),
        ("conflict.heal_months", 6),
        ("vote.secret_on_papers", False),
        ("seats.method", "sainte_lague"),
        ("agenda.parts", []),
        ("agenda.parts", ["A", "B", "III"]),
        ("speech.minutes", {"mover": 0}),
    ],
)
def test_the_floor_itself_is_allowed(name, floor):
    rulebook.check(name, floor)


@pytest.mark.parametrize(
    "rule", ["days:42", "weeks:6", "months:3", "next_meeting", "earliest_of(weeks:6,next_meeting)", "days:0"]
)
def test_answer_rule_that_can_be_computed_is_allowed(rule):
    rulebook.check("inquiry.answer_rule", rule)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weeks",
        "weeks:",
        "weeks:-6",
        "weeks:sechs",
        "weeks:٦",
        "years:1",
        "earliest_of()",
        "earliest_of(weeks:6,)",
        "weeks:6;",
        "earliest_of(earliest_of(weeks:6))",
        "months:9999",
        "days:99999999999999999999",
        "weeks:530",
    ],
)
def test_answer_rule_that_cannot_be_computed_is_refused(rule):
    with pytest.raises(rulebook.RuleProblem, match="Antwortfrist"):
        rulebook.check("inquiry.answer_rule", rule)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agenda.parts", ["Erster Teil"]),
        ("agenda.parts", [1]),
        ("agenda.parts", [""]),
        ("speech.minutes", {"mover": "zehn"}),
        ("speech.minutes", {"mover": True}),
        ("speech.minutes", {"anyone": 5}),
    ],
)
def test_odd_shapes_are_refused(name, value):
    with pytest.raises(rulebook.RuleProblem):
        rulebook.check(name, value)


def test_rule_that_does_not_exist_is_refused():
    with pytest.raises(rulebook.RuleProblem, match=r"Eine Regel „no\.such“ gibt es nicht"):
        rulebook.check("no.such", 1)


def test_value_of_a_rule_that_does_not_exist_is_an_error(db):
    with pytest.raises(KeyError):
        rulebook.value("no.such", on=date(2026, 1, 1))


# What holds on a day


def test_default_holds_until_something_is_enacted(db):
    enact("minutes.send_days", 21, date(2026, 5, 1))

    values = [rulebook.value("minutes.send_days", on=day) for day in (date(2026, 4, 30), date(2026, 5, 1))]

    assert values == [28, 21]


def test_rule_holds_from_its_first_day_to_the_day_before_the_next(db):
    enact("minutes.send_days", 21, date(2026, 5, 1))
    enact("minutes.send_days", 14, date(2026, 7, 1))

    values = [
        rulebook.value("minutes.send_days", on=day)
        for day in (date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1), date(2099, 1, 1))
    ]

    assert values == [21, 21, 14, 14]
    assert spans("minutes.send_days") == [(21, date(2026, 5, 1), date(2026, 6, 30)), (14, date(2026, 7, 1), None)]


def test_rule_enacted_between_two_others_holds_until_the_later_one(db):
    enact("minutes.send_days", 21, date(2026, 1, 1))
    enact("minutes.send_days", 7, date(2026, 9, 1))

    enact("minutes.send_days", 14, date(2026, 5, 1))

    assert spans("minutes.send_days") == [
        (21, date(2026, 1, 1), date(2026, 4, 30)),
        (14, date(2026, 5, 1), date(2026, 8, 31)),
        (7, date(2026, 9, 1), None),
    ]


def test_rule_enacted_before_all_others_holds_until_the_first(db):
    enact("minutes.send_days", 7, date(2026, 9, 1))

    enact("minutes.send_days", 14, date(2026, 5, 1))

    assert spans("minutes.send_days") == [
        (14, date(2026, 5, 1), date(2026, 8, 31)),
        (7, date(2026, 9, 1), None),
    ]


def test_rule_enacted_for_the_same_day_replaces_the_other(db):
    enact("minutes.send_days", 7, date(2026, 5, 1))
    enact("minutes.send_days", 5, date(2026, 9, 1))

    enact("minutes.send_days", 14, date(2026, 5, 1))

    assert spans("minutes.send_days") == [(14, date(2026, 5, 1), date(2026, 8, 31)), (5, date(2026, 9, 1), None)]


def test_own_rule_of_a_body_goes_before_the_towns_and_leaves_others_alone(cast):
    enact("motion.deadline_days.committee", 12, date(2026, 1, 1))
    enact("motion.deadline_days.committee", 5, date(2026, 5, 1), organization=cast.committee)

    def values(day):
        bodies = (None, cast.committee, cast.assembly)
        return [rulebook.value("motion.deadline_days.committee", on=day, organization=body) for body in bodies]

    assert values(date(2026, 4, 30)) == [12, 12, 12]
    assert values(date(2026, 5, 1)) == [12, 5, 12]
    assert spans("motion.deadline_days.committee") == [(12, date(2026, 1, 1), None)]


def test_newer_rule_of_the_town_does_not_end_the_bodys_own(cast):
    enact("motion.deadline_days.committee", 5, date(2026, 1, 1), organization=cast.committee)
    enact("motion.deadline_days.committee", 12, date(2026, 6, 1))

    on = date(2026, 7, 1)

    assert rulebook.value("motion.deadline_days.committee", on=on, organization=cast.committee) == 5
    assert rulebook.value("motion.deadline_days.committee", on=on) == 12


# Who enacts, and what the journal knows of it


def test_only_the_assembly_office_enacts(cast):
    refused = set()
    for name, user in cast.everyone().items():
        try:
            enact("minutes.send_days", 21, date(2026, 5, 1), by=user)
        except Denied:
            refused.add(name)

    assert refused == {*NAMES, "nobody"} - {"clerk", "deputy"}


def test_enacting_is_one_entry_without_the_value(cast):
    head = Entry.objects.count()

    rule = enact("minutes.send_days", 21, date(2026, 5, 1), by=cast.clerk)

    rows = Entry.objects.filter(number__gt=head).values_list("verb", "thing", "actor", "numbers")
    assert list(rows) == [("rule.enacted", rule.pk, cast.clerk.pk, {})]


# The rule at work: until when an inquiry is answered


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ("weeks:6", date(2026, 7, 13)),
        ("next_meeting", date(2026, 6, 15)),
        ("earliest_of(weeks:1,next_meeting)", date(2026, 6, 8)),
        ("earliest_of(weeks:6,next_meeting)", date(2026, 6, 15)),
    ],
)
def test_answer_is_due_by_the_rule_in_force_and_the_next_meeting_of_the_assembly(cast, rule, due):
    received = date(2026, 6, 1)
    enact("inquiry.answer_rule", rule, date(2026, 1, 1))
    factories.meeting(cast.assembly, date=received)
    factories.meeting(cast.committee, date=date(2026, 6, 2))
    factories.meeting(cast.assembly, date=date(2026, 6, 3), state="cancelled")
    factories.meeting(cast.assembly, date=date(2026, 6, 15))

    assert inquiries.due_date(received, organization=None) == due


def test_answer_has_no_due_day_while_the_meeting_it_is_due_in_is_not_planned(cast):
    enact("inquiry.answer_rule", "next_meeting", date(2026, 1, 1))

    assert inquiries.due_date(date(2026, 6, 1), organization=None) is None


def test_period_counts_while_the_next_meeting_is_not_planned(cast):
    enact("inquiry.answer_rule", "earliest_of(weeks:6,next_meeting)", date(2026, 1, 1))

    assert inquiries.due_date(date(2026, 6, 1), organization=None) == date(2026, 7, 13)
