"""Foreign words become ours where the meaning is certain, and stay what they are where it is not."""

import pytest

from motions.importing.oparl import agenda, main_document, vocabulary


@pytest.mark.parametrize(
    ("text", "code", "unanimous"),
    [
        ("einstimmig beschlossen", "adopted", True),
        ("mehrheitlich zugestimmt", "adopted", False),
        ("Zustimmung", "adopted", None),
        ("ungeändert beschlossen", "adopted", None),
        ("mehrheitlich zugestimmt zu geändertem Beschlusstext", "adopted_amended", False),
        ("geändert beschlossen", "adopted_amended", None),
        ("mehrheitlich abgelehnt", "rejected", False),
        ("vertagt", "postponed", None),
        ("abgesetzt", "removed", None),
        ("in die Ausschüsse verwiesen", "referred", None),
        ("zurückgezogen", "withdrawn", None),
        ("  Zur  Kenntnis genommen ", "noted", None),
        ("erledigt", "settled", None),
        ("gewählt", "elected", None),
        ("keine Abstimmung", "no_decision", None),
        ("empfohlen", "", None),
        ("nicht empfohlen", "", None),
        ("zurückgestellt", "", None),
        ("teilweise zugestimmt", "", None),
        ("einverstanden", "", None),
        ("vorberaten ohne Änderungen", "", None),
        ("schriftliche Stellungnahme", "", None),
        ("nicht beschlossen", "", None),
        ("einstimmig", "", True),
        ("", "", None),
    ],
)
def test_results(text, code, unanimous):
    assert (vocabulary.result_code(text), vocabulary.unanimous(text)) == (code, unanimous)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Antrag", "Antrag"),
        ("Änderungs-/Ergänzungsantrag", "Änderungsantrag"),
        ("Anfrage", "Anfrage"),
        ("Beschlussvorlage", "Magistratsvorlage"),
        ("Informationsvorlage", "Mitteilung"),
        ("Stellungnahme", ""),
        ("Offenlage", ""),
        ("", ""),
    ],
)
def test_paper_types(text, kind):
    assert vocabulary.paper_kind(text) == kind


@pytest.mark.parametrize(
    ("properties", "kind", "classification"),
    [
        ({"text": "Gremium", "name": "Ausschuss für Wege"}, "Gremium", "Ausschuss"),
        ({"text": "Hauptorgan", "filed": "Stadtrat", "name": "Stadtrat Musterstadt"}, "Gremium", "Parlament"),
        ({"name": "Gemeinderat", "filed": "Beschließender Ausschuss", "meets": True}, "Gremium", "Parlament"),
        (
            {"name": "Gemeinderat - Beratungen", "filed": "Beschließender Ausschuss", "meets": True},
            "Gremium",
            "Ausschuss",
        ),
        ({"name": "Stadtverordnetenversammlung der Stadt Musterstadt"}, "Gremium", "Parlament"),
        ({"name": "Ortschaftsrat Nord", "meets": True}, "Gremium", "Ortsbeirat"),
        ({"name": "Ortsbeirat Nord"}, "Gremium", "Ortsbeirat"),
        ({"name": "Gestaltungsbeirat", "filed": "Beirat und Stiftung", "meets": True}, "Gremium", "Beirat"),
        ({"name": "Magistrat"}, "Gremium", "Magistrat"),
        ({"name": "Ältestenrat"}, "Gremium", "Ältestenrat"),
        ({"text": "Sonstiges", "filed": "Partei", "name": "Volt"}, "Partei", ""),
        ({"text": "Fraktion", "filed": "Fraktion", "name": "SPD"}, "Fraktion", ""),
        ({"name": "Dezernat 6"}, "Verwaltungsbereich", ""),
        ({"name": "Tiefbauamt"}, "Verwaltungsbereich", ""),
        ({"name": "Verkehr GmbH"}, "Institution", ""),
        ({"name": "Offen", "origin": "https://a.example.org/organizations/at/883000"}, "Verwaltungsbereich", ""),
        ({"name": "Rat", "origin": "https://a.example.org/organizations?typ=gr&id=1"}, "Gremium", "Parlament"),
        ({"name": "Offen"}, "", ""),
    ],
)
def test_organizations(properties, kind, classification):
    given = {"text": "", "filed": "", "name": "", "origin": "https://a.example.org/1", "meets": False} | properties

    found = vocabulary.organization_type(
        given["text"], classification=given["filed"], name=given["name"], origin=given["origin"], meets=given["meets"]
    )

    sort = vocabulary.classification(
        given["filed"], kind=found, name=given["name"], organization_type_text=given["text"]
    )
    assert (found, sort) == (kind, classification)


@pytest.mark.parametrize(
    ("text", "role", "right"),
    [
        ("Mitglied", "Mitglied", None),
        ("ordentliches Mitglied", "Mitglied", None),
        ("Vorsitzende", "Vorsitz", None),
        ("stellv. Vorsitzender", "stellvertretender Vorsitz", None),
        ("Stellvertretende Vorsitzende", "stellvertretender Vorsitz", None),
        ("Beratendes Mitglied", "beratendes Mitglied", False),
        ("Schriftführerin", "Schriftführung", None),
        ("Stadtverordnetenvorsteher", "Stadtverordnetenvorsteher", None),
    ],
)
def test_membership_roles(text, role, right):
    assert (vocabulary.membership_role(text), vocabulary.voting_right(role)) == (role, right)


@pytest.mark.parametrize(
    ("text", "role"),
    [("Entscheidung", "Entscheidung"), ("Beschlussfassung", "Entscheidung"), ("Genehmigung OB", "Genehmigung OB")],
)
def test_consultation_roles(text, role):
    assert vocabulary.consultation_role(text) == role


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("Personalausschuss (nicht öffentlich)", False),
        ("Bauausschuss (nichtöffentlich)", False),
        ("Bauausschuss (öffentlich)", True),
        ("Bauausschuss (öffentlich/nicht öffentlich)", None),
        ("Bauausschuss", None),
    ],
)
def test_publicity_in_the_name_of_a_meeting(name, public):
    assert vocabulary.public_by_name(name) is public


@pytest.mark.parametrize(
    ("text", "state"), [("terminiert", "terminiert"), ("Durchgeführt", "durchgeführt"), ("geplant", ""), ("", "")]
)
def test_meeting_states(text, state):
    assert vocabulary.meeting_state(text) == state


@pytest.mark.parametrize(
    ("paper_type", "names", "chosen", "sure"),
    [
        ("Antrag", ["Antrag", "Stellungnahme Antrag"], 0, True),
        ("Anfrage", ["Stellungnahme Anfrage Nord", "Anfrage Nord"], 1, True),
        ("Anfrage", ["Anfrage Stellungnahme", "Anfrage"], 1, True),
        ("Beschlussvorlage", ["Anlage 1 zur Beschlussvorlage", "2025-02-18_Beschlussvorlage_Wege"], 1, True),
        ("Beschlussvorlage", ["Vorlage_Wege", "Anlage 02"], 0, False),
        ("Antrag", ["Änderungs-/Ergänzungsantrag", "Abstimmungsergebnis TOP 7.4", "Protokoll TOP 7"], 0, False),
        ("Beschlussvorlage", ["TOP_2_Wege"], 0, False),
        ("Stellungnahme", ["Stellungnahme", "Anlage"], 0, True),
    ],
)
def test_main_documents(paper_type, names, chosen, sure):
    assert main_document.choose(names, paper_type=paper_type) == main_document.Choice(index=chosen, sure=sure)


@pytest.mark.parametrize("names", [[], ["Anlage 1", "Protokoll"], ["Bericht A.pdf".replace("Bericht ", ""), "B.pdf"]])
def test_no_main_document_where_no_name_fits(names):
    assert main_document.choose(names, paper_type="Antrag") is None


@pytest.mark.parametrize(
    ("numbers", "parents"),
    [
        (["7", "7.1", "7.1.2", "8"], (None, 0, 1, None)),
        (["7.1", "7.1.1", ""], (None, 0, None)),
        (["7", "7.1.2"], (None, 0)),
        (["7.", "7.1."], (None, 0)),
        (["7.1", "7"], (None, None)),
        (["", ""], (None, None)),
    ],
)
def test_nesting_follows_the_printed_numbers(numbers, parents):
    assert agenda.parents(numbers) == parents


def test_an_agenda_without_complete_order_stays_as_listed():
    assert agenda.arrange([3, None, 1], numbers=["3", "2", "1"]) == agenda.Order(indices=(0, 1, 2), shared=())
