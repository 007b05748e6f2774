"""Local numbers by date: what a by-law or rule of procedure sets, with the floors the statute draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from council.law import deadlines, holidays, seats
from council.models.bodies import Organization
from council.models.rules import Rule


class RuleProblem(Exception):
    """The value is not allowed; the message says why, in German."""


@dataclass(frozen=True)
class Key:
    """A rule's meaning: what holds unless a dated row says otherwise, and what the statute forbids."""

    default: Any
    basis: str
    kind: type = int
    refuses: Callable[[Any], str] = lambda value: ""


def _at_least(floor: int, basis: str) -> Callable[[Any], str]:
    return lambda value: f"Weniger als {floor} lässt das Gesetz nicht zu ({basis})." if value < floor else ""


def _locked(fixed: Any, basis: str) -> Callable[[Any], str]:
    return lambda value: f"Dieser Wert ist gesetzlich festgelegt ({basis})." if value != fixed else ""


def _hour(value: int) -> str:
    return "" if 0 <= value <= 24 else "Eine Uhrzeit liegt zwischen 0 und 24."


def _hour_of_day(value: int) -> str:
    return "" if 0 <= value <= 23 else "Eine volle Stunde des Tages liegt zwischen 0 und 23."


def _method(value: str) -> str:
    return "" if value in set(seats.Method) else f"Ein Verfahren „{value}“ gibt es nicht."


def _parts(value: list[Any]) -> str:
    names = [part for part in value if isinstance(part, str) and 0 < len(part.strip()) <= 4]
    if len(names) < len(value) or len(set(names)) < len(names):
        return "Die Teile der Tagesordnung haben verschiedene Namen von höchstens vier Zeichen."
    return ""


def _minutes(value: dict[Any, Any]) -> str:
    known = all(name in SPEECHES for name in value)
    counted = all(type(minutes) is int and minutes >= 0 for minutes in value.values())
    return "" if known and counted else "Redezeiten sind Minuten für: " + ", ".join(SPEECHES) + "."


def _answer_rule(value: str) -> str:
    """A rule that cannot be computed for a day would stop the admission of every inquiry."""
    day = date(2026, 1, 1)
    try:
        due = deadlines.answer_due(day, rule=value, holidays=holidays.HESSE, next_meeting_on=day)
    except (ValueError, OverflowError):
        return f"Die Antwortfrist „{value}“ lässt sich nicht berechnen; möglich ist zum Beispiel „weeks:6“."
    return "" if due.year < day.year + 10 else "Eine Antwortfrist von zehn Jahren ist keine (HGO §50(2))."


def _before_the_others(value: str) -> str:
    return "" if value in ("warn", "refuse") else "Möglich ist ein Hinweis (warn) oder eine Sperre (refuse)."


def _impacts(value: list[Any]) -> str:
    if any(name not in IMPACTS for name in value) or len(set(map(str, value))) < len(value):
        return "Auswirkungen sind höchstens: " + ", ".join(IMPACTS) + "."
    return ""


_POSITIVE = _at_least(0, "keine negativen Werte")
IMPACTS = ("Kosten", "Klima", "Gleichstellung")  # what a Magistratsvorlage may have to say something on
# Minutes, by what is said.
SPEECHES = {"mover": 10, "other": 5, "budget": 20, "procedure": 2, "personal": 3, "question": 1}

KEYS: dict[str, Key] = {
    "stavo.statutory_seats": Key(71, "Hauptsatzung", refuses=_at_least(1, "HGO §38")),
    "faction.min_size": Key(3, "GO; HGO §36a", refuses=_at_least(2, "HGO §36a")),
    "invitation.days_between.regular": Key(3, "HGO §58(1)", refuses=_at_least(3, "HGO §58(1)")),
    "invitation.days_between.target": Key(7, "GO", refuses=_at_least(3, "HGO §58(1)")),
    "invitation.days_between.second_meeting": Key(1, "HGO §53(2)", refuses=_at_least(1, "HGO §58(1)")),
    "invitation.urgent_allowed": Key(True, "HGO §58(1)", kind=bool),
    "invitation.receipt_cutoff_hour": Key(20, "GO", refuses=_hour),
    "invitation.electronic_requires_optin": Key(True, "GO", kind=bool),
    "invitation.boards": Key(True, "HGO §8c; GO", kind=bool),
    "notice.days_before": Key(2, "HGO §58(6)", refuses=_POSITIVE),
    "agenda.parts": Key(["I", "II"], "GO", kind=list, refuses=_parts),
    "agenda.extension_majority": Key(
        "two_thirds_statutory",
        "HGO §58(2)",
        kind=str,
        refuses=_locked("two_thirds_statutory", "HGO §58(2)"),
    ),
    "motion.deadline_days.stavo": Key(14, "GO", refuses=_POSITIVE),
    "motion.deadline_days.committee": Key(10, "GO", refuses=_POSITIVE),
    "motion.refile_block_months": Key(12, "GO", refuses=_POSITIVE),
    "motion.oral_reasons_allowed": Key(True, "GO", kind=bool),
    "proposal.required_impacts": Key(list(IMPACTS), "GO des Magistrats", kind=list, refuses=_impacts),
    "amendment.latest": Key("close_of_debate", "GO", kind=str),
    "amendment.rank_decider": Key("chair", "GO §29", kind=str),
    "inquiry.answer_rule": Key("weeks:6", "GO; HGO §50(2)", kind=str, refuses=_answer_rule),
    "inquiry.dispute_days": Key(14, "GO", refuses=_POSITIVE),
    "inquiry.lapse_on_term_end": Key(True, "GO", kind=bool),
    "questiontime.minutes": Key(30, "GO §13", refuses=_POSITIVE),
    "questiontime.deadline_days": Key(5, "GO §13", refuses=_POSITIVE),
    "questiontime.supplementary": Key(2, "GO §13", refuses=_POSITIVE),
    "questiontime.written_days": Key(14, "GO §13", refuses=_POSITIVE),
    "petition.statement_days": Key(28, "GO §20a", refuses=_POSITIVE),
    "petition.ack_workdays": Key(3, "GO", refuses=_POSITIVE),
    "petition.retention_years": Key(5, "DSGVO Art. 5", refuses=_POSITIVE),
    "vote.rollcall_request": Key("faction_or_quarter", "GO", kind=str),
    "vote.correction_until": Key("next_item", "GO", kind=str),
    "vote.en_bloc": Key(False, "GO", kind=bool),
    "vote.secret_on_papers": Key(False, "HGO §54(2)", kind=bool, refuses=_locked(False, "HGO §54(2)")),
    "election.remote_secret": Key(False, "HGO §55", kind=bool, refuses=_locked(False, "HGO §55(3)")),
    "seats.method": Key("hare_niemeyer", "KWG §22(3)", kind=str, refuses=_method),
    "seats.majority_clause": Key(True, "KWG §22(4)", kind=bool),
    "speech.minutes": Key(SPEECHES, "GO §22", kind=dict, refuses=_minutes),
    "speech.total": Key(0, "GO §22", refuses=_POSITIVE),
    "speech.base": Key(5, "GO §22", refuses=_POSITIVE),
    "minutes.send_days": Key(28, "HGO §61(3)", refuses=_POSITIVE),
    "minutes.objection_until": Key("next_meeting", "HGO §61(3)", kind=str),
    "minutes.web_publication": Key(True, "HGO §61(4)", kind=bool),
    "minutes.show_member_names": Key(True, "HGO §61(4)", kind=bool),
    "audio.publish": Key(True, "GO", kind=bool),
    "audio.consent": Key("per_person", "GO", kind=str),
    "remote.enabled": Key(False, "HGO §52a", kind=bool),
    "stream.enabled": Key(False, "HGO §52(3)", kind=bool),
    "objection63.first_days": Key(14, "HGO §63", refuses=_POSITIVE),
    "objection63.second_days": Key(7, "HGO §63", refuses=_POSITIVE),
    "resolution.report_months": Key(6, "GO", refuses=_at_least(1, "ohne Bericht keine Kontrolle")),
    "conflict.heal_months": Key(6, "HGO §25(6)", refuses=_locked(6, "HGO §25(6)")),
    "hearing.ortsbeirat_weeks": Key(6, "HGO §82(3)", refuses=_POSITIVE),
    "hearing.ortsbeirat_urgent_weeks": Key(2, "HGO §82(3)", refuses=_POSITIVE),
    "hearing.silence_is_no_objection": Key(True, "GO; HGO §82(3)", kind=bool),
    "consultation.before_the_others": Key("warn", "GO", kind=str, refuses=_before_the_others),
    "panel.feedback_months": Key(6, "GO", refuses=_POSITIVE),
    "comments.premoderation": Key(False, "Netiquette", kind=bool),
    "comments.edit_minutes": Key(15, "Netiquette", refuses=_POSITIVE),
    "comments.min_age": Key(16, "DSGVO Art. 8", refuses=_at_least(16, "DSGVO Art. 8")),
    "moderation.manifest_hours": Key(24, "Netiquette; DSA Art. 16", refuses=_at_least(1, "DSA Art. 16")),
    "moderation.decide_days": Key(7, "Netiquette; DSA Art. 16", refuses=_at_least(1, "DSA Art. 16")),
    "moderation.complaint_months": Key(6, "DSA Art. 20", refuses=_at_least(6, "DSA Art. 20")),
    "moderation.log_months": Key(12, "Netiquette; DSGVO Art. 5", refuses=_at_least(6, "DSA Art. 20")),
    "following.hour": Key(7, "Nutzungsbedingungen", refuses=_hour_of_day),
    "folder.closed": Key(False, "Dienstanweisung; HGO §24", kind=bool),
    "folder.keep_days": Key(30, "Dienstanweisung", refuses=_at_least(1, "eine Mappe für keinen Tag ist keine")),
    "log.security_days": Key(90, "BSI-Mindeststandard", refuses=_POSITIVE),
}


def value(name: str, *, on: date, organization: Organization | None = None) -> Any:
    """Give the value in force on that day: the body's own rule before the town's, else the default.

    Raises KeyError for a rule that does not exist.
    """
    return several([name], on=on, organization=organization)[name]


def several(names: Iterable[str], *, on: date, organization: Organization | None = None) -> dict[str, Any]:
    """Give the values of several rules as `value` does, in one query."""
    found = {name: KEYS[name].default for name in names}
    rows = Rule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        Q(organization=None) | Q(organization=organization),
        name__in=found,
        valid_from__lte=on,
    )
    for row in rows.order_by(F("organization").asc(nulls_first=True), "valid_from"):
        found[row.name] = row.value
    return found


def check(name: str, proposed: Any) -> None:
    """Refuse a value the statute forbids or that is of the wrong kind; raises RuleProblem with a German sentence."""
    if name not in KEYS:
        raise RuleProblem(f"Eine Regel „{name}“ gibt es nicht.")
    key = KEYS[name]
    if type(proposed) is not key.kind:
        raise RuleProblem(f"„{name}“ verlangt einen anderen Typ ({key.kind.__name__}).")
    reason = key.refuses(proposed)
    if reason:
        raise RuleProblem(reason)
