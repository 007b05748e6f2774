"""What is doubtful about a foreign object: taken in all the same, but told to the clerk."""

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """The sorts of doubt, for counting and grouping in the report."""

    MISSING = "Pflichtangabe fehlt"
    WRONG_TYPE = "Angabe von falscher Art"
    NULL_ENTRY = "Leerer Eintrag in einer Liste"
    SURPLUS = "Mehrere Werte, wo nur einer stehen darf"
    UNREADABLE = "Unlesbarer Wert"
    BEYOND_TIME = "Jahr außerhalb von 1900 bis 2100"
    TIME_UNKNOWN = "Uhrzeit unbekannt"
    END_BEFORE_START = "Ende vor Beginn"
    NO_OFFSET = "Zeitangabe ohne Zeitzone"
    ODD_DATE = "Datum in ungewohnter Schreibweise"
    BLANKS = "Adresse mit Leerzeichen"
    ESCAPED = "Text mit HTML-Kürzeln"
    BROKEN_CHARACTERS = "Unzulässige Zeichen im Text"
    EMPTY_URL = "Leere Adresse"
    MIME_TYPE = "Dateityp in ungewohnter Schreibweise"
    FILE_NAME = "Dateiname mit Pfad"
    NOT_RETRIEVABLE = "Datei ohne Adresse"
    TYPE_MISSING = "Objekt ohne Typ"
    TYPE_MISMATCH = "Objekt von unerwartetem Typ"
    CONTRADICTION = "Angaben widersprechen sich"
    DUPLICATE_ORDER = "Reihenfolge der Tagesordnung nicht eindeutig"
    MAIN_FILE_DOUBTFUL = "Hauptdokument unsicher"
    MAIN_FILE_UNKNOWN = "Hauptdokument nicht erkennbar"
    CONTACT_LEFT_OUT = "Kontaktdaten nicht übernommen"
    COORDINATES = "Koordinaten berichtigt"
    COPIES_DIFFER = "Mehrfach geliefert mit verschiedenem Inhalt"
    DANGLING = "Verweis ins Leere"
    TOO_LONG = "Text gekürzt"
    NO_BYTES = "Datei liegt nicht vor"
    CHECKSUM = "Prüfsumme oder Größe weicht ab"
    NO_PLACE = "Angabe ohne Platz"
    SUBMITTER_UNKNOWN = "Einreichende Fraktion nicht verzeichnet"
    HIDDEN = "Datei gibt mehr preis, als man sieht"
    INFECTED = "Schadsoftware in einer Datei"
    UNEXAMINED = "Datei ließ sich nicht durchsehen"
    MANY_GONE = "Ungewöhnlich vieles verschwunden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One doubt about one property of one object; `message` is the German sentence for the report.

    `target` is what could not be found, where that is the doubt: an origin or a name.
    """

    origin: str
    kind: str
    field: str
    doubt: Doubt
    message: str
    target: str = ""
