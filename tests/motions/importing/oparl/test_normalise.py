"""Every peculiarity of foreign objects ends as a clean value, a remark or a reason."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motions.importing.oparl import normalise, records
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.records import Kind
from tests.motions.importing.oparl import objects
from tests.motions.importing.oparl.objects import made, origin


def read(raw, **how):
    """The first outcome and the doubts as (field, doubt)."""
    result = normalise.normalise(raw, **how)
    return result.outcomes[0], [(remark.field, remark.doubt) for remark in result.remarks]


def of_kind(raw, kind):
    return [outcome for outcome in normalise.normalise(raw).outcomes if isinstance(outcome, kind)]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_faultless_object_becomes_a_record_without_doubts(kind):
    record, doubts = read(made(kind.value))

    assert (record.KIND, record.origin, doubts) == (kind, origin(kind.value, 1), [])
    assert record.created_at == datetime(2025, 1, 10, 8, 0, tzinfo=UTC)
    assert record.modified_at == datetime(2025, 2, 11, 9, 30, tzinfo=UTC)


# --- deletion ---------------------------------------------------------------------------------------------------------


def test_tombstone_with_empty_name_keeps_only_its_identity():
    tombstone, doubts = read(made("Paper", name="", reference="", paperType="", deleted=True))

    assert tombstone == records.Tombstone(
        origin=origin("Paper", 1),
        kind=Kind.PAPER,
        created_at=datetime(2025, 1, 10, 8, 0, tzinfo=UTC),
        deleted_at=datetime(2025, 2, 11, 9, 30, tzinfo=UTC),
    )
    assert doubts == []


@pytest.mark.parametrize("deleted", [False, None, "false", "", 0])
def test_an_object_not_said_to_be_deleted_lives(deleted):
    record, _ = read(made("Paper") | {"deleted": deleted})

    assert isinstance(record, records.Paper)


def test_what_a_deleted_object_embeds_is_skipped_with_its_reason():
    meeting = made("Meeting", deleted=True, agendaItem=[made("AgendaItem")])

    assert normalise.normalise(meeting).outcomes[1] == records.Skipped(
        origin=origin("AgendaItem", 1), kind="AgendaItem", reason="Steht in einem gelöschten Objekt."
    )


def test_a_living_object_does_not_refer_to_an_embedded_tombstone():
    paper = made("Paper", mainFile=made("File", deleted=True), auxiliaryFile=[made("File", 2, name="Anlage 1")])

    record = of_kind(paper, records.Paper)[0]

    assert (record.main_file, record.auxiliary_files) == (None, (origin("File", 2),))


# --- times ------------------------------------------------------------------------------------------------------------


def test_end_at_midnight_before_the_start_is_an_unknown_hour():
    meeting, doubts = read(made("Meeting", start="2025-02-12T17:00:00+01:00", end="2025-02-12T00:00:00+01:00"))

    assert (meeting.start_on, meeting.start_at) == (date(2025, 2, 12), datetime(2025, 2, 12, 16, tzinfo=UTC))
    assert meeting.end_at is None
    assert doubts == [("end", Doubt.TIME_UNKNOWN)]


def test_end_at_midnight_of_the_next_day_is_an_unknown_hour():
    meeting, doubts = read(made("Meeting", start="2027-12-01T14:30:00+01:00", end="2027-12-02T00:00:00+01:00"))

    assert (meeting.start_on, meeting.end_at) == (date(2027, 12, 1), None)
    assert doubts == [("end", Doubt.TIME_UNKNOWN)]


def test_start_at_midnight_is_a_day_without_an_hour():
    meeting, doubts = read(made("Meeting", start="2025-10-07T00:00:00+02:00", end=None))

    assert (meeting.start_on, meeting.start_at) == (date(2025, 10, 7), None)
    assert doubts == [("start", Doubt.TIME_UNKNOWN)]


def test_midnight_in_berlin_written_in_utc_is_a_day_without_an_hour():
    meeting, doubts = read(made("Meeting", start="2025-07-06T22:00:00Z", end=None))

    assert (meeting.start_on, meeting.start_at) == (date(2025, 7, 7), None)
    assert doubts == [("start", Doubt.TIME_UNKNOWN)]


def test_end_before_start_is_dropped_with_a_remark():
    meeting, doubts = read(made("Meeting", start="2025-03-12T17:00:00+01:00", end="2025-03-12T15:00:00+01:00"))

    assert meeting.end_at is None
    assert doubts == [("end", Doubt.END_BEFORE_START)]


def test_meeting_without_a_start_is_kept_with_a_remark():
    meeting, doubts = read(made("Meeting", start=None, end=None))

    assert (meeting.start_on, meeting.start_at) == (None, None)
    assert doubts == [("start", Doubt.MISSING)]


def test_meeting_without_agenda_and_in_the_future_is_ordinary():
    meeting, doubts = read(made("Meeting", start="2031-03-12T17:00:00+01:00", end=None))

    assert (meeting.agenda, doubts) == ((), [])


@pytest.mark.parametrize(
    ("written", "moment", "doubts"),
    [
        ("2025-03-12T17:00:00.123+01:00", datetime(2025, 3, 12, 16, tzinfo=UTC), []),
        ("2025-03-12T17:00:00+0100", datetime(2025, 3, 12, 16, tzinfo=UTC), []),
        ("2025-07-12T17:00:00", datetime(2025, 7, 12, 15, tzinfo=UTC), [("created", Doubt.NO_OFFSET)]),
        ("2025-02-30T17:00:00+01:00", None, [("created", Doubt.UNREADABLE)]),
        ("gestern", None, [("created", Doubt.UNREADABLE)]),
        ("0001-01-01T00:00:00+00:00", None, [("created", Doubt.BEYOND_TIME)]),
        (17, None, [("created", Doubt.WRONG_TYPE), ("created", Doubt.UNREADABLE)]),
        ("", None, []),
    ],
)
def test_moments_are_read_in_every_spelling(written, moment, doubts):
    record, found = read(made("Paper", created=written))

    assert (record.created_at, found) == (moment, doubts)


@pytest.mark.parametrize(
    ("written", "day", "doubts"),
    [
        ("2025-03-01", date(2025, 3, 1), []),
        ("01.03.2025", date(2025, 3, 1), [("date", Doubt.ODD_DATE)]),
        ("2025-03-01T00:00:00+01:00", date(2025, 3, 1), [("date", Doubt.ODD_DATE)]),
        ("2025-13-01", None, [("date", Doubt.UNREADABLE)]),
        ("9999-12-31", None, [("date", Doubt.BEYOND_TIME)]),
        ({}, None, [("date", Doubt.WRONG_TYPE)]),
    ],
)
def test_days_are_read_in_every_spelling(written, day, doubts):
    record, found = read(made("Paper", date=written))

    assert (record.dated_on, found) == (day, doubts)


def test_membership_that_ends_before_it_starts_does_not_become_current():
    membership, doubts = read(made("Membership", startDate="2024-06-01", endDate="2023-06-01"))

    assert (membership.start_on, membership.end_on) == (None, date(2023, 6, 1))
    assert doubts == [("endDate", Doubt.END_BEFORE_START)]


# --- odd values -------------------------------------------------------------------------------------------------------


def test_empty_download_url_is_told_and_the_access_url_stays():
    file, doubts = read(made("File", downloadUrl=""))

    assert (file.download_url, file.access_url) == ("", "https://oparl.example.org/files/1/view")
    assert doubts == [("downloadUrl", Doubt.EMPTY_URL)]


def test_file_without_any_address_is_kept_and_told():
    file, doubts = read(made("File", accessUrl=None, downloadUrl=None))

    assert file.file_name == "antrag.pdf"
    assert doubts == [("accessUrl", Doubt.NOT_RETRIEVABLE)]


@pytest.mark.parametrize(
    ("written", "understood", "doubts"),
    [
        ("pdf", "application/pdf", [("mimeType", Doubt.MIME_TYPE)]),
        ("PDF", "application/pdf", [("mimeType", Doubt.MIME_TYPE)]),
        ("Application/PDF; charset=binary", "application/pdf", []),
        ("dokument", "application/pdf", [("mimeType", Doubt.MIME_TYPE)]),
        (None, "application/pdf", []),
    ],
)
def test_media_types_are_read_in_every_spelling(written, understood, doubts):
    file, found = read(made("File", mimeType=written))

    assert (file.mime_type, found) == (understood, doubts)


def test_originator_null_is_told_and_left_out():
    paper, doubts = read(made("Paper", originatorPerson=[None]))

    assert paper.originator_persons == ()
    assert doubts == [("originatorPerson", Doubt.NULL_ENTRY)]


def test_licence_with_a_blank_at_its_end_loses_it():
    system, doubts = read(made("System", license="https://creativecommons.org/licenses/by/4.0/ "))

    assert system.license == "https://creativecommons.org/licenses/by/4.0/"
    assert doubts == [("license", Doubt.BLANKS)]


def test_id_with_a_query_string_is_kept_to_the_letter():
    key = "https://oparl.example.org/organizations?typ=gr&id=1"

    record, doubts = read(made("Organization") | {"id": key})

    assert (record.origin, doubts) == (key, [])


@pytest.mark.parametrize("address", ["ftp://oparl.example.org/a.pdf", "javascript:alert(1)", "a.pdf", "https:///a.pdf"])
def test_an_address_that_is_none_in_the_web_is_dropped(address):
    file, doubts = read(made("File", downloadUrl=address))

    assert (file.download_url, doubts) == ("", [("downloadUrl", Doubt.UNREADABLE)])


@pytest.mark.parametrize(
    ("written", "bare"),
    [("../../etc/passwd", "passwd"), ("C:\\Akten\\antrag.pdf", "antrag.pdf"), ("a/..", "download.pdf")],
)
def test_a_path_in_a_file_name_is_cut_off(written, bare):
    file, doubts = read(made("File", fileName=written, downloadUrl="https://oparl.example.org/1/download.pdf"))

    assert (file.file_name, doubts) == (bare, [("fileName", Doubt.FILE_NAME)])


def test_a_missing_file_name_comes_from_the_address():
    file, doubts = read(made("File", fileName=None, downloadUrl="https://oparl.example.org/1/Antrag%20Radweg.pdf?x=1"))

    assert (file.file_name, doubts) == ("Antrag Radweg.pdf", [])


def test_html_escapes_and_unstorable_characters_leave_a_text():
    paper, doubts = read(made("Paper", name="Stra\u0000ßen &amp; Wege\ud800\n  im  Su\u0308den"))

    assert paper.name == "Straßen & Wege im Süden"
    assert doubts == [("name", Doubt.BROKEN_CHARACTERS), ("name", Doubt.ESCAPED)]


@pytest.mark.parametrize(
    ("kind", "spoilt", "field", "value", "doubts"),
    [
        ("Paper", {"reference": 17}, "reference", "17", [("reference", Doubt.WRONG_TYPE)]),
        ("Paper", {"reference": ["17"]}, "reference", "17", [("reference", Doubt.WRONG_TYPE)]),
        ("Paper", {"reference": True}, "reference", "", [("reference", Doubt.WRONG_TYPE)]),
        (
            "Paper",
            {"body": ["https://a.example.org/1"]},
            "body",
            "https://a.example.org/1",
            [("body", Doubt.WRONG_TYPE)],
        ),
        ("Paper", {"body": 5}, "body", None, [("body", Doubt.WRONG_TYPE)]),
        (
            "Paper",
            {"relatedPaper": "https://a.example.org/1"},
            "related",
            ("https://a.example.org/1",),
            [("relatedPaper", Doubt.WRONG_TYPE)],
        ),
        ("Paper", {"keyword": "Rad"}, "keywords", ("Rad",), [("keyword", Doubt.WRONG_TYPE)]),
        ("Paper", {"keyword": ["Rad", "", "Rad", "Weg"]}, "keywords", ("Rad", "Weg"), []),
        ("Paper", {"keyword": []}, "keywords", (), []),
        ("AgendaItem", {"order": "3"}, "order", 3, [("order", Doubt.WRONG_TYPE)]),
        ("AgendaItem", {"order": 3.0}, "order", 3, []),
        ("AgendaItem", {"order": -1}, "order", None, [("order", Doubt.UNREADABLE)]),
        ("AgendaItem", {"order": 10**400}, "order", None, [("order", Doubt.UNREADABLE)]),
        ("AgendaItem", {"order": True}, "order", None, [("order", Doubt.UNREADABLE)]),
        ("AgendaItem", {"public": "ja"}, "public", True, [("public", Doubt.WRONG_TYPE)]),
        ("AgendaItem", {"public": "manchmal"}, "public", None, [("public", Doubt.UNREADABLE)]),
        ("AgendaItem", {"number": ""}, "number", "", []),
        ("File", {"size": -5}, "size", None, [("size", Doubt.UNREADABLE)]),
        ("File", {"sha512Checksum": "abc"}, "sha512", "", [("sha512Checksum", Doubt.UNREADABLE)]),
    ],
)
def test_values_of_a_wrong_sort_are_understood_or_dropped(kind, spoilt, field, value, doubts):
    record, found = read(made(kind, **spoilt))

    assert (getattr(record, field), found) == (value, doubts)


@pytest.mark.parametrize(
    ("kind", "properties", "name", "doubts"),
    [
        ("Organization", {"name": None, "shortName": "AWe"}, "AWe", []),
        ("Organization", {"name": ""}, "", [("name", Doubt.MISSING)]),
        ("Person", {"name": None}, "Councillor Example", []),
        ("Paper", {"name": None}, "101.10.7", []),
        ("File", {"name": None}, "antrag.pdf", []),
        ("Meeting", {"name": 0.5}, "0.5", [("name", Doubt.WRONG_TYPE)]),
    ],
)
def test_what_stands_in_for_a_missing_name(kind, properties, name, doubts):
    record, found = read(made(kind, **properties))

    assert (record.name, found) == (name, doubts)


@pytest.mark.parametrize("name", ["phone", "email", "location"])
def test_contact_data_of_a_person_are_left_out(name):
    person, doubts = read(made("Person", **{name: ["0561 000000"] if name != "location" else objects.BASE}))

    assert "0561" not in repr(person)
    assert doubts == [(name, Doubt.CONTACT_LEFT_OUT)]


def test_the_address_of_a_person_is_skipped_wherever_it_stands():
    person = made("Person", locationObject=made("Location"))
    listed = made("Location", 2, persons=[origin("Person", 1)])

    reason = "Anschriften von Personen werden nicht übernommen (Datenschutz)."
    assert of_kind(person, records.Skipped) == [
        records.Skipped(origin=origin("Location", 1), kind="Location", reason=reason)
    ]
    assert of_kind(listed, records.Skipped) == [
        records.Skipped(origin=origin("Location", 2), kind="Location", reason=reason)
    ]


def test_a_place_without_any_detail_is_skipped_and_not_referred_to():
    empty = made("Location", description=None, streetAddress="", locality="")
    organization = made("Organization", location=empty)

    record, skipped = normalise.normalise(organization).outcomes

    assert record.location is None
    assert skipped.reason == "Ort ohne jede Angabe."


@pytest.mark.parametrize(
    ("written", "coordinates", "doubts"),
    [
        ({"type": "Point", "coordinates": [9.5, 51.3]}, [9.5, 51.3], []),
        ({"type": "Point", "coordinates": [51.3, 9.5]}, [9.5, 51.3], [("geojson", Doubt.COORDINATES)]),
        (
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.5, 51.3]}, "properties": {}},
            [9.5, 51.3],
            [],
        ),
    ],
)
def test_geojson_becomes_a_whole_feature(written, coordinates, doubts):
    location, found = read(made("Location", geojson=written))

    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": {}}
    assert (json.loads(location.geojson), found) == (feature, doubts)


@pytest.mark.parametrize("written", ["Rathaus", 5, {"type": "Feature", "geometry": None}, {"type": "Point"}])
def test_geojson_without_coordinates_is_dropped(written):
    location, found = read(made("Location", geojson=written))

    assert (location.geojson, found) == ("", [("geojson", Doubt.UNREADABLE)])


# --- identity and type ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind", "reason"),
    [
        (None, "", "Kein Objekt, sondern ein leerer Eintrag (null)."),
        ("https://a.example.org/1", "", "Kein Objekt, sondern ein Text."),
        ([], "", "Kein Objekt, sondern eine Liste."),
        (7, "", "Kein Objekt, sondern eine Zahl oder ein Wahrheitswert."),
        ({}, "", "Objekt ohne Typ."),
        (made("Paper") | {"id": None}, "Paper", "Objekt ohne brauchbare Kennung (id)."),
        (made("Paper") | {"id": 17}, "Paper", "Objekt ohne brauchbare Kennung (id)."),
        (made("Paper") | {"id": "a" * 501}, "Paper", "Objekt ohne brauchbare Kennung (id)."),
        (made("Paper") | {"type": None}, "", "Objekt ohne Typ."),
        (made("Keyword"), "Keyword", "Unbekannter Typ „Keyword“."),
        (made("Paper") | {"type": "Vorlage"}, "Vorlage", "Unbekannter Typ „Vorlage“."),
        (made("Membership", person=None), "Membership", "Mitgliedschaft ohne Person oder ohne Gremium."),
        (made("AgendaItem", meeting=None), "AgendaItem", "Tagesordnungspunkt ohne Sitzung."),
        (made("Consultation", paper=None), "Consultation", "Beratung ohne Vorlage."),
    ],
)
def test_what_cannot_be_taken_in_is_skipped_with_its_reason(raw, kind, reason):
    skipped, _ = read(raw)

    assert (skipped.kind, skipped.reason) == (kind, reason)


def test_a_missing_type_is_the_one_expected():
    record, doubts = read(made("Paper") | {"type": None}, expected=Kind.PAPER)

    assert isinstance(record, records.Paper)
    assert doubts == [("type", Doubt.TYPE_MISSING)]


def test_the_namespace_of_version_one_is_understood():
    record, doubts = read(made("Paper") | {"type": "https://schema.oparl.org/1.0/Paper"})

    assert (record.KIND, doubts) == (Kind.PAPER, [])


def test_an_object_of_another_type_is_taken_in_but_not_referred_to():
    paper = made("Paper", mainFile=made("Organization"))

    organization, record = normalise.normalise(paper).outcomes

    assert (organization.KIND, record.main_file) == (Kind.ORGANIZATION, None)
    assert [r.doubt for r in normalise.normalise(paper).remarks] == [Doubt.TYPE_MISMATCH]


def test_an_embedded_object_with_nothing_but_its_id_is_a_reference():
    paper = made("Paper", originatorPerson=[{"id": origin("Person", 5)}])

    record, skipped = normalise.normalise(paper).outcomes

    assert record.originator_persons == (origin("Person", 5),)
    assert skipped.reason == "Nur ein Verweis, ohne Inhalt."


# --- embedding --------------------------------------------------------------------------------------------------------


def test_embedded_objects_are_lifted_out_and_know_their_parent():
    paper = made("Paper", consultation=[made("Consultation", paper=None)], mainFile=made("File"))

    record, consultation, file = normalise.normalise(paper).outcomes

    assert (record.consultations, record.main_file) == ((consultation.origin,), file.origin)
    assert (consultation.paper, file.papers) == (record.origin, (record.origin,))


def test_the_outcomes_come_in_the_order_in_which_they_can_be_taken_in():
    item = made("AgendaItem", auxiliaryFile=[made("File")])
    meeting = made("Meeting", location=made("Location"), agendaItem=[item], invitation=made("File", 2))

    kinds = [outcome.KIND for outcome in normalise.normalise(meeting).outcomes]

    assert kinds == [Kind.LOCATION, Kind.MEETING, Kind.AGENDA_ITEM, Kind.FILE, Kind.FILE]


def test_a_child_that_names_another_parent_belongs_where_it_stands():
    meeting = made("Meeting", agendaItem=[made("AgendaItem", meeting=origin("Meeting", 9))])

    result = normalise.normalise(meeting)

    assert result.outcomes[1].meeting == origin("Meeting", 1)
    assert [remark.doubt for remark in result.remarks] == [Doubt.CONTRADICTION]


def test_a_list_where_one_object_belongs_gives_the_first_and_loses_none():
    paper = made("Paper", mainFile=[made("File", 1), made("File", 2)])

    result = normalise.normalise(paper)

    assert [outcome.origin for outcome in result.outcomes] == [origin("Paper", 1), origin("File", 1), origin("File", 2)]
    assert result.outcomes[0].main_file == origin("File", 1)
    assert [remark.doubt for remark in result.remarks] == [Doubt.WRONG_TYPE, Doubt.SURPLUS]


def test_an_embedding_without_end_is_cut_with_a_reason():
    raw = made("Organization")
    for number in range(2, 60):
        raw = made("Organization", number, subOrganizationOf=raw)

    reasons = [skipped.reason for skipped in of_kind(raw, records.Skipped)]

    assert reasons == ["Zu tief verschachtelt; auch was darin steht, wurde nicht gelesen."]


# --- agenda -----------------------------------------------------------------------------------------------------------


def test_the_agenda_follows_the_given_order():
    items = [made("AgendaItem", number, order=order) for number, order in [(1, 16), (2, 3), (3, 9)]]

    meeting = of_kind(made("Meeting", agendaItem=items), records.Meeting)[0]

    assert meeting.agenda == (origin("AgendaItem", 2), origin("AgendaItem", 3), origin("AgendaItem", 1))


def test_items_with_the_same_order_follow_their_numbers_and_are_told():
    items = [
        made("AgendaItem", 1, order=4, number="10"),
        made("AgendaItem", 2, order=4, number="9.2"),
        made("AgendaItem", 3, order=4, number="9.10"),
    ]

    result = normalise.normalise(made("Meeting", agendaItem=items))

    assert result.outcomes[0].agenda == tuple(origin("AgendaItem", number) for number in (2, 3, 1))
    assert [(remark.doubt, remark.message) for remark in result.remarks] == [
        (Doubt.DUPLICATE_ORDER, "Mehrere Tagesordnungspunkte haben dieselbe Reihenfolge (4).")
    ]


def test_an_item_that_only_says_it_was_taken_off_is_removed():
    item, _ = read(made("AgendaItem", name="- abgesetzt -"))

    assert (item.result, item.result_code) == ("", "removed")


# --- main document ----------------------------------------------------------------------------------------------------


def paper_with(*names, paper_type="Antrag"):
    files = [made("File", number, name=name) for number, name in enumerate(names)]
    return normalise.normalise(made("Paper", paperType=paper_type, auxiliaryFile=files))


def test_the_main_document_is_the_file_named_like_the_paper_type():
    result = paper_with("Stellungnahme Antrag", "Antrag", "Protokoll TOP 4")

    paper = result.outcomes[0]
    assert (paper.main_file, paper.main_file_chosen) == (origin("File", 1), True)
    assert paper.auxiliary_files == (origin("File", 0), origin("File", 2))
    assert result.remarks == ()


def test_a_main_document_of_another_name_is_told():
    result = paper_with("Vorlage Radweg", "Anlage 1", paper_type="Beschlussvorlage")

    assert result.outcomes[0].main_file == origin("File", 0)
    assert [remark.doubt for remark in result.remarks] == [Doubt.MAIN_FILE_DOUBTFUL]


def test_a_paper_with_attachments_only_has_no_main_document():
    result = paper_with("Anlage 1", "Anlage 2")

    assert (result.outcomes[0].main_file, result.outcomes[0].main_file_chosen) == (None, False)
    assert [remark.doubt for remark in result.remarks] == [Doubt.MAIN_FILE_UNKNOWN]


def test_a_main_file_named_by_the_source_stays():
    paper = made("Paper", mainFile=made("File", 1, name="Anlage"), auxiliaryFile=[made("File", 2, name="Antrag")])

    record = of_kind(paper, records.Paper)[0]

    assert (record.main_file, record.main_file_chosen) == (origin("File", 1), False)


# --- identity of counts -----------------------------------------------------------------------------------------------


def embedded(raw, kind):
    """All objects in a raw one, counted without the importer's help."""
    children = [
        (child, embedded_kind)
        for name, embedded_kind in normalise.EMBEDDED.get(kind, {}).items()
        for child in (raw[name] if isinstance(raw.get(name), list) else [raw.get(name)])
        if isinstance(child, Mapping)
    ]
    return 1 + sum(embedded(child, kind_of(child) or embedded_kind) for child, embedded_kind in children)


def kind_of(raw):
    said = raw.get("type")
    return next((kind for kind in Kind if said == objects.SCHEMA + kind), None)


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just(objects.BASE))
NAMES = sorted(
    {name for names in normalise.EMBEDDED.values() for name in names}
    | {
        "name",
        "start",
        "end",
        "order",
        "date",
        "geojson",
        "public",
        "keyword",
        "web",
        "deleted",
        "mimeType",
        "number",
        "endDate",
        "startDate",
    }
)


def spoilt(children):
    values = st.one_of(SCALARS, children, st.lists(st.one_of(SCALARS, children), max_size=3))
    kinds = st.sampled_from([objects.SCHEMA + kind for kind in Kind])
    return st.fixed_dictionaries(
        {"type": kinds},
        optional={"id": st.one_of(SCALARS, st.just(origin("Paper", 3))), **dict.fromkeys(NAMES, values)},
    )


@given(st.recursive(spoilt(st.nothing()), spoilt, max_leaves=6))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_in_comes_out_once_as_record_tombstone_or_skipped(raw):
    outcomes = normalise.normalise(raw).outcomes

    assert len(outcomes) == embedded(raw, kind_of(raw))
    for outcome in outcomes:
        if isinstance(outcome, records.Record):
            assert len(records.fingerprint(outcome)) == 64
