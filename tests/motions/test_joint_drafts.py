"""A faction writes a motion together: who may, what is kept and when, the form without a script, and the end of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import life
from council.may import Denied
from council.models import Entry, Organization, User
from council.states import Audience, BodyKind
from documents.models import Paper
from documents.states import PaperState
from motions import joint_text
from motions.actions import joint_drafts, motions, movers
from motions.models import DraftEdit, DraftWindow, JointDraft, Motion
from tests.motions.joining import Writer, joint_of, leave_the_faction, said, together
from tests.motions.test_motions import TYPED, drafted, newest, signed_in

pytestmark = pytest.mark.django_db


def page(name, motion):
    return reverse(name, args=[motion.paper.key])


def writers(cast) -> set[str]:
    return {name for name, user in cast.everyone().items() if JointDraft.objects.visible_to(user).exists()}


def shown(client, motion) -> dict[str, str]:
    """The hidden fields of the form as it is shown now."""
    html = client.get(page("motion-edit", motion)).content.decode()
    return {
        name: re.search(rf'name="{name}"(?: value="([^"]*)")?', html)[1] or ""
        for name in ("base", "chosen", "revision")
    }


def sent(client, motion, *, begun, **typed):
    return client.post(page("motion-edit", motion), TYPED | begun | typed)


# Who --------------------------------------------------------------------------------------------------------------


def test_the_faction_of_today_and_the_author_write_and_nobody_else(cast):
    motion = drafted(cast)
    before = writers(cast)

    joint_drafts.begin(motion, by=cast.councillor)

    assert before == set()
    assert writers(cast) == {"councillor", "colleague"}


def test_pages_answer_the_faction_and_are_unknown_to_all_others(cast):
    motion = together(cast)

    answers = {
        name: [signed_in(user).get(page(step, motion)).status_code for step in ("motion-edit", "motion-preview")]
        for name, user in cast.everyone().items()
        if name != "nobody"
    }

    assert {name for name, codes in answers.items() if codes == [200, 200]} == {"councillor", "colleague"}
    assert {tuple(codes) for name, codes in answers.items() if name not in ("councillor", "colleague")} == {(404, 404)}


def test_another_faction_asked_to_join_reads_and_does_not_write(cast):
    motion = together(cast)
    movers.invite(motion, faction=cast.other_faction, by=cast.councillor)
    client = signed_in(cast.rival)

    assert client.get(page("motion", motion)).status_code == 200
    assert client.get(page("motion-edit", motion)).status_code == 403
    assert client.post(page("motion-edit", motion), TYPED | {"base": "x"}).status_code == 403
    assert said(motion) == TYPED["reasons"]


def test_page_says_which_other_faction_reads_what_was_saved(cast):
    motion = together(cast)
    client = signed_in(cast.colleague)
    alone = client.get(page("motion-edit", motion)).content.decode()
    movers.invite(motion, faction=cast.other_faction, by=cast.councillor)

    asked = client.get(page("motion-edit", motion)).content.decode()

    assert [f"lesen auch: {cast.other_faction}." in html for html in (alone, asked)] == [False, True]


def test_only_the_author_begins_and_ends(cast):
    motion = movers.show_to_faction(drafted(cast), by=cast.councillor)
    client = signed_in(cast.colleague)

    assert client.post(page("motion-write-together", motion)).status_code == 403
    joint_drafts.begin(motion, by=cast.councillor)
    assert client.post(page("motion-write-alone", motion)).status_code == 403
    assert writers(cast) == {"councillor", "colleague"}


def test_a_motion_of_no_faction_is_not_written_together(cast):
    motion = motions.draft(kind="motion", name="Allein", mover=None, by=cast.councillor)

    answer = signed_in(cast.councillor).post(page("motion-write-together", motion))

    assert answer.status_code == 409
    assert not JointDraft.objects.exists()
    assert "Gemeinsam schreiben" not in signed_in(cast.councillor).get(motion.paper.get_absolute_url()).content.decode()


def test_whoever_leaves_the_faction_loses_page_and_pen(cast):
    motion = together(cast)
    joint, writer = joint_of(motion), Writer(joint_of(motion))
    leave_the_faction(cast, cast.colleague)
    colleague = User.objects.get(pk=cast.colleague.pk)

    with pytest.raises(Denied):
        joint_drafts.take_in(joint, update=writer.write(" Heimlich."), by=colleague)

    assert writers(cast) == {"councillor"}
    assert signed_in(colleague).get(page("motion-edit", motion)).status_code == 404
    assert said(motion) == TYPED["reasons"]


def test_keeping_the_draft_private_takes_the_pen_away(cast):
    motion = together(cast)

    movers.keep_private(motion, by=cast.councillor)

    assert writers(cast) == set()
    assert not DraftEdit.objects.exists()


def test_writing_ends_and_the_faction_goes_on_reading(cast):
    motion = together(cast)

    answer = signed_in(cast.councillor).post(page("motion-write-alone", motion), follow=True)

    assert "Jetzt schreiben nur noch Sie." in answer.content.decode()
    assert writers(cast) == set()
    colleague = signed_in(cast.colleague)
    assert colleague.get(motion.paper.get_absolute_url()).status_code == 200
    assert colleague.get(page("motion-edit", motion)).status_code == 403
    assert signed_in(cast.councillor).post(page("motion-write-alone", motion)).status_code == 409


# What is kept -----------------------------------------------------------------------------------------------------


def test_draft_says_at_once_what_everybody_wrote(cast):
    motion = together(cast)
    one, other = Writer(joint_of(motion)), Writer(joint_of(motion))

    joint_drafts.take_in(joint_of(motion), update=one.write(" Und Ältere."), by=cast.councillor)
    joint_drafts.take_in(joint_of(motion), update=other.write("Kurzum: ", at=0), by=cast.colleague)

    assert said(motion) == "Kurzum: Weil dort Kinder fahren. Und Ältere."
    assert joint_drafts.saved(joint_of(motion)).texts["reasons"] == said(motion)
    assert list(DraftEdit.objects.order_by("number").values_list("number", "made_by")) == [
        (1, cast.councillor.pk),
        (2, cast.colleague.pk),
    ]


def test_what_comes_twice_is_kept_once(cast):
    motion = together(cast)
    update = Writer(joint_of(motion)).write(" Noch etwas.")

    for _ in range(2):
        joint_drafts.take_in(joint_of(motion), update=update, by=cast.colleague)

    assert said(motion).count("Noch etwas.") == 1
    assert DraftEdit.objects.count() == 1


def test_nobody_writes_under_the_number_of_somebody_elses_window(cast):
    motion = together(cast)
    writer = Writer(joint_of(motion))
    joint_drafts.take_in(joint_of(motion), update=writer.write(" Eins."), by=cast.councillor)
    ahead = Writer(joint_of(motion), number=writer.document.client_id)

    with pytest.raises(joint_text.Unfit, match="jemand anderem"):
        joint_drafts.take_in(joint_of(motion), update=ahead.write(" Untergeschoben."), by=cast.colleague)
    joint_drafts.take_in(joint_of(motion), update=writer.write(" Zwei."), by=cast.councillor)

    assert said(motion) == f"{TYPED['reasons']} Eins. Zwei."
    assert list(DraftWindow.objects.values_list("number", "account")) == [
        (writer.document.client_id, cast.councillor.pk)
    ]


def test_what_is_refused_leaves_nothing_behind(cast):
    motion = together(cast)
    before = motion.scratch.revision

    with pytest.raises(joint_text.Unfit):
        joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write("\0"), by=cast.colleague)

    assert motion.scratch.revision == before
    assert said(motion) == TYPED["reasons"]
    assert not DraftEdit.objects.exists()


def test_many_edits_are_folded_into_one_state_and_the_text_stays(cast, monkeypatch):
    monkeypatch.setattr(joint_drafts, "FOLD_AFTER", 5)
    motion = together(cast)
    writer = Writer(joint_of(motion))

    for number in range(12):
        joint_drafts.take_in(joint_of(motion), update=writer.write(f" {number}"), by=cast.colleague)

    joint = joint_of(motion)
    assert (joint.last, joint.folded, joint.edits.count()) == (12, 10, 2)
    assert said(motion) == writer.says() == joint_drafts.saved(joint).texts["reasons"]


def test_large_edit_is_folded_at_once(cast):
    motion = together(cast)
    writer = Writer(joint_of(motion))

    joint_drafts.take_in(joint_of(motion), update=writer.write("Absatz. " * 9000), by=cast.colleague)

    joint = joint_of(motion)
    assert (joint.last, joint.folded, joint.edits.count()) == (1, 1, 0)
    assert said(motion) == writer.says() == joint_drafts.saved(joint).texts["reasons"]


def test_edits_of_an_earlier_time_do_not_reach_a_draft_opened_anew(cast):
    motion = together(cast)
    earlier, update = joint_of(motion), Writer(joint_of(motion)).write(" Von gestern.")
    joint_drafts.end(motion, by=cast.councillor)
    joint_drafts.begin(motion, by=cast.councillor)

    with pytest.raises(life.WrongState):
        joint_drafts.take_in(earlier, update=update, by=cast.colleague)

    assert said(motion) == TYPED["reasons"]


def test_journal_tells_of_opening_and_ending_by_numbers_alone(cast):
    motion = together(cast)
    joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write(" Geheim."), by=cast.colleague)
    entries = Entry.objects.count()
    joint_drafts.end(motion, by=cast.councillor)

    told = Entry.objects.filter(verb__startswith="motion.joint").order_by("number").values_list("verb", "numbers")
    assert list(told) == [("motion.joint_opened", {"faction": cast.our_faction.pk}), ("motion.joint_ended", {})]
    assert Entry.objects.count() == entries + 1


# The form without a script ------------------------------------------------------------------------------------------


def test_form_is_merged_with_what_others_wrote_meanwhile(cast):
    motion = together(cast)
    client = signed_in(cast.colleague)
    begun = shown(client, motion)
    joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write("Kurzum: ", at=0), by=cast.councillor)

    answer = client.post(
        page("motion-edit", motion), TYPED | begun | {"reasons": TYPED["reasons"] + "\r\n\r\nUnd Ältere."}, follow=True
    )

    assert "Andere haben inzwischen weitergeschrieben" in answer.content.decode()
    assert said(motion) == "Kurzum: Weil dort Kinder fahren.\n\nUnd Ältere."
    assert "Kurzum: Weil dort Kinder fahren." in newest(motion).text
    assert newest(motion).made_by == cast.colleague


def test_two_forms_from_the_same_text_both_stay(cast):
    motion = together(cast)
    one, other = signed_in(cast.councillor), signed_in(cast.colleague)
    begun = [shown(client, motion) for client in (one, other)]

    answers = [
        sent(one, motion, begun=begun[0], reasons="Weil dort viele Kinder fahren."),
        sent(other, motion, begun=begun[1], reasons="Weil dort Kinder fahren. Und Ältere."),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert said(motion) == "Weil dort viele Kinder fahren. Und Ältere."


def test_script_sends_its_update_and_the_texts_of_the_form_do_not_count(cast):
    motion = together(cast)
    writer = Writer(joint_of(motion))
    update = joint_text.write(writer.write(" Und Ältere."))

    for _ in range(2):
        sent(signed_in(cast.colleague), motion, begun={"update": update, "revision": 1}, reasons="Alt.")

    assert said(motion) == "Weil dort Kinder fahren. Und Ältere."


def test_window_from_before_overwrites_nothing(cast):
    motion = drafted(cast)
    client = signed_in(cast.councillor)
    old = {"revision": motion.scratch.revision}
    joint_drafts.begin(motion, by=cast.councillor)
    joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write(" Neu."), by=cast.colleague)

    kept = client.post(page("motion-autosave", motion), TYPED | old | {"reasons": "Altes Fenster"})
    current = client.post(
        page("motion-autosave", motion), TYPED | {"revision": motion.scratch.revision, "reasons": "Geraten"}
    )
    both = sent(client, motion, begun=old, reasons="Altes Fenster")

    assert (kept.status_code, current.status_code, both.status_code) == (409, 409, 409)
    assert "Altes Fenster" in both.content.decode()
    assert said(motion) == "Weil dort Kinder fahren. Neu."
    base = re.search(r'name="base" value="([^"]+)"', both.content.decode())[1]
    sent(client, motion, begun={"base": base, "revision": 1}, reasons="Altes Fenster")
    assert said(motion) == "Altes Fenster"


@pytest.mark.parametrize("reasons", ["Weil dort.", "Weil dort Kinder und Ältere fahren."])
def test_form_from_an_earlier_time_of_writing_shows_both_texts(cast, reasons):
    motion = together(cast)
    client = signed_in(cast.colleague)
    begun = shown(client, motion)
    joint_drafts.end(motion, by=cast.councillor)
    joint_drafts.begin(motion, by=cast.councillor)

    answer = sent(client, motion, begun=begun, reasons=reasons)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert (reasons in html, TYPED["reasons"] in html) == (True, True)
    assert said(motion) == TYPED["reasons"]
    base = re.search(r'name="base" value="([^"]+)"', html)[1]
    sent(client, motion, begun={"base": base, "revision": 1}, reasons=reasons)
    assert said(motion) == reasons


def test_choices_of_others_are_shown_before_they_are_replaced(cast):
    motion = together(cast)
    one, other = signed_in(cast.councillor), signed_in(cast.colleague)
    begun = [shown(client, motion) for client in (one, other)]
    sent(one, motion, begun=begun[0], urgent="on")

    asked = sent(other, motion, begun=begun[1], kind="report")

    assert asked.status_code == 422
    assert "Dringlich: ja" in asked.content.decode()
    assert Motion.objects.get().urgent
    again = re.search(r'name="chosen" value="([^"]+)"', asked.content.decode())[1]
    sent(other, motion, begun=begun[1] | {"chosen": again}, kind="report")
    assert (Motion.objects.get().kind, Motion.objects.get().urgent) == ("report", False)


def test_own_choices_are_saved_while_others_write_text(cast):
    motion = together(cast)
    client = signed_in(cast.colleague)
    begun = shown(client, motion)
    joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write(" Neu."), by=cast.councillor)

    answer = sent(client, motion, begun=begun, urgent="on")

    assert answer.status_code == 302
    assert Motion.objects.get().urgent
    assert said(motion) == "Weil dort Kinder fahren. Neu."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("base", "%%%", joint_text.UNREADABLE),
        ("base", "AAEC", joint_text.UNREADABLE),
        ("update", "nichts", joint_text.UNREADABLE),
        ("name", "x" * 301, "„Titel“ wäre länger als 300 Zeichen. Bitte kürzen."),
        ("plain_summary", "x" * 1001, "„Kurz und einfach“ wäre länger als 1000 Zeichen. Bitte kürzen."),
        ("resolution", "x" * 200_001, "wären zusammen länger als 200000 Zeichen."),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_keeps_nothing(cast, field, value, sentence):
    motion = together(cast)
    client = signed_in(cast.colleague)

    answer = sent(client, motion, begun=shown(client, motion), **{field: value})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert {name: said(motion, name) for name in joint_text.FIELDS} == {name: TYPED[name] for name in joint_text.FIELDS}
    assert not DraftEdit.objects.exists()


def test_refused_update_of_a_script_gives_a_page_on_which_it_can_go_on(cast):
    motion = together(cast)
    update = joint_text.write(Writer(joint_of(motion)).write("x" * 301, field="name"))

    answer = sent(signed_in(cast.colleague), motion, begun={"update": update, "revision": 1}, name="x" * 301)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "„Titel“ wäre länger als 300 Zeichen. Bitte kürzen." in html
    assert (
        joint_text.read(re.search(r'name="base" value="([^"]+)"', html)[1])
        == joint_drafts.saved(joint_of(motion)).state
    )
    assert 'name="update" value=' not in html


def test_text_without_a_title_is_kept_and_makes_no_version(cast):
    motion = together(cast)
    client = signed_in(cast.colleague)
    before = newest(motion)

    answer = sent(client, motion, begun=shown(client, motion), name="", reasons="Neu begründet.")

    assert answer.status_code == 422
    assert said(motion) == "Neu begründet."
    assert newest(motion) == before


# From the desk to the paper -------------------------------------------------------------------------------------------


def test_faction_writes_from_the_desk_and_the_author_hands_in(cast):
    author, colleague = signed_in(cast.councillor), signed_in(cast.colleague)
    motion = drafted(cast)
    begun = author.post(page("motion-write-together", motion), follow=True)
    assert "Fraktion Grüne Stadt liest den Entwurf jetzt und kann mitschreiben." in begun.content.decode()
    assert page("motion-edit", motion) in colleague.get(reverse("desk")).content.decode()
    assert "Mitschreiben" in colleague.get(motion.paper.get_absolute_url()).content.decode()

    sent(colleague, motion, begun=shown(colleague, motion), reasons="Gemeinsam begründet.", next="preview")
    preview = colleague.get(page("motion-preview", motion)).content.decode()
    assert "Gemeinsam begründet." in preview
    assert "Weiter zum Einreichen" not in preview
    assert colleague.get(page("motion-submit", motion)).status_code == 403

    look = author.get(page("motion-submit", motion)).content.decode()
    assert "Gemeinsam begründet." in look
    answer = author.post(page("motion-submit", motion), {"revision": motion.scratch.revision}, follow=True)

    assert "Gemeinsam begründet." in answer.content.decode()
    motion = Motion.objects.get()
    assert Paper.objects.get().state == PaperState.SUBMITTED
    assert "Gemeinsam begründet." in motion.handed_in.text
    assert not JointDraft.objects.exists()
    assert not DraftEdit.objects.exists()
    assert colleague.get(page("motion-edit", motion)).status_code == 403


def test_what_was_not_seen_is_not_handed_in(cast):
    motion = together(cast)
    seen = motion.scratch.revision
    joint_drafts.take_in(joint_of(motion), update=Writer(joint_of(motion)).write(" Ungesehen."), by=cast.colleague)

    answer = signed_in(cast.councillor).post(page("motion-submit", motion), {"revision": seen})

    assert answer.status_code == 409
    assert Paper.objects.get().state == PaperState.DRAFT


def test_draft_sent_back_is_written_alone_until_it_is_opened_again(cast):
    motion = together(cast)
    motion = motions.submit(
        motion, wording=_wording(motion), revision=motion.scratch.revision, by=cast.councillor, at=timezone.now()
    )
    motions.give_back(motion, reason="Die Frist fehlt.", by=cast.clerk)

    assert Paper.objects.get().audience == Audience.PRIVATE
    assert writers(cast) == set()
    joint_drafts.begin(Motion.objects.get(), by=cast.councillor)
    assert writers(cast) == {"councillor", "colleague"}


def _wording(motion):
    from motions.views import motions as views
    from motions.views import writing

    form = writing.as_written(views.KIND, motion.paper)
    assert form.is_valid()
    return form.wording()


def test_desk_costs_the_same_with_one_and_with_three_drafts(cast):
    together(cast)
    client = signed_in(cast.colleague)
    client.get(reverse("desk"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk"))
    for _ in range(2):
        together(cast)
    with CaptureQueriesContext(connection) as three:
        html = client.get(reverse("desk")).content.decode()

    assert html.count("/edit/") == 3
    assert len(three) == len(one)


def test_a_board_is_no_faction(cast):
    board = Organization.objects.create(
        body=cast.town,
        kind=BodyKind.ADVISORY_BOARD,
        name="Beirat",
        created_at=timezone.now(),
        modified_at=timezone.now(),
    )
    motion = motions.draft(kind="motion", name="Beirat", mover=board, by=cast.councillor)

    with pytest.raises(life.WrongState):
        joint_drafts.begin(motion, by=cast.councillor)
