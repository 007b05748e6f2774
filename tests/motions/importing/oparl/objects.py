"""Invented OParl objects of a town that does not exist, right in every detail until a test spoils one."""

BASE = "https://oparl.example.org/bodies/1"
SCHEMA = "https://schema.oparl.org/1.1/"
CREATED = "2025-01-10T09:00:00+01:00"
MODIFIED = "2025-02-11T10:30:00+01:00"


def origin(kind, number):
    return f"{BASE}/{kind.lower()}/{number}"


def made(kind, number=1, /, **properties):
    """An object of this type; a property given as None stays away."""
    raw = {
        "id": origin(kind, number),
        "type": SCHEMA + kind,
        "created": CREATED,
        "modified": MODIFIED,
        **_USUAL.get(kind, {}),
        **properties,
    }
    return {name: value for name, value in raw.items() if value is not None}


_USUAL = {
    "System": {"name": "Auskunft", "oparlVersion": SCHEMA},
    "Body": {"name": "Musterstadt"},
    "LegislativeTerm": {"name": "Zehnte Wahlperiode", "startDate": "2021-04-01", "endDate": "2026-03-31"},
    "Location": {"description": "Rathaus, Bürgersaal"},
    "Organization": {"name": "Ausschuss für Wege", "organizationType": "Gremium"},
    "Person": {"name": "Councillor Example", "familyName": "Example", "givenName": "Councillor"},
    "Membership": {"person": origin("Person", 1), "organization": origin("Organization", 1), "role": "Mitglied"},
    "Meeting": {"name": "3. Sitzung", "start": "2025-03-12T17:00:00+01:00", "end": "2025-03-12T20:00:00+01:00"},
    "AgendaItem": {"meeting": origin("Meeting", 1), "name": "Radweg", "number": "1", "order": 0, "public": True},
    "Paper": {"name": "Radweg am Fluss", "reference": "101.10.7", "paperType": "Antrag", "date": "2025-03-01"},
    "Consultation": {"paper": origin("Paper", 1), "meeting": origin("Meeting", 1), "role": "Vorberatung"},
    "File": {
        "name": "Antrag",
        "fileName": "antrag.pdf",
        "mimeType": "application/pdf",
        "accessUrl": "https://oparl.example.org/files/1/view",
        "downloadUrl": "https://oparl.example.org/files/1/download",
    },
}
