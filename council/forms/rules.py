"""The form that enacts a local rule, in the words of the office, and how values are written and read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from council import rulebook
from council.forms.meetings import MEETING_KINDS
from council.law import deadlines
from council.models import Organization

# What a rule is called on the page, in the chapter it stands in.
CHAPTERS: list[tuple[str, dict[str, str]]] = [
    (
        "Versammlung und Fraktionen",
        {
            "stavo.statutory_seats": "Gesetzliche Zahl der Stadtverordneten",
            "faction.min_size": "Mindestgröße einer Fraktion (Mitglieder)",
            "seats.method": "Verfahren der Sitzverteilung",
            "seats.majority_clause": "Mehrheitsklausel bei der Sitzverteilung",
        },
    ),
    (
        "Einladung und Tagesordnung",
        {
            "invitation.days_between.regular": "Volle Tage zwischen Zugang der Einladung und Sitzung",
            "invitation.days_between.target": "Volle Tage, die das Büro anstrebt",
            "invitation.days_between.second_meeting": "Volle Tage bei zweiter Sitzung nach Beschlussunfähigkeit",
            "invitation.urgent_allowed": "Verkürzte Ladungsfrist in eiligen Fällen",
            "invitation.receipt_cutoff_hour": "Uhrzeit, ab der der Zugang am nächsten Tag gilt",
            "invitation.electronic_requires_optin": "Elektronische Ladung nur mit Zustimmung",
            "invitation.boards": "Vorsitzende der Beiräte zu Versammlung und Ausschüssen einladen",
            "notice.days_before": "Tage der Bekanntmachung vor der Sitzung",
            "agenda.parts": "Teile der Tagesordnung",
            "agenda.extension_majority": "Mehrheit für die Erweiterung der Tagesordnung",
        },
    ),
    (
        "Anträge und Anfragen",
        {
            "motion.deadline_days.stavo": "Antragsschluss vor der Stadtverordnetenversammlung (Tage)",
            "motion.deadline_days.committee": "Antragsschluss vor einem Ausschuss (Tage)",
            "motion.refile_block_months": "Sperre für abgelehnte Anträge (Monate)",
            "motion.oral_reasons_allowed": "Anträge lassen sich mündlich begründen",
            "proposal.required_impacts": "Auswirkungen, zu denen jede Magistratsvorlage etwas sagt",
            "amendment.latest": "Änderungsanträge sind möglich bis",
            "amendment.rank_decider": "Über die Reihenfolge der Änderungsanträge entscheidet",
            "inquiry.answer_rule": "Antwortfrist für Anfragen",
            "inquiry.dispute_days": "Frist für den Widerspruch gegen eine Antwort (Tage)",
            "inquiry.lapse_on_term_end": "Anfragen verfallen am Ende der Wahlperiode",
            "questiontime.minutes": "Dauer der Fragestunde (Minuten)",
            "questiontime.deadline_days": "Abgabe der Fragen vor der Sitzung (Tage)",
            "questiontime.supplementary": "Zusatzfragen je Frage",
            "questiontime.written_days": "Frist für die schriftliche Antwort nach der Fragestunde (Tage)",
            "petition.statement_days": "Frist für die Stellungnahme zu einer Eingabe (Tage)",
            "petition.ack_workdays": "Frist für die Eingangsbestätigung (Arbeitstage)",
            "petition.retention_years": "Angaben zur Person nach Abschluss einer Eingabe aufbewahren (Jahre)",
        },
    ),
    (
        "Abstimmung, Rede und Niederschrift",
        {
            "vote.rollcall_request": "Namentliche Abstimmung verlangen kann",
            "vote.correction_until": "Abstimmungen lassen sich berichtigen bis",
            "vote.en_bloc": "Teil II der Tagesordnung lässt sich in einer Abstimmung erledigen (en bloc)",
            "vote.secret_on_papers": "Geheime Abstimmung über Vorlagen",
            "election.remote_secret": "Geheime Wahl aus der Ferne",
            "speech.minutes": "Redezeiten (Minuten)",
            "speech.total": "Gesamtredezeit je Aussprache, auf die Fraktionen verteilt (Minuten; 0: keine)",
            "speech.base": "Grundredezeit jeder Fraktion in der Gesamtredezeit (Minuten)",
            "minutes.send_days": "Frist für den Versand der Niederschrift (Tage)",
            "minutes.objection_until": "Einwendungen gegen die Niederschrift sind möglich bis",
            "minutes.web_publication": "Niederschriften im Netz veröffentlichen",
            "minutes.show_member_names": "Namen der Mitglieder in der veröffentlichten Niederschrift",
            "audio.publish": "Tonaufnahmen veröffentlichen",
            "audio.consent": "Einwilligung in Tonaufnahmen",
            "remote.enabled": "Teilnahme per Bild und Ton",
            "stream.enabled": "Übertragung im Netz",
        },
    ),
    (
        "Widerspruch, Anhörung und Beteiligung",
        {
            "objection63.first_days": "Frist für den Widerspruch gegen einen Beschluss (Tage)",
            "objection63.second_days": "Frist für die Beanstandung (Tage)",
            "resolution.report_months": "Bericht über Aufträge aus Beschlüssen alle (Monate)",
            "conflict.heal_months": "Heilung nach Widerstreit der Interessen (Monate)",
            "hearing.ortsbeirat_weeks": "Anhörung des Ortsbeirats (Wochen)",
            "hearing.ortsbeirat_urgent_weeks": "Anhörung des Ortsbeirats in eiligen Fällen (Wochen)",
            "hearing.silence_is_no_objection": "Schweigen in der Anhörung gilt als „keine Bedenken“",
            "consultation.before_the_others": "Entscheidung, bevor alle anderen beraten haben",
            "panel.feedback_months": "Rückmeldung an den Bürgerrat (Monate)",
            "comments.premoderation": "Öffentliche Anmerkungen vorab prüfen",
            "comments.edit_minutes": "Anmerkungen lassen sich ändern (Minuten)",
            "comments.min_age": "Mindestalter für öffentliche Anmerkungen (Jahre)",
            "moderation.manifest_hours": "Offensichtlich Rechtswidriges entscheiden (Stunden)",
            "moderation.decide_days": "Andere Meldungen und Beschwerden entscheiden (Tage)",
            "moderation.complaint_months": "Beschwerde gegen eine Entscheidung der Moderation (Monate)",
            "moderation.log_months": "Entscheidungen der Moderation aufbewahren (Monate)",
            "following.hour": "E-Mails über Verfolgtes gehen hinaus ab (Uhr)",
            "folder.closed": "Nichtöffentliches darf verschlüsselt in die Sitzungsmappe auf dem Gerät",
            "folder.keep_days": "Sitzungsmappen bleiben auf dem Gerät (Tage ohne Verbindung)",
            "log.security_days": "Aufbewahrung der Sicherheitsprotokolle (Tage)",
        },
    ),
]
NAMES: dict[str, str] = {name: label for _, labels in CHAPTERS for name, label in labels.items()}

# The codes among the values, in German; where a rule has codes, the form offers these and no others.
CODES: dict[str, dict[str, str]] = {
    "seats.method": {
        "hare_niemeyer": "Hare/Niemeyer",
        "d_hondt": "d’Hondt",
        "sainte_lague": "Sainte-Laguë/Schepers",
    },
    "agenda.extension_majority": {"two_thirds_statutory": "zwei Drittel der gesetzlichen Mitgliederzahl"},
    "consultation.before_the_others": {"warn": "Hinweis", "refuse": "nur mit Begründung des Vorsitzes"},
    "amendment.latest": {
        "close_of_debate": "zum Schluss der Aussprache",
        "call_of_item": "zum Aufruf des Tagesordnungspunktes",
    },
    "amendment.rank_decider": {"chair": "die Sitzungsleitung", "assembly": "die Versammlung"},
    "vote.rollcall_request": {
        "faction_or_quarter": "eine Fraktion oder ein Viertel der Anwesenden",
        "quarter": "ein Viertel der Anwesenden",
    },
    "vote.correction_until": {"next_item": "zum Aufruf des nächsten Punktes", "end_of_meeting": "zum Ende der Sitzung"},
    "minutes.objection_until": {"next_meeting": "zur nächsten Sitzung"},
    "audio.consent": {"per_person": "jede Person einzeln", "general": "allgemein durch Geschäftsordnung"},
}
_SPEECHES = {
    "mover": "Einbringung",
    "other": "weitere Redebeiträge",
    "budget": "Haushalt",
    "procedure": "zur Geschäftsordnung",
    "personal": "persönliche Erklärung",
    "question": "Zwischenfrage",
}
_UNITS = {"days": ("Tag", "Tage"), "weeks": ("Woche", "Wochen"), "months": ("Monat", "Monate")}
_UNIT_NAMES = [(unit, many) for unit, (_, many) in _UNITS.items()]
DEADLINES = frozenset({"inquiry.answer_rule"})
_YES_NO = [("yes", "ja"), ("no", "nein")]


class RuleForm(forms.Form):
    """A new value of one rule from a day on, with its legal basis."""

    body = forms.ModelChoiceField(
        label="Gilt für",
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="key",
        empty_label="die ganze Stadt",
    )
    valid_from = forms.DateField(label="Gilt ab", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    legal_basis = forms.CharField(
        label="Rechtsgrundlage", max_length=300, help_text="Zum Beispiel: § 13 der Geschäftsordnung vom 1. März 2026"
    )

    def __init__(self, *args: Any, rule: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        fields = _value_fields(rule)
        self.fields = fields | self.fields
        choice = self.fields["body"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Organization.objects.living().of_kind(*MEETING_KINDS).filter(body__home=True).order_by("name")
        self.initial.setdefault("valid_from", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Gather the value in the kind its rule asks for and put it to the statute."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        value = self._value()
        try:
            rulebook.check(self.rule, value)
        except rulebook.RuleProblem as problem:
            self.add_error(next(iter(self.fields)), str(problem))
        self.cleaned_data["rule_value"] = value
        return self.cleaned_data

    def _value(self) -> Any:
        key = rulebook.KEYS[self.rule]
        if key.kind is dict:
            return {name: self.cleaned_data[f"value_{name}"] for name in key.default}
        if self.rule in DEADLINES:
            return self._deadline()
        value = self.cleaned_data["value"]
        if key.kind is bool:
            return value == "yes"
        if key.kind is list:
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    def _deadline(self) -> str:
        period = f"{self.cleaned_data['unit']}:{self.cleaned_data['count']}"
        return f"{deadlines.EARLIEST}{period},{deadlines.NEXT_MEETING})" if self.cleaned_data["meeting"] else period


def written(rule: str, value: Any) -> str:
    """Write a value of a rule as people read it."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "keine"
    if isinstance(value, dict):
        return ", ".join(f"{_SPEECHES.get(name, name)}: {number}" for name, number in value.items())
    if rule in DEADLINES:
        return _written_deadline(str(value))
    return CODES.get(rule, {}).get(str(value), str(value))


def initial_of(rule: str, value: Any) -> dict[str, Any]:
    """What the form shows before anyone typed: the value in force."""
    if isinstance(value, dict):
        return {f"value_{name}": number for name, number in value.items()}
    if isinstance(value, bool):
        return {"value": "yes" if value else "no"}
    if isinstance(value, list):
        return {"value": ", ".join(map(str, value))}
    return _deadline_initial(value) if rule in DEADLINES else {"value": value}


def _value_fields(rule: str) -> dict[str, forms.Field]:
    key = rulebook.KEYS[rule]
    if key.kind is dict:
        return {
            f"value_{name}": forms.IntegerField(label=_SPEECHES.get(name, name), min_value=0, max_value=1000)
            for name in key.default
        }
    if rule in DEADLINES:
        return _deadline_fields()
    return {"value": _value_field(rule, key)}


def _value_field(rule: str, key: rulebook.Key) -> forms.Field:
    label = "Neuer Wert"
    if key.kind is bool:
        return forms.ChoiceField(label=label, choices=_YES_NO, widget=forms.RadioSelect)
    if key.kind is int:
        return forms.IntegerField(label=label, max_value=100_000)
    if rule in CODES:
        return forms.ChoiceField(label=label, choices=list(CODES[rule].items()), widget=forms.RadioSelect)
    if key.kind is list:
        return forms.CharField(label=label, max_length=200, help_text="Mehrere durch Komma getrennt.")
    return forms.CharField(label=label, max_length=200)


def _deadline_fields() -> dict[str, forms.Field]:
    return {
        "count": forms.IntegerField(label="Frist", min_value=1, max_value=1000),
        "unit": forms.ChoiceField(label="gerechnet in", choices=_UNIT_NAMES, widget=forms.RadioSelect),
        "meeting": forms.BooleanField(label="jedoch spätestens zur nächsten Sitzung", required=False),
    }


def _deadline_initial(value: str) -> dict[str, Any]:
    terms = deadlines.parts(value)
    period = next((term for term in terms if term != deadlines.NEXT_MEETING), "weeks:6")
    unit, _, count = period.partition(":")
    return {"count": int(count), "unit": unit, "meeting": deadlines.NEXT_MEETING in terms}


def _written_term(term: str) -> str:
    if term == deadlines.NEXT_MEETING:
        return "bis zur nächsten Sitzung"
    unit, _, count = term.partition(":")
    one, many = _UNITS[unit]
    return f"{count} {one if count == '1' else many}"


def _written_deadline(value: str) -> str:
    try:
        terms = deadlines.parts(value)
    except ValueError:
        return value
    return ", spätestens ".join(_written_term(term) for term in terms)
