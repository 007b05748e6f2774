"""The states of the ground floor and the tables of steps between them."""

from django.db.models import TextChoices

# A table of steps: name of the step -> (states it may start from, state it leads to, name of the entry in the journal).
Steps = dict[str, tuple[frozenset[str], str, str]]


class Audience(TextChoices):
    """Who may read a thing; the intersection holds along paper, file and agenda item."""

    PUBLIC = "public", "öffentlich"
    MEMBERS = "members", "Mitglieder der Versammlung"
    COUNCIL = "council", "Rat und Verwaltung"
    ADMINISTRATION = "administration", "Magistrat und Verwaltung"
    BODY = "body", "Gremium"
    FACTION = "faction", "Fraktion"
    NAMED = "named", "namentlich Berechtigte"
    PRIVATE = "private", "nur für mich"


class BodyKind(TextChoices):
    """What a body is; rights and the words of the open-data standard follow from it."""

    ASSEMBLY = "assembly", "Stadtverordnetenversammlung"
    COMMITTEE = "committee", "Ausschuss"
    ELDERS = "elders", "Ältestenrat"
    FACTION = "faction", "Fraktion"
    EXECUTIVE = "executive", "Magistrat"
    OFFICE = "office", "Amt"
    ASSEMBLY_OFFICE = "assembly_office", "Büro der Stadtverordnetenversammlung"
    MODERATION = "moderation", "Moderation"
    DISTRICT_COUNCIL = "district_council", "Ortsbeirat"
    ADVISORY_BOARD = "advisory_board", "Beirat"
    COMMISSION = "commission", "Kommission"
    PANEL = "panel", "Bürgerrat"
    PARTY = "party", "Partei"
    OTHER = "other", "Sonstiges"


class MeetingState(TextChoices):
    """The life of a meeting (domain: terminiert, eingeladen, durchgeführt)."""

    PLANNED = "planned", "terminiert"
    AGENDA_OPEN = "agenda_open", "Tagesordnung in Arbeit"
    INVITED = "invited", "eingeladen"
    RUNNING = "running", "läuft"
    INTERRUPTED = "interrupted", "unterbrochen"
    CLOSED = "closed", "durchgeführt"
    CANCELLED = "cancelled", "abgesagt"


class ItemState(TextChoices):
    """The life of an agenda item within its meeting."""

    OPEN = "open", "offen"
    CALLED = "called", "aufgerufen"
    CLOSED = "closed", "abgeschlossen"
    REMOVED = "removed", "abgesetzt"


class AgendaKind(TextChoices):
    """What a kept agenda is: what was sent to those invited, or what the body adopted at the beginning."""

    SENT = "sent", "wie versandt"
    HELD = "held", "wie festgestellt"


class Result(TextChoices):
    """What one meeting did with an item (OParl `AgendaItem.result`)."""

    ADOPTED_UNANIMOUSLY = "adopted_unanimously", "einstimmig angenommen"
    ADOPTED = "adopted", "mehrheitlich angenommen"
    ADOPTED_AMENDED = "adopted_amended", "in geänderter Fassung angenommen"
    REJECTED = "rejected", "abgelehnt"
    POSTPONED = "postponed", "vertagt"
    REMOVED = "removed", "abgesetzt"
    REFERRED = "referred", "überwiesen"
    REFERRED_BACK = "referred_back", "zurücküberwiesen"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    NOTED = "noted", "zur Kenntnis genommen"
    SETTLED = "settled", "erledigt"
    ANSWERED_ORAL = "answered_oral", "mündlich beantwortet"
    ANSWERED_WRITTEN = "answered_written", "schriftlich beantwortet"
    NOT_REACHED = "not_reached", "aus Zeitgründen nicht behandelt"
    ELECTED = "elected", "gewählt"
    NO_DECISION = "no_decision", "ohne Beschluss"


class Matter(TextChoices):
    """What an item is about: elections and the main by-law are never dealt with at short notice (HGO §58(3))."""

    ORDINARY = "ordinary", "gewöhnlicher Punkt"
    ELECTION = "election", "Wahl (HGO §55)"
    MAIN_BYLAW = "main_bylaw", "Hauptsatzung (HGO §6)"


class ChannelKind(TextChoices):
    """How invitations reach a person (HGO §58(1): in writing or electronically)."""

    EMAIL = "email", "E-Mail"
    PORTAL = "portal", "Postfach in diesem System"
    POST = "post", "Post"
    HANDED = "handed", "Übergabe (Bote, Fach)"


class InvitationKind(TextChoices):
    """Why and how a meeting is invited for."""

    REGULAR = "regular", "Einladung"
    URGENT = "urgent", "Einladung mit verkürzter Frist"
    SECOND = "second", "Einladung zur zweiten Sitzung"
    SUPPLEMENT = "supplement", "Nachtrag"


class Capacity(TextChoices):
    """As what a person is invited; the members' receipts decide whether the meeting was rightly called."""

    MEMBER = "member", "Mitglied"
    EXECUTIVE = "executive", "Magistrat"
    BOARD = "board", "Beirat"


_M = MeetingState
_I = ItemState

MEETING_STEPS: Steps = {
    "open_agenda": (frozenset({_M.PLANNED}), _M.AGENDA_OPEN, "meeting.agenda_opened"),
    "invite": (frozenset({_M.PLANNED, _M.AGENDA_OPEN}), _M.INVITED, "meeting.invited"),
    "start": (frozenset({_M.INVITED}), _M.RUNNING, "meeting.started"),
    "interrupt": (frozenset({_M.RUNNING}), _M.INTERRUPTED, "meeting.interrupted"),
    "resume": (frozenset({_M.INTERRUPTED}), _M.RUNNING, "meeting.resumed"),
    "close": (frozenset({_M.RUNNING, _M.INTERRUPTED}), _M.CLOSED, "meeting.closed"),
    "cancel": (frozenset({_M.PLANNED, _M.AGENDA_OPEN, _M.INVITED}), _M.CANCELLED, "meeting.cancelled"),
}

ITEM_STEPS: Steps = {
    "call": (frozenset({_I.OPEN}), _I.CALLED, "item.called"),
    "put_back": (frozenset({_I.CALLED}), _I.OPEN, "item.put_back"),
    "close": (frozenset({_I.CALLED}), _I.CLOSED, "item.closed"),
    # postponed or referred before it was called up
    "put_off": (frozenset({_I.OPEN}), _I.CLOSED, "item.put_off"),
    "reopen": (frozenset({_I.CLOSED}), _I.CALLED, "item.reopened"),
    "remove": (frozenset({_I.OPEN, _I.CALLED}), _I.REMOVED, "item.removed"),
    "restore": (frozenset({_I.REMOVED}), _I.OPEN, "item.restored"),
}


class SpeechKind(TextChoices):
    """What somebody asks the floor for; place on the list and speaking time follow from it."""

    MOVER = "mover", "Begründung, Berichterstattung"
    DEBATE = "debate", "Redebeitrag"
    BUDGET = "budget", "Haushaltsrede"
    EXECUTIVE = "executive", "Magistrat"
    PROCEDURE = "procedure", "zur Geschäftsordnung"
    QUESTION = "question", "Zwischenfrage"
    PERSONAL = "personal", "persönliche Erklärung"


class SpeechState(TextChoices):
    """From the request to speak (Wortmeldung) to the end of the speech."""

    ASKED = "asked", "gemeldet"
    SPEAKING = "speaking", "spricht"
    PAUSED = "paused", "unterbrochen"
    DONE = "done", "beendet"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    NOT_CALLED = "not_called", "nicht mehr aufgerufen"


class ConflictReason(TextChoices):
    """Why somebody may neither debate nor vote (HGO §25(1))."""

    SELF = "self", "Vorteil oder Nachteil für mich selbst"
    RELATIVES = "relatives", "Vorteil oder Nachteil für Angehörige"
    REPRESENTED = "represented", "Vertretung einer betroffenen Person (gesetzlich oder mit Vollmacht)"
    EMPLOYER = "employer", "Beschäftigung bei einer betroffenen Stelle"
    BOARD = "board", "Sitz in Vorstand, Aufsichtsrat oder ähnlichem Organ"
    EXPERT = "expert", "Gutachten oder Tätigkeit in der Sache"
    OTHER = "other", "anderer Grund"


class OrderKind(TextChoices):
    """What the chair may do to keep order."""

    TO_THE_MATTER = "to_the_matter", "Ruf zur Sache"
    TO_ORDER = "to_order", "Ordnungsruf"
    WORD_WITHDRAWN = "word_withdrawn", "Wortentzug"
    EXCLUSION = "exclusion", "Ausschluss von der Sitzung"


class LeadingReason(TextChoices):
    """Why a deputy leads a meeting in the chair's stead (HGO §57)."""

    ABSENT = "absent", "nicht anwesend"
    AWAY = "away", "vorübergehend verhindert"
    SPEAKS = "speaks", "spricht selbst zur Sache"
    BARRED = "barred", "wirkt bei dem Punkt nicht mit (HGO § 25)"
    OTHER = "other", "anderer Grund"


class LeadingEnd(TextChoices):
    """What ended the leading of a deputy."""

    TAKEN_BACK = "taken_back", "zurückgegeben"
    PASSED_ON = "passed_on", "weitergegeben"
    LEFT = "left", "gegangen"
    OFFICE = "office", "Amt beendet"
    CLOSED = "closed", "mit der Sitzung beendet"


_S = SpeechState

SPEECH_STEPS: Steps = {
    "call": (frozenset({_S.ASKED}), _S.SPEAKING, "speech.called"),
    "pause": (frozenset({_S.SPEAKING}), _S.PAUSED, "speech.paused"),
    "go_on": (frozenset({_S.PAUSED}), _S.SPEAKING, "speech.continued"),
    "finish": (frozenset({_S.SPEAKING, _S.PAUSED}), _S.DONE, "speech.ended"),
    "take_back": (frozenset({_S.SPEAKING, _S.PAUSED}), _S.ASKED, "speech.taken_back"),
    "withdraw": (frozenset({_S.ASKED}), _S.WITHDRAWN, "speech.withdrawn"),
    "drop": (frozenset({_S.ASKED}), _S.NOT_CALLED, "speech.dropped"),
}
