"""The states of papers, consultations and files, and the tables of steps between them."""

from django.db.models import TextChoices

Steps = dict[str, tuple[frozenset[str], str, str]]


class PaperType(TextChoices):
    """The kinds of paper (OParl `Paper.paperType`); the label is what the standard's output says."""

    EXECUTIVE_PROPOSAL = "executive_proposal", "Magistratsvorlage"
    MOTION = "motion", "Antrag"
    AMENDMENT = "amendment", "Änderungsantrag"
    INQUIRY = "inquiry", "Anfrage"
    ANSWER = "answer", "Beantwortung einer Anfrage"
    QUESTION = "question", "Frage (Fragestunde)"
    PETITION = "petition", "Eingabe"
    INFORMATION = "information", "Mitteilung"
    REPORT = "report", "Bericht"
    DISTRICT_PROPOSAL = "district_proposal", "Vorschlag des Ortsbeirats"
    PANEL_REPORT = "panel_report", "Bürgergutachten"
    PROGRAMME = "programme", "Programm"
    MINUTES = "minutes", "Niederschrift"
    OTHER = "other", "Sonstige Vorlage"


class PaperState(TextChoices):
    """Every state a paper of any kind can be in; which ones it passes is said by the table of its kind."""

    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "eingereicht"
    INADMISSIBLE = "inadmissible", "unzulässig"
    ADMITTED = "admitted", "zugelassen"
    REFERRED = "referred", "überwiesen"
    SCHEDULED = "scheduled", "auf der Tagesordnung"
    POSTPONED = "postponed", "vertagt"
    RECOMMENDED = "recommended", "Beschlussempfehlung liegt vor"
    ADOPTED = "adopted", "beschlossen"
    ADOPTED_AMENDED = "adopted_amended", "in geänderter Fassung beschlossen"
    REJECTED = "rejected", "abgelehnt"
    NOTED = "noted", "zur Kenntnis genommen"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    SETTLED = "settled", "erledigt"
    LAPSED = "lapsed", "verfallen"
    SUSPENDED = "suspended", "gehemmt"
    IN_IMPLEMENTATION = "in_implementation", "in Umsetzung"
    IMPLEMENTED = "implemented", "umgesetzt"
    ARCHIVED = "archived", "archiviert"
    ANSWER_REQUESTED = "answer_requested", "zur Beantwortung beim Magistrat"
    ANSWERED_WRITTEN = "answered_written", "schriftlich beantwortet"
    ANSWERED_ORAL = "answered_oral", "mündlich beantwortet"
    ANSWERED_MIXED = "answered_mixed", "mündlich und schriftlich beantwortet"
    FOLLOWUP_OPEN = "followup_open", "Nachfrage offen"
    CLOSED = "closed", "abgeschlossen"
    RECORDED = "recorded", "erfasst"
    COSIGNING = "cosigning", "in Mitzeichnung"
    MAGISTRAT_PENDING = "magistrat_pending", "beim Magistrat"
    MAGISTRAT_ADOPTED = "magistrat_adopted", "vom Magistrat beschlossen"
    MAGISTRAT_REJECTED = "magistrat_rejected", "vom Magistrat abgelehnt"
    ACCEPTED_BY_MOVER = "accepted_by_mover", "übernommen"
    MOOT = "moot", "durch andere Abstimmung erledigt"
    RELEASED = "released", "freigegeben"
    CALLED = "called", "aufgerufen"
    WRITTEN_OWED = "written_owed", "schriftliche Antwort zugesagt"
    ACKNOWLEDGED = "acknowledged", "Eingang bestätigt"
    ADMISSIBLE = "admissible", "zulässig"
    STATEMENT_REQUESTED = "statement_requested", "Stellungnahme erbeten"
    IN_COMMITTEE = "in_committee", "im Ausschuss"
    DECIDED = "decided", "entschieden"
    PETITIONER_INFORMED = "petitioner_informed", "beschieden"
    COLLECTED = "collected", "gesammelt"
    MODERATED = "moderated", "moderiert"
    PANEL_ADOPTED = "panel_adopted", "vom Bürgerrat beschlossen"
    PRESENTED = "presented", "vorgestellt"
    HANDED_OVER = "handed_over", "übergeben"


class ConsultationState(TextChoices):
    """A paper's treatment in one body."""

    PLANNED = "planned", "vorgesehen"
    SCHEDULED = "scheduled", "terminiert"
    TREATED = "treated", "behandelt"
    WAIVED = "waived", "verzichtet"
    EXPIRED = "expired", "Frist abgelaufen"


class ConsultationRole(TextChoices):
    """Why a body deals with a paper (OParl `Consultation.role`)."""

    PREPARATION = "preparation", "Vorberatung"
    HEARING = "hearing", "Anhörung"
    DECISION = "decision", "Entscheidung"
    NOTICE = "notice", "Kenntnisnahme"
    ANSWERING = "answering", "Beantwortung"
    OTHER = "other", "Beratung"


class FileState(TextChoices):
    """What became of a file's text."""

    RECEIVED = "received", "eingegangen"
    READABLE = "readable", "Text gelesen"
    UNREADABLE = "unreadable", "Text nicht lesbar"


class FileRole(TextChoices):
    """What a file is to its paper or meeting."""

    MAIN = "main", "Hauptdokument"
    AUXILIARY = "auxiliary", "Anlage"
    INVITATION = "invitation", "Einladung"
    RESULTS_PROTOCOL = "results_protocol", "Niederschrift"
    VERBATIM_PROTOCOL = "verbatim_protocol", "Wortprotokoll"
    RESOLUTION = "resolution", "Beschlussauszug"


class QuarantineState(TextChoices):
    """Where the virus scanner stands with a file."""

    WAITING = "waiting", "wird auf Schadsoftware geprüft"
    FOUND = "found", "Schadsoftware gefunden"


class ScanResult(TextChoices):
    """What the virus scanner said of a file taken over from elsewhere."""

    UNASKED = "unasked", "nicht gefragt"
    CLEAN = "clean", "ohne Befund"
    FOUND = "found", "Schadsoftware gefunden"
    UNANSWERED = "unanswered", "ohne Antwort"


class InspectionOutcome(TextChoices):
    """What came of looking through a file before it is published."""

    WAITING = "waiting", "wird geprüft"
    CLEAN = "clean", "ohne Befund"
    GRAVE = "grave", "verborgene Inhalte gefunden"
    UNCHECKED = "unchecked", "nicht prüfbar"


class FindingKind(TextChoices):
    """What a PDF may carry besides what is seen of its pages."""

    COVERED = "covered", "Text unter einem Balken oder Bild"
    INVISIBLE = "invisible", "Unsichtbarer Text"
    COLOUR = "colour", "Text in der Farbe des Untergrunds"
    OUTSIDE = "outside", "Text außerhalb der Seite"
    VANISHED = "vanished", "Abgeschnittener oder ausgeblendeter Text"
    PICTURE = "picture", "Bild unter einem Balken"
    REDACT = "redact", "Vorgemerkte, nicht ausgeführte Schwärzung"
    ALTERNATE = "alternate", "Ersatztext, der nicht auf der Seite steht"
    METADATA = "metadata", "Angaben zur Datei"
    REVISION = "revision", "Frühere Fassungen"
    ATTACHMENT = "attachment", "Angehängte Datei"
    ANNOTATION = "annotation", "Kommentar"
    FORM = "form", "Formularfeld"
    ACTION = "action", "Skript oder Aktion"
    THUMBNAIL = "thumbnail", "Vorschaubild"
    PIECE = "piece", "Notizen eines Programms"
    LABEL = "label", "Seitenbezeichnungen"
    BOOKMARK = "bookmark", "Lesezeichen"
    LAYER = "layer", "Ausgeblendete Ebenen"
    SCAN = "scan", "Texterkennung eines Scans"
    DESCRIPTION = "description", "Beschreibung eines Bildes"
    DIFFERS = "differs", "Seite sieht bereinigt anders aus"


# What stops a publication; of the others the last three stay in the file, the rest is left behind.
GRAVE_FINDINGS = frozenset(
    {
        FindingKind.COVERED,
        FindingKind.INVISIBLE,
        FindingKind.COLOUR,
        FindingKind.OUTSIDE,
        FindingKind.VANISHED,
        FindingKind.PICTURE,
        FindingKind.REDACT,
        FindingKind.ALTERNATE,
    }
)
STAYING_FINDINGS = frozenset({FindingKind.SCAN, FindingKind.DESCRIPTION, FindingKind.DIFFERS})


_P = PaperState
# What no body deals with any more, or not yet: nothing of it waits anywhere.
OUT_OF_THE_WAY = frozenset(
    {
        _P.DRAFT,
        _P.SUBMITTED,
        _P.INADMISSIBLE,
        _P.ADOPTED,
        _P.ADOPTED_AMENDED,
        _P.REJECTED,
        _P.NOTED,
        _P.WITHDRAWN,
        _P.SETTLED,
        _P.LAPSED,
        _P.SUSPENDED,
        _P.IN_IMPLEMENTATION,
        _P.IMPLEMENTED,
        _P.ARCHIVED,
        _P.ANSWERED_WRITTEN,
        _P.CLOSED,
        _P.RECORDED,
        _P.COSIGNING,
        _P.MAGISTRAT_PENDING,
        _P.MAGISTRAT_ADOPTED,
        _P.MAGISTRAT_REJECTED,
        _P.ACCEPTED_BY_MOVER,
        _P.MOOT,
        _P.DECIDED,
        _P.PETITIONER_INFORMED,
    }
)
OPEN = frozenset(
    {_P.SUBMITTED, _P.ADMITTED, _P.REFERRED, _P.SCHEDULED, _P.POSTPONED, _P.RECOMMENDED, _P.ANSWER_REQUESTED}
)

# domain brief §3.3: the life every paper shares.
PAPER_STEPS: Steps = {
    "submit": (frozenset({_P.DRAFT}), _P.SUBMITTED, "paper.submitted"),
    "return": (frozenset({_P.SUBMITTED}), _P.DRAFT, "paper.returned"),
    "admit": (frozenset({_P.SUBMITTED}), _P.ADMITTED, "paper.admitted"),
    "refuse": (frozenset({_P.SUBMITTED}), _P.INADMISSIBLE, "paper.refused"),
    "refer": (frozenset({_P.ADMITTED, _P.REFERRED}), _P.REFERRED, "paper.referred"),
    "schedule": (
        frozenset({_P.ADMITTED, _P.REFERRED, _P.RECOMMENDED, _P.POSTPONED}),
        _P.SCHEDULED,
        "paper.scheduled",
    ),
    "take_off": (frozenset({_P.SCHEDULED}), _P.REFERRED, "paper.taken_off"),
    # undoes "schedule": the paper is again what it was before
    "put_back_admitted": (frozenset({_P.SCHEDULED}), _P.ADMITTED, "paper.put_back"),
    "put_back_referred": (frozenset({_P.SCHEDULED}), _P.REFERRED, "paper.put_back"),
    "put_back_recommended": (frozenset({_P.SCHEDULED}), _P.RECOMMENDED, "paper.put_back"),
    "put_back_postponed": (frozenset({_P.SCHEDULED}), _P.POSTPONED, "paper.put_back"),
    "postpone": (frozenset({_P.SCHEDULED}), _P.POSTPONED, "paper.postponed"),
    "refer_back": (frozenset({_P.SCHEDULED}), _P.REFERRED, "paper.referred_back"),
    "hear": (frozenset({_P.SCHEDULED}), _P.REFERRED, "paper.heard"),
    "recommend": (frozenset({_P.SCHEDULED}), _P.RECOMMENDED, "paper.recommended"),
    "adopt": (frozenset({_P.SCHEDULED}), _P.ADOPTED, "paper.adopted"),
    "adopt_amended": (frozenset({_P.SCHEDULED}), _P.ADOPTED_AMENDED, "paper.adopted_amended"),
    "reject": (frozenset({_P.SCHEDULED}), _P.REJECTED, "paper.rejected"),
    "note": (frozenset({_P.SCHEDULED}), _P.NOTED, "paper.noted"),
    "withdraw": (OPEN - {_P.ANSWER_REQUESTED}, _P.WITHDRAWN, "paper.withdrawn"),
    "settle": (OPEN - {_P.ANSWER_REQUESTED}, _P.SETTLED, "paper.settled"),
    "lapse": (OPEN - {_P.ANSWER_REQUESTED}, _P.LAPSED, "paper.lapsed"),
    "reopen": (
        frozenset(
            {
                _P.RECOMMENDED,
                _P.ADOPTED,
                _P.ADOPTED_AMENDED,
                _P.REJECTED,
                _P.NOTED,
                _P.SETTLED,
                _P.WITHDRAWN,
                _P.REFERRED,
                _P.POSTPONED,
            }
        ),
        _P.SCHEDULED,
        "paper.treatment_reopened",
    ),
    "suspend": (frozenset({_P.ADOPTED, _P.ADOPTED_AMENDED}), _P.SUSPENDED, "paper.suspended"),
    "confirm": (frozenset({_P.SUSPENDED}), _P.ADOPTED, "paper.confirmed"),
    "overturn": (frozenset({_P.SUSPENDED}), _P.REJECTED, "paper.overturned"),
    "commission": (frozenset({_P.ADOPTED, _P.ADOPTED_AMENDED}), _P.IN_IMPLEMENTATION, "paper.commissioned"),
    "implement": (frozenset({_P.IN_IMPLEMENTATION}), _P.IMPLEMENTED, "paper.implemented"),
    "archive": (
        frozenset(
            {
                _P.INADMISSIBLE,
                _P.WITHDRAWN,
                _P.REJECTED,
                _P.NOTED,
                _P.SETTLED,
                _P.LAPSED,
                _P.IMPLEMENTED,
                _P.RECORDED,
            }
        ),
        _P.ARCHIVED,
        "paper.archived",
    ),
}

_C = ConsultationState
CONSULTATION_STEPS: Steps = {
    "schedule": (frozenset({_C.PLANNED, _C.SCHEDULED}), _C.SCHEDULED, "consultation.scheduled"),
    "unschedule": (frozenset({_C.SCHEDULED}), _C.PLANNED, "consultation.unscheduled"),
    "treat": (frozenset({_C.SCHEDULED}), _C.TREATED, "consultation.treated"),
    "hear": (frozenset({_C.PLANNED, _C.SCHEDULED, _C.EXPIRED}), _C.TREATED, "consultation.heard"),
    "reopen": (frozenset({_C.TREATED, _C.PLANNED}), _C.SCHEDULED, "consultation.reopened"),
    "waive": (frozenset({_C.PLANNED, _C.SCHEDULED}), _C.WAIVED, "consultation.waived"),
    "expire": (frozenset({_C.PLANNED, _C.SCHEDULED}), _C.EXPIRED, "consultation.expired"),
}

_F = FileState
FILE_STEPS: Steps = {
    "read": (frozenset({_F.RECEIVED, _F.UNREADABLE, _F.READABLE}), _F.READABLE, "file.read"),
    "fail": (frozenset({_F.RECEIVED, _F.UNREADABLE, _F.READABLE}), _F.UNREADABLE, "file.unreadable"),
}

# The table of each kind of paper; upper floors put theirs in when they are loaded.
LIVES: dict[str, Steps] = dict.fromkeys(PaperType.values, PAPER_STEPS)


def paper_states(steps: Steps) -> dict[str, str]:
    """The states of papers that a table of steps names, with their German words, in the order of the vocabulary."""
    named = {target for _, target, _ in steps.values()} | {start for starts, _, _ in steps.values() for start in starts}
    return {code: str(label) for code, label in PaperState.choices if code in named}
