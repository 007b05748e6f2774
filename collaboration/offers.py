"""What this house gives away as open data: the page for people and the catalogue for programs are made of this list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse


class Form(NamedTuple):
    """One form in which something is given: in words, its address, its name among the EU's file types, its type."""

    label: str
    address: str
    file_type: str
    mime: str


class Offer(NamedTuple):
    """Something that is given away, in one or several forms; `often` is its frequency in the EU's table."""

    key: str
    title: str
    words: str
    keywords: Sequence[str]
    forms: Sequence[Form]
    often: str = "CONT"


def table(label: str, name: str) -> Form:
    """A table for spreadsheets."""
    return Form(label, reverse(name), "CSV", "text/csv")


def feed(label: str, name: str) -> Form:
    """A feed."""
    return Form(label, reverse(name), "ATOM", "application/atom+xml")


def shapes(label: str, name: str) -> Form:
    """Data for maps."""
    return Form(label, reverse(name), "GEOJSON", "application/geo+json")


def all_of_them() -> list[Offer]:
    """Everything that is offered, in the order of the page."""
    return [
        Offer(
            "papers",
            "Vorlagen",
            "Anträge, Anfragen, Magistratsvorlagen und Mitteilungen mit Nummer, Datum, Urheber und Stand.",
            ("Vorlagen", "Anträge", "Drucksachen"),
            (table("Tabelle", "papers-csv"), feed("Feed", "town-papers"), shapes("Karte", "papers-map")),
        ),
        Offer(
            "meetings",
            "Sitzungen",
            "Wann und wo die Gremien öffentlich tagen; die Tabelle gibt es auch für vergangene Sitzungen.",
            ("Sitzungen", "Termine", "Tagesordnung"),
            (
                table("Tabelle, kommende", "meetings-csv"),
                Form("Tabelle, vergangene", f"{reverse('meetings-csv')}?past=1", "CSV", "text/csv"),
                feed("Feed", "town-meetings"),
                Form("Kalender", reverse("town-calendar"), "ICS", "text/calendar"),
            ),
        ),
        Offer(
            "bodies",
            "Gremien, Personen und Ämter",
            "Welche Gremien und Fraktionen es gibt und wer darin welches Amt hat.",
            ("Gremien", "Ausschüsse", "Fraktionen", "Mandate"),
            (
                table("Tabelle der Gremien", "bodies-csv"),
                table("Tabelle der Personen", "people-csv"),
                table("Tabelle der Mitgliedschaften", "memberships-csv"),
            ),
        ),
        Offer(
            "inquiries",
            "Anfragen und Antworten",
            "Was der Magistrat gefragt wurde, was beantwortet ist, was aussteht und was zugesagt wurde.",
            ("Anfragen", "Antworten", "Zusagen"),
            (
                table("Tabelle", "inquiries-csv"),
                table("Statistik der Antworten", "inquiry-statistics-csv"),
                table("Tabelle der Zusagen", "promises-csv"),
                feed("Feed der Antworten", "town-answers"),
            ),
        ),
        Offer(
            "resolutions",
            "Beschlüsse",
            "Was beschlossen wurde, mit Wortlaut und Ergebnis, und was daraus geworden ist.",
            ("Beschlüsse", "Beschlusskontrolle"),
            (
                table("Tabelle", "resolutions-csv"),
                table("Tabelle der Aufträge", "tasks-csv"),
                feed("Feed", "town-resolutions"),
            ),
        ),
        Offer(
            "districts",
            "Ortsbezirke",
            "Die Ortsbezirke mit ihren Ortsbeiräten und, soweit erfasst, ihrer Lage.",
            ("Ortsbezirke", "Ortsbeiräte", "Geodaten"),
            (table("Tabelle", "districts-csv"), shapes("Karte", "districts-map")),
            often="IRREG",
        ),
        Offer(
            "texts",
            "Alle öffentlichen Texte",
            "Jede Fassung jeder Vorlage und jede Seite jeder Datei, je eine Zeile, jede Nacht neu; zum Rechnen.",
            ("Volltext", "Korpus"),
            (Form("JSON-Zeilen, gepackt", reverse("open-texts"), "JSON", "application/gzip"),),
            often="DAILY",
        ),
        Offer(
            "oparl",
            "OParl-Schnittstelle",
            "Alles zusammen in der Form, die Ratsinformationssysteme in Deutschland verabredet haben (OParl 1.1).",
            ("OParl", "API"),
            (Form("Schnittstelle", reverse("oparl-system"), "JSON", "application/json"),),
        ),
    ]
