"""The words of foreign council systems, and ours: mapped only where the meaning is certain, else left alone."""

import re
import unicodedata
from collections.abc import Mapping

ORGANIZATION_TYPES = (
    "Gremium",
    "Partei",
    "Fraktion",
    "Verwaltungsbereich",
    "externes Gremium",
    "Institution",
    "Sonstiges",
)
MEETING_STATES = ("terminiert", "eingeladen", "durchgeführt")


def folded(text: str) -> str:
    """The text for comparing: lower case, one blank between words, separators of file names as blanks."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.sub(r"[\s_]+", " ", plain).split())


_TYPE_BY_WORD: Mapping[str, str] = {
    **{folded(word): word for word in ORGANIZATION_TYPES},
    "hauptorgan": "Gremium",
    "ausschuss": "Gremium",
    "ausschuß": "Gremium",
    "beirat": "Gremium",
    "amt": "Verwaltungsbereich",
    "dezernat": "Verwaltungsbereich",
    "fachbereich": "Verwaltungsbereich",
}
_TYPE_BY_ID = re.compile(r"(?:/organizations/|[?&]typ=)(gr|at|fr|pa)\b")
_TYPE_BY_ID_PART = {"gr": "Gremium", "at": "Verwaltungsbereich", "fr": "Fraktion", "pa": "Partei"}
_COMPANY = re.compile(r"\b(g?gmbh|ag|eigenbetrieb|stadtwerke|volkswohnung|verkehrsbetriebe)\b")
_OFFICE = re.compile(
    r"^(dezernat|fachbereich|ortsverwaltung|stabsstelle|referat|abteilung)\b|\w(amt|kämmerei)\b|^amt\b"
)
_COUNCIL = re.compile(
    r"^(stadtverordnetenversammlung|gemeindevertretung|gemeinderat|stadtrat|rat|kreistag|bürgerschaft)"
    r"( der (stadt|gemeinde|hansestadt|landeshauptstadt)\b.*| \w+)?$"
)
_CLASSIFICATION_BY_NAME = (
    (re.compile(r"ältestenrat"), "Ältestenrat"),
    (re.compile(r"^magistrat\b"), "Magistrat"),
    (re.compile(r"\b(orts(beirat|chaftsrat|rat)|bezirks(beirat|vertretung))\b"), "Ortsbeirat"),
    (re.compile(r"bürgerrat\b"), "Bürgerrat"),
    (re.compile(r"aussch(uss|uß)"), "Ausschuss"),
    (re.compile(r"kommission\b"), "Kommission"),
    (re.compile(r"beirat\b"), "Beirat"),
)


def organization_type(text: str, *, classification: str, name: str, origin: str, meets: bool) -> str:
    """One of `ORGANIZATION_TYPES`, or "" where nothing tells.

    What the source says comes first (a party that it files under "Sonstiges" is still a party); then the section of
    its ids (gr, at, fr, pa in two wide-spread systems), then whether it has meetings, last the name.
    """
    said = _TYPE_BY_WORD.get(folded(text), "")
    if said and said != "Sonstiges":
        return said
    return (
        _TYPE_BY_WORD.get(folded(classification), "")
        or said
        or _type_by_id(origin)
        or ("Gremium" if meets else _type_by_name(name))
    )


def _type_by_id(origin: str) -> str:
    found = _TYPE_BY_ID.search(origin)
    return _TYPE_BY_ID_PART[found[1]] if found else ""


def _type_by_name(name: str) -> str:
    plain = folded(name)
    if _COMPANY.search(plain):
        return "Institution"
    if _OFFICE.search(plain):
        return "Verwaltungsbereich"
    return "Gremium" if classification_of_body("", name=name, organization_type_text="") else ""


def classification(text: str, *, kind: str, name: str, organization_type_text: str) -> str:
    """Our word for the sort of a body (`Parlament`, `Ausschuss`, …), else "". `kind` is its organization type."""
    if kind != "Gremium":
        return ""
    return classification_of_body(text, name=name, organization_type_text=organization_type_text)


def classification_of_body(text: str, *, name: str, organization_type_text: str) -> str:
    """As `classification`, for what is known to be a Gremium: the name counts for more than the source's filing."""
    if folded(text) == "parlament" or folded(organization_type_text) == "hauptorgan" or _COUNCIL.match(folded(name)):
        return "Parlament"
    for words in (folded(name), folded(text)):
        for pattern, word in _CLASSIFICATION_BY_NAME:
            if pattern.search(words):
                return word
    return ""


_PAPER_KINDS: Mapping[str, str] = {
    "antrag": "Antrag",
    "änderungsantrag": "Änderungsantrag",
    "ergänzungsantrag": "Änderungsantrag",
    "änderungs-/ergänzungsantrag": "Änderungsantrag",
    "änderungs- und ergänzungsantrag": "Änderungsantrag",
    "anfrage": "Anfrage",
    "beantwortung einer anfrage": "Beantwortung einer Anfrage",
    "antwort auf anfrage": "Beantwortung einer Anfrage",
    "beantwortung": "Beantwortung einer Anfrage",
    "frage": "Frage (Fragestunde)",
    "frage (fragestunde)": "Frage (Fragestunde)",
    "eingabe": "Eingabe",
    "petition": "Eingabe",
    "magistratsvorlage": "Magistratsvorlage",
    "beschlussvorlage": "Magistratsvorlage",
    "beschlußvorlage": "Magistratsvorlage",
    "beschlussvorlage eb": "Magistratsvorlage",
    "mitteilung": "Mitteilung",
    "mitteilungsvorlage": "Mitteilung",
    "informationsvorlage": "Mitteilung",
    "informationsvorlage prüfantrag": "Mitteilung",
    "bericht": "Bericht",
    "vorschlag des ortsbeirats": "Vorschlag des Ortsbeirats",
    "bürgergutachten": "Bürgergutachten",
}


def paper_kind(paper_type: str) -> str:
    """The paper type of domain §3.1 that does the same work, or "" (a Stellungnahme or Offenlage is none of them)."""
    return _PAPER_KINDS.get(folded(paper_type), "")


_RESULT_CODES: Mapping[str, str] = {
    "beschlossen": "adopted",
    "angenommen": "adopted",
    "zugestimmt": "adopted",
    "zustimmung": "adopted",
    "ungeändert beschlossen": "adopted",
    "unverändert beschlossen": "adopted",
    "geändert beschlossen": "adopted_amended",
    "in geänderter fassung angenommen": "adopted_amended",
    "in geänderter fassung beschlossen": "adopted_amended",
    "zugestimmt zu geändertem beschlusstext": "adopted_amended",
    "beschlossen mit geändertem beschlusstext": "adopted_amended",
    "abgelehnt": "rejected",
    "vertagt": "postponed",
    "geschoben": "postponed",
    "abgesetzt": "removed",
    "überwiesen": "referred",
    "verwiesen": "referred",
    "in die ausschüsse verwiesen": "referred",
    "verwiesen in fachausschuss": "referred",
    "verwiesen in den gemeinderat": "referred",
    "zurücküberwiesen": "referred_back",
    "zurückgezogen": "withdrawn",
    "von der verwaltung zurückgezogen": "withdrawn",
    "zur kenntnis genommen": "noted",
    "kenntnisnahme": "noted",
    "kenntnis genommen": "noted",
    "stellungnahme zur kenntnis genommen": "noted",
    "in 1. lesung zur kenntnis genommen": "noted",
    "erledigt": "settled",
    "mit beschlussfassung zum änderungsantrag erledigt": "settled",
    "mündlich beantwortet": "answered_oral",
    "schriftlich beantwortet": "answered_written",
    "aus zeitgründen nicht behandelt": "not_reached",
    "gewählt": "elected",
    "ohne beschluss": "no_decision",
    "keine abstimmung": "no_decision",
}
_MAJORITY = re.compile(r"^(?P<how>einstimmig|mehrheitlich)\b[ ,:]*")


def result_code(text: str) -> str:
    """The code of domain §3.11, or "" where the text is not certain (a committee's "empfohlen" decides nothing)."""
    return _RESULT_CODES.get(_MAJORITY.sub("", folded(text)), "")


def unanimous(text: str) -> bool | None:
    """Whether the result says "einstimmig" (True) or "mehrheitlich" (False); None if neither."""
    found = _MAJORITY.match(folded(text))
    return found["how"] == "einstimmig" if found else None


def taken_off(name: str) -> bool:
    """Whether the title of an agenda item says no more than that it was taken off ("- abgesetzt -")."""
    return folded(name).strip("-–— ()") == "abgesetzt"


_CONSULTATION_ROLES: Mapping[str, str] = {
    "vorberatung": "Vorberatung",
    "anhörung": "Anhörung",
    "entscheidung": "Entscheidung",
    "beschlussfassung": "Entscheidung",
    "kenntnisnahme": "Kenntnisnahme",
    "beantwortung": "Beantwortung",
}


def consultation_role(text: str) -> str:
    """Vorberatung, Anhörung, Entscheidung, Kenntnisnahme or Beantwortung; any other text stays as it is."""
    return _CONSULTATION_ROLES.get(folded(text), text)


_DEPUTY = r"(stellv\w*\.?|stv\.?|\d\. stellv\w*\.?)"
_ROLES = (
    (re.compile(rf"^{_DEPUTY} ?(vorsitz\w*|ausschussvorsitz\w*)"), "stellvertretender Vorsitz"),
    (re.compile(r"^(vorsitz\w*|ausschussvorsitz\w*)"), "Vorsitz"),
    (re.compile(rf"^({_DEPUTY}|stellvertret\w*)( mitglied)?$"), "Stellvertretung"),
    (
        re.compile(r"^(beratendes mitglied|mitglied mit beratender stimme|sachkundige\w? einwohner\w*)"),
        "beratendes Mitglied",
    ),
    (re.compile(r"^schriftführ\w+"), "Schriftführung"),
    (re.compile(r"^((ordentliches |stimmberechtigtes )?mitglied|ratsmitglied)$"), "Mitglied"),
    (re.compile(r"^gast$"), "Gast"),
)


def membership_role(text: str) -> str:
    """Our word for a role in a body where one fits; any other text (an office, a title) stays as it is."""
    plain = folded(text)
    return next((word for pattern, word in _ROLES if pattern.search(plain)), text)


def voting_right(role: str) -> bool | None:
    """What the role alone tells of the right to vote: advisers and guests have none; of others it tells nothing."""
    return False if role in ("beratendes Mitglied", "Gast") else None


def meeting_state(text: str) -> str:
    """One of `MEETING_STATES`, or "" for any other text."""
    plain = folded(text)
    return plain if plain in MEETING_STATES else ""


_PUBLICITY = re.compile(r"\((?P<which>öffentlich|nicht ?-?öffentlich)\)\s*$", re.IGNORECASE)


def public_by_name(name: str) -> bool | None:
    """What the name of a meeting says in brackets at its end; None if it says nothing, or both."""
    found = _PUBLICITY.search(name)
    return folded(found["which"]) == "öffentlich" if found else None
