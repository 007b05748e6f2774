"""A Magistratsvorlage from draft to the assembly: written by an office, co-signed, decided, handed in, revised."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council import journal, life
from council.actions import rules
from council.may import Denied, allowed
from council.states import Audience, BodyKind
from documents.models import Paper, PaperVersion
from documents.search import indexing
from documents.states import PaperState, PaperType
from motions.actions import executive_proposals as proposals
from motions.actions.executive_proposals import Wording
from motions.may import executive_proposals as may
from motions.models import CoSignature, Proposal, Scratch
from tests import factories

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ausbau der Mühlgasse",
    "resolution": "Die Stadtverordnetenversammlung wird gebeten, folgenden Beschluss zu fassen:\n\n1. Die Gasse wird ausgebaut.",
    "reasons": "Die Decke ist verbraucht.",
    "plain_summary": "Die Mühlgasse bekommt eine neue Decke.",
    "cost_impact": "300.000 Euro.",
    "climate_impact": "Keine.",
    "gender_impact": "Keine.",
    "closed": "",
}


@pytest.fixture
def offices(cast):
    """Finance and law beside the office of the cast, each with somebody."""
    made = {}
    for name, label in (("finance", "Kämmerei"), ("law", "Rechtsamt")):
        body = factories.organization(BodyKind.OFFICE, body=cast.town, name=label, parent=cast.magistrat)
        person = factories.person(body=cast.town, name=f"Herr {label}")
        factories.membership(person, body)
        made[name] = body
        made[f"{name}_user"] = factories.user(name, person=person)
    return made


def wording(cast, **changes) -> Wording:
    impacts = {name: TYPED[name] for name in proposals.IMPACTS}
    given = {"name": TYPED["name"], "resolution": TYPED["resolution"], "reasons": TYPED["reasons"]}
    given |= {"plain_summary": TYPED["plain_summary"], "impacts": impacts, "lead": cast.office}
    return Wording(**given | changes)


def drafted(cast, **changes) -> Proposal:
    made = proposals.draft(name=TYPED["name"], office=cast.office, by=cast.officer)
    return proposals.revise(made, wording=wording(cast, **changes), revision=1, by=cast.officer)


def round_sent(cast, offices, **changes) -> Proposal:
    made = drafted(cast, **changes)
    chosen = [offices["finance"], offices["law"]]
    return proposals.send_round(made, wording=wording(cast, **changes), revision=2, offices=chosen, by=cast.officer)


def turn(proposal, office) -> CoSignature:
    return CoSignature.objects.select_related("proposal__paper").get(proposal=proposal, office=office)


def pending(cast, offices, **changes) -> Proposal:
    made = round_sent(cast, offices, **changes)
    proposals.sign(turn(made, offices["finance"]), by=offices["finance_user"])
    proposals.sign(turn(made, offices["law"]), by=offices["law_user"])
    return proposals.present(made, by=cast.officer)


def adopted(cast, offices, **changes) -> Proposal:
    made = pending(cast, offices, **changes)
    return proposals.decide(made, decision="adopted", on=timezone.localdate(), by=cast.mayor)


def submitted(cast, offices, **changes) -> Proposal:
    return proposals.submit(adopted(cast, offices, **changes), by=cast.mayor, at=timezone.now())


def admitted(cast, offices, **changes) -> Proposal:
    return proposals.admit(submitted(cast, offices, **changes), by=cast.clerk, on=timezone.localdate())


def state(proposal) -> str:
    return Paper.objects.get(pk=proposal.pk).state


def readers(cast, proposal) -> set[str]:
    rows = Paper.objects.filter(pk=proposal.pk)
    return {name for name, user in cast.everyone().items() if rows.visible_to(user).exists()}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name, proposal) -> str:
    return reverse(name, args=[proposal.paper.key])


def shown(user, address) -> str:
    return signed_in(user).get(address).content.decode()


# Journey


def test_magistratsvorlage_goes_from_draft_to_the_agenda_through_the_pages(cast, offices):
    meeting = factories.meeting(cast.assembly, date=timezone.localdate() + timedelta(days=40))
    author, mayor, clerk = signed_in(cast.officer), signed_in(cast.mayor), signed_in(cast.clerk)
    desk = reverse("desk")

    made = author.post(reverse("proposal-new"), {"name": TYPED["name"], "office": cast.office.key}, follow=True)
    proposal = Proposal.objects.get()
    begun = made.content.decode()
    author.post(page("proposal-edit", proposal), TYPED | {"lead": cast.office.key, "revision": 1, "next": "submit"})
    last_look = shown(cast.officer, page("proposal-submit", proposal))
    chosen = {"revision": 2, "office_1": offices["finance"].key, "office_2": offices["law"].key}
    author.post(page("proposal-submit", proposal), chosen)
    cosigning = state(proposal)
    finance = shown(offices["finance_user"], desk)
    law_before = shown(offices["law_user"], desk)
    signed_in(offices["finance_user"]).post(page("proposal-sign", proposal))
    signed_in(offices["law_user"]).post(page("proposal-object", proposal), {"reason": "Die Satzung fehlt."})
    author.post(page("proposal-present", proposal))
    before_magistrat = shown(cast.mayor, desk)
    mayor.post(page("proposal-decide", proposal), {"decision": "adopted", "decided_on": timezone.localdate()})
    receipt = mayor.post(page("proposal-hand-in", proposal), {"revision": 1}, follow=True).content.decode()
    office_desk = shown(cast.clerk, desk)
    clerk.post(page("proposal-admit", proposal))
    clerk.post(page("paper-place", proposal), {"meeting": meeting.pk})

    assert "folgenden Beschluss zu fassen:" in begun
    assert "In die Mitzeichnung geben" in last_look
    assert cosigning == PaperState.COSIGNING
    assert (TYPED["name"] in finance, TYPED["name"] in law_before) == (True, False)
    assert TYPED["name"] in before_magistrat
    assert Proposal.objects.get().handed_in.sha256 in receipt
    assert TYPED["name"] in office_desk
    paper = Paper.objects.get()
    assert (paper.state, paper.audience, paper.reference) == (PaperState.SCHEDULED, Audience.PUBLIC, "101.20.1")
    assert [str(one) for one in paper.originators.all()] == ["Magistrat"]
    rows = CoSignature.objects.order_by("order").values_list("office__name", "order", "reason")
    assert list(rows) == [("Kämmerei", 0, ""), ("Rechtsamt", 1, "Die Satzung fehlt.")]


def test_canonical_text_has_resolution_reasons_and_effects(cast):
    text = drafted(cast).paper.versions.order_by("-number")[0].text

    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "## Beschlusstext",
        "## Begründung",
        "### Finanzielle Auswirkungen",
        "### Auswirkungen auf das Klima",
        "### Auswirkungen auf die Gleichstellung",
    ]


def test_receipt_carries_the_hash_of_the_text_in_every_form(cast, offices):
    made = submitted(cast, offices)
    client = signed_in(cast.mayor)

    text = client.get(page("proposal-receipt-text", made)).content
    pages = [client.get(page(f"proposal-receipt{form}", made)).content.decode() for form in ("", "-print")]
    pdf = client.get(page("proposal-receipt-pdf", made))

    assert hashlib.sha256(text).hexdigest() == made.handed_in.sha256
    assert [made.handed_in.sha256 in shown for shown in pages] == [True, True]
    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")


# Who may what


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        (may.draft, {"mayor", "officer"}),
        (may.decide, {"mayor"}),
        (may.submit, {"mayor"}),
        (may.withdraw, {"mayor"}),
        (may.revise, {"mayor"}),
        (may.read_chain, {"mayor", "officer"}),
        (may.examine, {"clerk", "deputy"}),
    ],
)
def test_each_step_is_taken_by_exactly_its_people(cast, rule, people):
    assert {name for name, user in cast.everyone().items() if allowed(rule, user)} == people


def test_only_its_author_writes_sends_round_and_presents(cast, offices):
    made = drafted(cast)
    refused = set()

    for name, user in cast.everyone().items():
        try:
            proposals.send_round(made, wording=wording(cast), revision=2, offices=[offices["law"]], by=user)
        except Denied:
            refused.add(name)

    assert refused == set(cast.everyone()) - {"officer"}


def test_only_the_office_whose_turn_it_is_signs(cast, offices):
    made = round_sent(cast, offices)

    with pytest.raises(Denied, match="wer ihr angehört"):
        proposals.sign(turn(made, offices["finance"]), by=offices["law_user"])
    with pytest.raises(life.WrongState, match="nicht an der Reihe"):
        proposals.sign(turn(made, offices["law"]), by=offices["law_user"])
    proposals.sign(turn(made, offices["finance"]), by=offices["finance_user"])
    with pytest.raises(life.WrongState, match="schon gesprochen"):
        proposals.object_to(turn(made, offices["finance"]), reason="Doch nicht.", by=offices["finance_user"])

    assert turn(made, offices["law"]).is_waiting


def test_magistrat_sees_it_only_after_every_office_spoke(cast, offices):
    made = round_sent(cast, offices)

    with pytest.raises(life.WrongState, match="Noch nicht gesprochen haben: Kämmerei, Rechtsamt"):
        proposals.present(made, by=cast.officer)

    assert state(made) == PaperState.COSIGNING


def test_before_submission_it_is_the_administrations_closed_matter(cast, offices):
    made = drafted(cast)
    read = [readers(cast, made)]
    proposals.send_round(made, wording=wording(cast), revision=2, offices=[offices["law"]], by=cast.officer)
    read.append(readers(cast, made))
    proposals.sign(turn(made, offices["law"]), by=offices["law_user"])
    proposals.present(made, by=cast.officer)
    read.append(readers(cast, made))
    proposals.decide(made, decision="adopted", on=timezone.localdate(), by=cast.mayor)
    read.append(readers(cast, made))
    proposals.submit(made, by=cast.mayor, at=timezone.now())
    read.append(readers(cast, made))

    closed = {"mayor", "officer"}
    assert read == [{"officer"}, closed, closed, closed, closed | {"clerk", "deputy"}]


def test_earlier_drafts_are_gone_once_it_is_sent_round(cast, offices):
    made = drafted(cast, reasons="Geheime erste Idee.")
    proposals.send_round(made, wording=wording(cast), revision=2, offices=[offices["law"]], by=cast.officer)

    assert [version.text.count("Geheime") for version in PaperVersion.objects.all()] == [0]


def test_chain_and_objection_are_shown_to_the_administration_alone(cast, offices):
    made = round_sent(cast, offices)
    proposals.object_to(turn(made, offices["finance"]), reason="Zu teuer im Vergleich.", by=offices["finance_user"])
    proposals.sign(turn(made, offices["law"]), by=offices["law_user"])
    proposals.present(made, by=cast.officer)
    proposals.decide(made, decision="adopted", on=timezone.localdate(), by=cast.mayor)
    proposals.submit(made, by=cast.mayor, at=timezone.now())
    proposals.admit(made, by=cast.clerk, on=timezone.localdate())
    seen = {}

    for name, user in cast.everyone().items():
        client = Client() if name == "nobody" else signed_in(user)
        seen[name] = "Zu teuer im Vergleich." in client.get(made.paper.get_absolute_url()).content.decode()

    assert {name for name, sees in seen.items() if sees} == {"mayor", "officer"}


def test_no_word_of_it_gets_out_before_it_is_brought_in(cast, offices):
    word = "Quarzlampensteig"
    made = pending(cast, offices, name=f"Ausbau {word}", reasons=f"Der {word} ist verbraucht.")
    indexing.rebuild()
    addresses = [
        "/",
        reverse("desk"),
        reverse("papers"),
        f"{reverse('search')}?q=verbraucht",
        f"{reverse('search-suggest')}?q=Quarz",
        cast.magistrat.get_absolute_url(),
        cast.office.get_absolute_url(),
        offices["law"].get_absolute_url(),
        cast.officer.person.get_absolute_url(),
        made.paper.get_absolute_url(),
    ]
    met = set()

    for name in ("nobody", "citizen", "chair", "clerk", "moderator", "mayor", "officer"):
        client = Client() if name == "nobody" else signed_in(getattr(cast, name))
        for address in addresses:
            shown = client.get(address).content.decode()
            met |= {name} if word in shown else set()

    assert met == {"mayor", "officer"}


def test_closed_proposal_is_read_by_the_assembly_alone(cast, offices):
    made = admitted(cast, offices, closed=True)

    members = {"chair", "councillor", "colleague", "rival"}
    assert readers(cast, made) == members | {"mayor", "officer", "clerk", "deputy"}
    assert "Ausbau" not in Client().get("/papers/").content.decode()


# What is refused


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        (
            {"resolution": "Die Stadtverordnetenversammlung wird gebeten, folgenden Beschluss zu fassen:"},
            "Beschlusstext",
        ),
        ({"reasons": " "}, "Die Begründung fehlt."),
        ({"plain_summary": ""}, "„Kurz und einfach“ fehlt"),
        ({"lead": None}, "federführende Dezernat"),
        ({"impacts": {"cost_impact": "Viel.", "climate_impact": "Wenig."}}, "Gleichstellung"),
        ({"name": " "}, "Der Titel fehlt."),
    ],
)
def test_incomplete_proposal_does_not_leave_its_office(cast, offices, lacking, sentence):
    made = drafted(cast)

    with pytest.raises(life.WrongState, match=sentence):
        proposals.send_round(
            made, wording=wording(cast, **lacking), revision=2, offices=[offices["law"]], by=cast.officer
        )

    assert state(made) == PaperState.DRAFT


def test_rulebook_says_which_effects_are_needed(cast, offices):
    rules.enact(
        "proposal.required_impacts", ["Kosten"], valid_from=date(2026, 1, 1), legal_basis="GO Magistrat", by=None
    )

    assert proposals.missing(wording(cast, impacts={"cost_impact": "Viel."}), on=date(2026, 6, 1)) == []


@pytest.mark.parametrize(
    ("choose", "sentence"),
    [
        (lambda cast, offices: [], "mindestens eine Stelle"),
        (lambda cast, offices: [offices["law"], offices["law"]], "nur einmal"),
        (lambda cast, offices: [cast.office], "zeichnet sie nicht mit"),
        (lambda cast, offices: [cast.magistrat], "nur Ämter"),
        (lambda cast, offices: [cast.our_faction], "nur Ämter"),
    ],
)
def test_only_other_offices_cosign(cast, offices, choose, sentence):
    made = drafted(cast)

    with pytest.raises(life.WrongState, match=sentence):
        proposals.send_round(made, wording=wording(cast), revision=2, offices=choose(cast, offices), by=cast.officer)


def test_what_is_taken_back_is_cosigned_and_decided_anew(cast, offices):
    made = pending(cast, offices)
    proposals.take_back(made, by=cast.officer)
    proposals.send_round(made, wording=wording(cast), revision=3, offices=[offices["law"]], by=cast.officer)

    rows = CoSignature.objects.values_list("office__name", "signed_at")
    assert (list(rows), state(made)) == ([("Rechtsamt", None)], PaperState.COSIGNING)


def test_chain_of_an_earlier_text_asks_nobody_any_more(cast, offices):
    made = round_sent(cast, offices)
    proposals.take_back(made, by=cast.officer)

    chain = shown(cast.officer, made.paper.get_absolute_url())
    desk = shown(offices["finance_user"], reverse("desk"))

    assert "Mitzeichnung des früheren Textes" in chain
    assert "ist an der Reihe" not in chain
    assert TYPED["name"] not in desk


def test_decision_of_the_magistrat_is_not_one_of_tomorrow(cast, offices):
    made = pending(cast, offices)
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(life.WrongState, match="Zukunft"):
        proposals.decide(made, decision="adopted", on=tomorrow, by=cast.mayor)
    answer = signed_in(cast.mayor).post(page("proposal-decide", made), {"decision": "adopted", "decided_on": tomorrow})

    assert "liegt in der Zukunft" in answer.content.decode()
    assert state(made) == PaperState.MAGISTRAT_PENDING


def test_what_the_magistrat_rejected_goes_no_further(cast, offices):
    made = pending(cast, offices)
    proposals.decide(made, decision="rejected", on=timezone.localdate(), by=cast.mayor)

    with pytest.raises(life.WrongState):
        proposals.submit(made, by=cast.mayor, at=timezone.now())

    assert state(made) == PaperState.MAGISTRAT_REJECTED


def test_revised_version_is_filed_by_the_magistrat_alone_under_the_same_number(cast, offices):
    made = admitted(cast, offices)
    reference = made.paper.reference
    new = TYPED | {"reasons": "Die Decke ist ganz verbraucht.", "lead": cast.office.key, "revision": made.paper.version}
    address = page("proposal-file-anew", made)

    statuses = {
        name: signed_in(getattr(cast, name)).post(address, new).status_code
        for name in ("clerk", "officer", "councillor")
    }
    mayor = signed_in(cast.mayor).post(address, new)

    paper = Paper.objects.get(pk=made.pk)
    assert statuses == dict.fromkeys(statuses, 403)
    assert mayor.status_code == 302
    assert (paper.reference, paper.state) == (reference, PaperState.ADMITTED)
    assert [version.text.count("ganz") for version in paper.versions.order_by("number")] == [0, 1]
    assert "Fassung 2" in Client().get(paper.get_absolute_url()).content.decode()


def test_revised_version_made_from_an_older_state_overwrites_nothing(cast, offices):
    made = admitted(cast, offices)

    with pytest.raises(life.Stale):
        proposals.file_anew(made, wording=wording(cast), version=made.paper.version - 1, by=cast.mayor)


def test_office_of_the_assembly_gives_no_new_version(cast, offices):
    made = admitted(cast, offices)
    new = {"name": "Anders", "text": "Anders", "version": made.paper.version}

    answer = signed_in(cast.clerk).post(page("paper-revise", made), new)

    assert answer.status_code in (403, 409)
    assert "Neue Fassung" not in shown(cast.clerk, made.paper.get_absolute_url())
    assert Paper.objects.get(pk=made.pk).versions.count() == 1


@pytest.mark.parametrize("stage", [round_sent, pending, adopted, submitted, admitted])
def test_magistrat_alone_withdraws_it(cast, offices, stage):
    made = stage(cast, offices)

    for name, user in cast.everyone().items():
        if name != "mayor":
            with pytest.raises(Denied, match="nur der Magistrat"):
                proposals.withdraw(made, by=user)
    answer = signed_in(cast.mayor).post(page("proposal-withdraw", made), {"agreed": "on"})

    assert (answer.status_code, state(made)) == (302, PaperState.WITHDRAWN)


def test_returned_proposal_is_its_authors_draft_again_with_the_reason(cast, offices):
    made = submitted(cast, offices)

    signed_in(cast.clerk).post(page("paper-return", made), {"reason": "Die Anlage fehlt."})

    assert (state(made), readers(cast, made)) == (PaperState.DRAFT, {"officer"})
    assert "Die Anlage fehlt." in shown(cast.officer, made.paper.get_absolute_url())


def test_chair_reads_what_was_handed_in_and_refuses_it_with_a_reason(cast, offices):
    made = submitted(cast, offices)
    address = page("paper-judge", made)
    others = {
        name: signed_in(getattr(cast, name)).get(address).status_code for name in ("clerk", "councillor", "mayor")
    }

    seen = shown(cast.chair, reverse("desk"))
    signed_in(cast.chair).post(address, {"reason": "Nicht Sache der Versammlung."})

    assert others == {"clerk": 403, "councillor": 404, "mayor": 403}
    assert address in seen
    assert state(made) == PaperState.INADMISSIBLE
    assert "Nicht Sache der Versammlung." in shown(cast.mayor, made.paper.get_absolute_url())


STEPS = (
    "proposal-edit",
    "proposal-preview",
    "proposal-submit",
    "proposal-object",
    "proposal-decide",
    "proposal-hand-in",
    "proposal-receipt",
    "proposal-file-anew",
    "proposal-withdraw",
)


def test_closed_pages_are_not_there_for_whoever_may_not_read_them(cast, offices):
    made = round_sent(cast, offices)

    for name in ("clerk", "chair", "councillor", "district", "citizen"):
        client = signed_in(getattr(cast, name))
        assert {client.get(page(step, made)).status_code for step in STEPS} == {404}, name


# Bad input


HOSTILE = [
    "<script>alert(1)</script>",
    "\x00",
    "a\u202eb",
    "x" * 200_000,
    "=cmd|'/c'!A1",
    "\ud800".encode("utf-8", "replace").decode(),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_or_refused_in_german(cast, offices, text):
    made = drafted(cast)
    client = signed_in(cast.officer)
    sent = {"revision": 2} | dict.fromkeys(
        ["name", "resolution", "reasons", "plain_summary", *proposals.IMPACTS, "lead"], text
    )

    answers = [
        client.post(page(step, made), sent) for step in ("proposal-edit", "proposal-autosave", "proposal-submit")
    ]
    finance = round_sent(cast, offices)
    answers.append(signed_in(offices["finance_user"]).post(page("proposal-object", finance), {"reason": text}))
    answers.append(
        signed_in(cast.mayor).post(
            page("proposal-decide", pending(cast, offices)), {"decision": text, "decided_on": text}
        )
    )

    assert {answer.status_code for answer in answers} <= {200, 302, 409, 422}
    assert "<script>alert" not in shown(cast.officer, made.paper.get_absolute_url())


def test_autosave_keeps_what_is_typed_and_refuses_an_older_state(cast):
    made = drafted(cast)
    client, address = signed_in(cast.officer), page("proposal-autosave", made)

    kept = client.post(address, TYPED | {"name": "", "revision": 2, "lead": ""})
    stale = client.post(address, TYPED | {"revision": 2})

    assert (kept.status_code, json.loads(kept.content)["revision"], stale.status_code) == (200, 3, 409)
    assert Scratch.objects.get(paper=made.paper).content["reasons"] == TYPED["reasons"]


def test_two_who_write_see_both_texts(cast):
    made = drafted(cast)

    answer = signed_in(cast.officer).post(
        page("proposal-edit", made), TYPED | {"reasons": "Meiner.", "revision": 1, "lead": cast.office.key}
    )

    assert answer.status_code == 409
    assert "Meiner." in answer.content.decode()
    assert TYPED["reasons"] in answer.content.decode()


# Queries and journal


def test_desk_asks_as_much_for_three_proposals_as_for_one(cast, offices, django_assert_max_num_queries):
    def asked(user) -> int:
        client = signed_in(user)
        with django_assert_max_num_queries(80) as queries:
            client.get(reverse("desk"))
        return len(queries)

    people = {"mayor": cast.mayor, "officer": cast.officer, "finance": offices["finance_user"], "chair": cast.chair}
    round_sent(cast, offices), pending(cast, offices), submitted(cast, offices)
    one = {name: asked(user) for name, user in people.items()}
    for _ in range(2):
        round_sent(cast, offices), pending(cast, offices), submitted(cast, offices)

    assert {name: asked(user) for name, user in people.items()} == one


def test_journal_holds_no_word_of_it(cast, offices):
    made = admitted(cast, offices)
    proposals.withdraw(made, by=cast.mayor)

    written = json.dumps(list(journal.Entry.objects.values_list("verb", "numbers", "before", "after")))
    assert "Mühlgasse" not in written
    assert journal.verify() == []
    assert Paper.objects.get(pk=made.pk).paper_type == PaperType.EXECUTIVE_PROPOSAL
