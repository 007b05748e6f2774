"""A town in which every kind of thing exists for every audience, each with words of its own to watch for."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.utils import timezone

from collaboration.models import Complaint, Flag, Moderation, Note
from council.actions import agenda, grants
from council.models import AgendaItem, Meeting, Organization
from council.states import Audience, BodyKind
from documents import vault
from documents.actions import consultations, hearings, papers
from documents.models import EarlyDecision, File, Originator, Paper
from documents.search import indexing
from documents.states import ConsultationRole, PaperState, PaperType
from motions.actions import (
    amendments,
    executive_proposals,
    inquiries,
    joint_drafts,
    motions,
    movers,
    notices,
    petitions,
    questions,
    recommendations,
)
from motions.amending import typed
from motions.amending.parent import Parent
from motions.models import (
    Answer,
    Assessment,
    Extension,
    Inquiry,
    MeetingNote,
    PanelSession,
    Passage,
    Petition,
    ProceduralMotion,
    Promise,
    Reply,
    SortitionProcess,
)
from tests import factories
from tests.cast import NAMES, Cast

EVERYONE = frozenset((*NAMES, "nobody"))
OFFICE = frozenset(("clerk", "deputy"))
MEMBERS = frozenset(("chair", "councillor", "colleague", "rival"))

# Who reads what by domain brief §5.1; written by hand and independent of the code. Bodies are the committee „Umwelt und
# Energie“ and the faction „Grüne Stadt“; named is the rival; private things are the citizen's.
READERS = {
    "public": EVERYONE,
    "members": MEMBERS | OFFICE | {"mayor"},
    "council": MEMBERS | OFFICE | {"mayor", "officer"},
    "administration": frozenset(("mayor", "officer")),
    "body": OFFICE | {"councillor", "colleague", "mayor"},
    "faction": frozenset(("councillor", "colleague")),
    "named": frozenset(("rival",)),
    "private": frozenset(("citizen",)),
}
# Who reads the words of an unreleased petition, and who the petitioner's data, by how far it has come (§3.9).
PETITION_READERS = {
    PaperState.SUBMITTED: (OFFICE, OFFICE),
    PaperState.STATEMENT_REQUESTED: (OFFICE | {"mayor"}, OFFICE),
    PaperState.IN_COMMITTEE: (OFFICE | {"mayor", "councillor", "colleague"}, OFFICE | {"councillor", "colleague"}),
    PaperState.INADMISSIBLE: (OFFICE, OFFICE),
}
CIRCLES = ("private", "faction", "council", "public")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnpr" for vowel in "aiou"]
# What lies beside more other things of one meeting or paper than the search shows with a result.
_CROWDED = (
    "file of public meeting",
    *(f"file of {audience} item" for audience in READERS),
    *(f"file of {audience} file of an open paper" for audience in READERS),
)
_serial = count(1)
HOUR = timedelta(hours=1)


def word() -> str:
    """A word that occurs nowhere else and is inflected by no analyser."""
    number = next(_serial)
    size = len(_SYLLABLES)
    parts = (_SYLLABLES[number // size**2], _SYLLABLES[number // size % size], _SYLLABLES[number % size])
    return "Q" + "".join(parts) + "ax"


@dataclass
class World:
    """Which words whom may meet (`readers`), and where each of them must be met by those (`shown`)."""

    cast: Cast
    about: dict[str, str] = field(default_factory=dict)  # word, key or page → what it is, for whoever reads a failure
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    shown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    gates: dict[str, frozenset[str]] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)  # keys of what the search must lead its readers to
    bytes_of: dict[str, str] = field(default_factory=dict)  # key of a file → the word in its bytes
    rooms: dict[str, frozenset[str]] = field(default_factory=dict)  # address of a socket → whom it tells anything
    lists: list[str] = field(default_factory=list)  # further pages that list things
    inner: dict[str, frozenset[str]] = field(default_factory=dict)  # page that needs an account → who gets in

    def say(self, about: str, readers: frozenset[str], *pages: str) -> str:
        """Give a new word for these readers, who must meet it on these pages."""
        made = word()
        self.about[made] = about
        self.readers[made] = readers
        for page in pages:
            self.shown[page].add(made)
        return made

    def keep(self, about: str, thing, readers: frozenset[str], *pages: str, found: bool = False) -> None:
        """Note the thing's own pages, open to these readers alone; its key is a word to watch for as well."""
        self.about[thing.key] = f"key of {about}"
        self.readers[thing.key] = readers
        for page in pages:
            self.about[page] = re.sub(r"[a-z2-7]{26}", f"<{about}>", page)
            self.gates[page] = readers
        if found:
            self.found.append(thing.key)


def build(cast: Cast) -> World:
    """Make one thing of every kind for every audience, tied to public things wherever the models allow it."""
    world = World(cast)
    soon = timezone.localdate() + timedelta(days=5)
    carrier = _meeting(world, "public", date=soon, state="running")
    host = _paper(world, "public")
    asked = _inquiry(world, "public")
    world.gates[f"{carrier.get_absolute_url()}live/"] = EVERYONE
    hall = tuple(place.format(carrier.get_absolute_url()) for place in ("{}", "{}live/", "/ws{}"))
    open_item = carrier.items.order_by("order").first()
    _moved_in_procedure(world, open_item, "public item, to close it", READERS["body"], hall, **_closed(world, "body"))
    world.rooms[f"/ws{host.get_absolute_url()}"] = EVERYONE
    panel = SortitionProcess.objects.create(organization=factories.organization(BodyKind.PANEL, name="Bürgerrat"))
    bringer = factories.person(name="Frau Bringerin")
    for number, audience in enumerate(Audience.values, start=1):
        meeting = _meeting(world, audience, date=soon)
        item = _item(world, audience, carrier)
        paper = _paper(world, audience, host=host, carrier=carrier, bringer=bringer)
        _child(world, paper, item)
        _inquiry(world, audience)
        _file(world, audience)
        _beside(world, audience, meeting=meeting, item=item, host=host, asked=asked)
        _note(world, paper, "public", readers=READERS[audience])
        PanelSession.objects.create(process=panel, number=number, meeting=meeting)
    _amendments(world, host)
    _joint_draft(world)
    for circle in CIRCLES:
        note = _note(world, host, circle, readers=READERS[circle])
        _note(world, host, "public", readers=EVERYONE, reply_to=note)
    _note(world, host, "public", readers=frozenset(("citizen",)), state="hidden")
    _note_on_file(world, host, "body")
    _moderated(world, host)
    for stage in PETITION_READERS:
        _petition(world, stage)
    _questions(world, soon)
    _of_the_administration(world)
    _report(world, panel.organization)
    indexing.rebuild()
    return world


def _closed(world: World, audience: str) -> dict[str, object]:
    """The fields that close a thing to an audience."""
    organizations: dict[str, Organization] = {"body": world.cast.committee, "faction": world.cast.our_faction}
    return {
        "audience": audience,
        "audience_organization": organizations.get(audience),
        "owner": world.cast.citizen if audience == "private" else None,
    }


def _name(world: World, thing, audience: str) -> None:
    if audience == "named":
        grants.open_to(thing, world.cast.rival, by=None)


def _meeting(world: World, audience: str, **fields) -> Meeting:
    """A meeting with a public item and a public file; both are read by the readers of the meeting.

    Its rows are rendered for whole circles, so what is private shows its owner none (nobody makes such meetings).
    """
    readers = READERS[audience]
    circle = readers if audience != "private" else frozenset()
    title = world.say(f"title of {audience} meeting", readers, "lists")
    fields = {"name": title, "public": audience == "public"} | _closed(world, audience) | fields
    meeting = factories.meeting(world.cast.committee, **fields)
    _name(world, meeting, audience)
    page = meeting.get_absolute_url()
    world.shown[page].add(title)
    world.keep(f"{audience} meeting", meeting, readers, page, found=True)
    world.rooms[f"/ws{page}"] = circle
    name = world.say(f"item of {audience} meeting", readers)
    if circle:
        world.shown[page].add(name)
        world.shown[f"/ws{page}"].add(name)
    world.keep(f"item of {audience} meeting", factories.item(meeting, name=name), readers)
    _file(world, "public", readers=readers, about=f"{audience} meeting", hangs_on=page, meeting=meeting)
    return meeting


def _item(world: World, audience: str, carrier: Meeting) -> AgendaItem:
    """An item of a public meeting with a result and a public file."""
    readers, page = READERS[audience], carrier.get_absolute_url()
    where = (page, f"{page}live/", f"/ws{page}") if audience != "private" else ()
    name = world.say(f"name of {audience} item", readers, *where)
    item = AgendaItem(
        meeting=carrier,
        number="7",
        name=name,
        state="closed",
        result="adopted",
        result_text=world.say(f"result of {audience} item", readers, *where),
        resolution_text=world.say(f"resolution of {audience} item", readers),
        **_closed(world, audience),
    )
    item = agenda.record(item, by=None)
    _name(world, item, audience)
    world.keep(f"{audience} item", item, readers)
    _promise(world, f"promise at {audience} item", readers, item=item)
    kept = _promise(world, "public promise", EVERYONE, item=carrier.items.order_by("order").first())
    kept.taken_up_at.add(item)  # a public promise of which a closed item reminds
    _moved_in_procedure(world, item, f"{audience} item", readers, where)
    _file(
        world,
        "public",
        readers=readers,
        about=f"{audience} item",
        hangs_on="".join(where[:1]),
        meeting=carrier,
        item=item,
    )
    return item


def _moved_in_procedure(world: World, item: AgendaItem, about: str, readers: frozenset[str], where, **closed) -> None:
    """A procedural motion that waits: its reason is read by those who read the item, an exclusion by the body alone."""
    reason, now = world.say(f"reason of procedural motion on {about}", readers, *where), timezone.now()
    motion = ProceduralMotion.objects.create(
        meeting=item.meeting,
        item=item,
        kind="exclude_public" if closed else "postpone",
        reason=reason,
        moved_at=now,
        created_at=now,
        modified_at=now,
        **{"audience": "public"} | closed,
    )
    page = motion.get_absolute_url()
    world.keep(f"procedural motion on {about}", motion, readers, page)
    world.shown[page].add(reason)


def _child(world: World, paper: Paper, item: AgendaItem) -> None:
    """A public paper that belongs to a closed one and is treated at a closed item; its page names both to their readers."""
    child = _paper(world, "public")
    Paper.objects.filter(pk=child.pk).update(superordinate=paper)
    consultations.schedule(papers.refer(child, to=world.cast.committee, by=None), item=item, by=None)
    world.shown[child.get_absolute_url()] |= {paper.name, item.result_text}


def _paper(world: World, audience: str, *, host=None, carrier=None, bringer=None) -> Paper:
    """A paper with a reference; with a host it hangs on everything a paper can hang on, and has a file."""
    readers = READERS[audience]
    title = world.say(f"title of {audience} paper", readers, "lists")
    wording = world.say(f"text of {audience} paper", readers)
    paper = factories.paper(
        name=title,
        text=f"Der Magistrat wird gebeten, {wording} zu prüfen.",
        reference=f"101.20.{next(_serial)}",
        superordinate=host,
        date=timezone.localdate(),
        **_closed(world, audience),
    )
    _name(world, paper, audience)
    page = paper.get_absolute_url()
    world.shown[page] |= {title, wording}
    world.keep(f"{audience} paper", paper, readers, page, found=True)
    if host is None:
        return paper
    world.gates[f"/p/{paper.reference}"] = world.rooms[f"/ws{page}"] = readers
    Originator.objects.create(paper=paper, organization=world.cast.committee)
    Originator.objects.create(paper=paper, person=bringer, order=1)
    _file(world, "public", readers=readers, about=f"{audience} paper", hangs_on=page, paper=paper)
    item = factories.item(carrier)
    _heard(world, audience, paper)
    consultations.schedule(papers.refer(paper, to=world.cast.committee, by=None), item=item, by=None)
    world.shown[host.get_absolute_url()].add(title)
    world.shown[bringer.get_absolute_url()].add(title)
    if audience != "private":
        for place in (carrier.get_absolute_url(), f"/ws{carrier.get_absolute_url()}"):
            world.shown[place].add(paper.key)
    return paper


def _joint_draft(world: World) -> None:
    """A motion that the faction writes together: what stands in its text and what was written into it since."""
    faction, by, about = READERS["faction"], world.cast.councillor, "draft written together"
    title, wording, reason = (world.say(f"{part} of {about}", faction) for part in ("title", "text", "reason"))
    motion = motions.draft(kind="motion", name=title, mover=world.cast.our_faction, by=by)
    joint = joint_drafts.begin(motion, by=by)
    document = joint_drafts.saved(joint)
    update = document.edits({"resolution": f"Gebaut wird {wording}.", "reasons": f"Wegen {reason}."})
    joint_drafts.take_in(joint, update=update, by=world.cast.colleague)
    paper, key = motion.paper, motion.paper.key
    world.keep(about, paper, faction, paper.get_absolute_url())
    world.shown["lists"].add(title)
    world.rooms[f"/ws/drafts/{key}/"] = faction
    world.shown[f"/ws/drafts/{key}/"] |= {title, wording, reason}
    for step in ("edit", "preview"):
        _inner(world, f"{step} of {about}", f"/motions/{key}/{step}/", faction, title, wording, reason)


def _amendments(world: World, host: Paper) -> None:
    """Amendments of a public text on their way, and admitted ones of texts that are closed."""
    faction = frozenset(("councillor", "colleague"))
    _amendment(world, host, "draft", readers=frozenset(("councillor",)))
    _amendment(world, host, "shown draft", readers=faction)
    _amendment(world, host, "joint draft", readers=frozenset(("councillor",)), judges=frozenset(("rival",)))
    _amendment(world, host, "submitted", readers=OFFICE | faction, judges=frozenset(("chair",)))
    _amendment(world, host, "admitted", readers=EVERYONE)
    for audience in ("members", "council", "body"):
        _amendment(world, _paper(world, audience), "admitted", readers=READERS[audience])


def _amendment(world: World, main: Paper, stage: str, *, readers, judges=frozenset()) -> None:
    by, about = world.cast.councillor, f"{stage} amendment of {world.about[main.get_absolute_url()]}"
    for page in ("", "synopsis/", "text/"):
        world.gates[f"{main.get_absolute_url()}amendments/{page}"] = world.readers.get(main.key, EVERYONE)
    mover = world.cast.our_faction if main.audience == "public" else None
    amendment = amendments.draft(main, mover=mover, by=by)
    words = [world.say(f"{part} of {about}", readers | judges) for part in ("title", "new text", "reason", "summary")]
    wording = amendments.Wording(
        name=words[0],
        edits=typed.edits_of({"after-1": words[1]}, parent=Parent(amendment.parent_version.text)),
        reason=words[2],
        plain_summary=words[3],
    )
    if stage == "shown draft":
        amendment = movers.show_to_faction(amendment, by=by)
    if stage == "joint draft":
        movers.invite(amendment, faction=world.cast.other_faction, by=by)
    if stage in ("submitted", "admitted"):
        amendment = amendments.submit(amendment, wording=wording, revision=1, by=by)
    else:
        amendment = amendments.revise(amendment, wording=wording, revision=1, by=by)
    if stage == "admitted":
        amendment = amendments.admit(amendment, by=world.cast.clerk, on=timezone.localdate())
        world.gates[f"/p/{amendment.paper.reference}"] = readers
        world.shown[f"{main.get_absolute_url()}amendments/synopsis/"] |= set(words[1:])
    else:
        world.shown[f"{main.get_absolute_url()}amendments/"].add(words[0])
    page = amendment.paper.get_absolute_url()
    world.keep(about, amendment.paper, readers | judges)
    world.about[page] = f"/papers/<{about}>/"
    world.gates[page] = world.rooms[f"/ws{page}"] = readers
    if not judges:  # those who judge read it on a page of its own
        world.shown[page] |= set(words)


def _heard(world: World, audience: str, paper: Paper) -> None:
    """A hearing that runs, one with a statement, and a reason of the chair: all are read like the paper."""
    readers, page = READERS[audience], paper.get_absolute_url()
    said = world.say(f"statement on {audience} paper", readers, page)
    papers.refer(paper, to=world.cast.committee, by=None, role=ConsultationRole.HEARING)
    heard = papers.refer(paper, to=world.cast.district_council, by=None, role=ConsultationRole.HEARING)
    hearings.give(heard, stance="changes", text=said, on=timezone.localdate(), by=None)
    reason = world.say(f"reason of an early decision on {audience} paper", readers, page)
    EarlyDecision.objects.create(consultation=heard, reason=reason, made_at=timezone.now(), made_by=world.cast.clerk)


def _inquiry(world: World, audience: str) -> Inquiry:
    readers = READERS[audience]
    title = world.say(f"title of {audience} inquiry", readers, "lists")
    paper = Paper(
        body=world.cast.town,
        paper_type=PaperType.INQUIRY,
        name=title,
        state=PaperState.ANSWER_REQUESTED,
        date=timezone.localdate(),
        **_closed(world, audience),
    )
    words = [
        world.say(f"{part} of {audience} inquiry", readers)
        for part in ("question", "answer", "asked further", "said further")
    ]
    inquiry = inquiries.record(
        paper,
        by=None,
        body_text=inquiries.compose([words[0]], written=True),
        questions=[inquiries.NewQuestion(words[0])],
        answers=[inquiries.NewAnswer("oral", [inquiries.NewPassage(words[1], (1,))])],
        followups=[inquiries.NewFollowUp(words[2], answer_text=words[3])],
        answer_due=timezone.localdate() - timedelta(days=3),
        originators=[Originator(organization=world.cast.committee)],
    )
    _name(world, inquiry.paper, audience)
    answer = inquiry.answers.get()
    _name(world, answer, audience)
    page = paper.get_absolute_url()
    # An answer of a closed inquiry takes over its audience; a private one has no reader of its own.
    Answer.objects.filter(pk=answer.pk).update(owner=_closed(world, audience)["owner"])
    world.shown[page] |= {title, *words}
    _around(world, audience, inquiry)
    world.keep(f"{audience} inquiry", paper, readers, page, found=True)
    return inquiry


def _around(world: World, audience: str, inquiry: Inquiry) -> None:
    """What grows around an answer: more time with a reason, a judgement, the reply to it, a promise."""
    readers, page, now = READERS[audience], inquiry.paper.get_absolute_url(), timezone.now()
    of = f"{audience} inquiry"
    later = inquiry.answer_due + timedelta(days=1)
    reason = world.say(f"reason of {of}", readers, page)
    Extension.objects.create(inquiry=inquiry, new_due=later, reason=reason, granted_at=now)
    by = {"made_at": now, "made_by": world.cast.clerk}
    sentence = world.say(f"judgement of {of}", readers, page)
    judged = Assessment.objects.create(
        inquiry=inquiry, verdict="not", sentence=sentence, organization=world.cast.committee, **by
    )
    Reply.objects.create(assessment=judged, text=world.say(f"reply to {of}", readers, page), **by)
    _promise(world, f"promise at {of}", readers, inquiry=inquiry)


def _promise(world: World, about: str, readers: frozenset[str], **place) -> Promise:
    now = timezone.now()
    text = world.say(about, readers, "lists")
    promise = Promise.objects.create(
        organization=world.cast.committee,
        speaker_role="Magistrat",
        made_on=timezone.localdate(),
        due=timezone.localdate() - timedelta(days=1),
        text=text,
        created_at=now,
        modified_at=now,
        **place,
    )
    page = promise.get_absolute_url()
    world.keep(about, promise, readers, page)
    world.shown[page].add(text)
    return promise


def _file(world: World, audience: str, *, readers=None, about: str = "", hangs_on: str = "", **hanging) -> File:
    """A file with a name, a page and bytes of its own; those that hang on something are read by its readers."""
    readers = READERS[audience] if readers is None else readers
    about = f"file of {about}" if about else f"{audience} file"
    title = world.say(f"title of {about}", readers, *([hangs_on] if hangs_on else []))
    leaf, content = world.say(f"page of {about}", readers), world.say(f"bytes of {about}", readers)
    stored = vault.store(io.BytesIO(content.encode()), max_bytes=1000)
    file = factories.file(
        name=title,
        pages=(leaf,),
        mime_type="text/plain",
        file_name=f"{title}.txt",
        sha512=stored.sha512,
        size=stored.size,
        **_closed(world, audience),
        **hanging,
    )
    _name(world, file, audience)
    page = file.get_absolute_url()
    world.shown[page] |= {title, leaf}
    world.keep(about, file, readers, page, found=about not in _CROWDED)
    world.bytes_of[file.key] = content
    return file


def _beside(world: World, audience: str, *, meeting, item, host, asked) -> None:
    """Answers and meeting notes that are closed themselves, and public ones that name something closed."""
    readers, page = READERS[audience], asked.paper.get_absolute_url()
    now = timezone.now()
    stamps = {"created_at": now, "modified_at": now}
    title = meeting.name
    for fields, who in (
        (_closed(world, audience), readers),
        ({"audience": "public", "meeting": meeting, "item": item}, EVERYONE),
    ):
        answer = Answer.objects.create(inquiry=asked, mode="oral", **stamps, **fields)
        passage = Passage.objects.create(
            answer=answer, number=1, text=world.say(f"{fields['audience']} answer", who, page)
        )
        passage.questions.set(asked.questions.all())
        _name(world, answer, str(fields["audience"]))
    world.shown[page].add(title)
    page = host.get_absolute_url()
    for fields, who in (
        (_closed(world, audience), readers),
        ({"audience": "public", "meeting": meeting}, EVERYONE),
    ):
        note = MeetingNote.objects.create(
            paper=host, text=world.say(f"{fields['audience']} meeting note", who, page), **stamps, **fields
        )
        _name(world, note, str(fields["audience"]))
    world.shown[page].add(title)


def note_on(paper: Paper, author, **fields) -> Note:
    """A note on the whole text of a paper, public unless the fields say otherwise."""
    version, now = paper.versions.get(), timezone.now()
    fields = {"audience": "public", "text": "…"} | fields | {"owner": author}
    return Note.objects.create(
        paper=paper,
        version_of_text=version,
        exact=version.text,
        start=0,
        end=len(version.text),
        created_at=now,
        modified_at=now,
        **fields,
    )


def _note(world: World, paper: Paper, circle: str, *, readers, reply_to=None, state: str = "open") -> Note:
    page = paper.get_absolute_url()
    about = f"{state} {circle} note on {world.about[page]}"
    text = world.say(f"text of {about}", readers, page, "notes", f"/ws{page}")
    note = note_on(paper, world.cast.citizen, text=text, reply_to=reply_to, state=state, **_closed(world, circle))
    world.keep(about, note, readers, f"/notes/{note.key}/", f"/api/notes/{note.key}/")
    world.shown[f"/api/notes/{note.key}/"].add(text)
    return note


def _note_on_file(world: World, paper: Paper, audience: str) -> Note:
    """A note for everyone on a page of a file that is closed to an audience, of a paper that everyone reads."""
    readers, about = READERS[audience], f"{audience} file of an open paper"
    file = _file(world, audience, about=about, hangs_on=paper.get_absolute_url(), paper=paper)
    page, now = file.get_absolute_url(), timezone.now()
    text = world.say(f"text of note on {about}", readers, page, "notes")
    note = Note.objects.create(
        paper=paper,
        file=file,
        page=1,
        exact=file.pages.get().canonical,
        start=0,
        end=len(file.pages.get().canonical),
        text=text,
        owner=world.cast.citizen,
        audience="public",
        created_at=now,
        modified_at=now,
    )
    world.keep(f"note on {about}", note, readers, f"/notes/{note.key}/", f"/api/notes/{note.key}/")
    world.shown[f"/api/notes/{note.key}/"].add(text)
    return note


def _moderated(world: World, host: Paper) -> None:
    """Notes that moderation took down or holds back, with what was said about them, and one shared by name."""
    cast, now, page = world.cast, timezone.now(), host.get_absolute_url()
    keeping = OFFICE | {"moderator"}
    shared = _note(world, host, "private", readers=frozenset(("citizen", "rival")))
    grants.open_to(shared, cast.rival, by=None)
    judged = frozenset(("citizen", "moderator"))
    held = note_on(host, cast.citizen, text=world.say("text of waiting note", judged), state="waiting")
    world.about[held.key], world.readers[held.key] = "key of waiting note", judged
    world.gates[f"/notes/{held.key}/"] = world.gates[f"/api/notes/{held.key}/"] = frozenset(("citizen",))
    told = world.say("report of waiting note", frozenset(("moderator",)))
    Flag.objects.create(
        note=held, ground="rules", explanation=told, name=told, email="r@example.org", made_at=now, due_at=now + HOUR
    )
    _inner(world, "moderation", f"/moderation/notes/{held.key}/", frozenset(("moderator",)), told)
    words = [world.say(f"{part} of removed note", keeping | {"citizen"}) for part in ("text", "reason", "complaint")]
    gone = note_on(host, cast.citizen, text=words[0], state="removed")
    world.about[gone.key], world.readers[gone.key] = "key of removed note", frozenset()
    world.gates[f"/notes/{gone.key}/"] = world.gates[f"/api/notes/{gone.key}/"] = frozenset()
    made = Moderation.objects.create(
        note=gone,
        decision="remove",
        ground="rules",
        reason=words[1],
        words=words[0],
        decided_at=now,
        decided_by=cast.moderator,
    )
    Complaint.objects.create(moderation=made, text=words[2], made_by=cast.citizen, made_at=now, due_at=now + HOUR)
    _inner(world, "decision", made.get_absolute_url(), keeping | {"citizen"}, *words)
    world.shown[page].add(shared.text)


def _judged_beside(world: World, host: Paper, audience: str) -> None:
    """A note taken down beside a paper its author reads no more: the reason reaches them, the paper does not."""
    cast, keeping = world.cast, (OFFICE | {"moderator"}) & READERS[audience]
    text = world.say("text of note removed beside a closed paper", keeping)
    reason = world.say("reason of what was removed beside a closed paper", keeping | {"citizen"})
    gone = note_on(host, cast.citizen, text=text, state="removed")
    made = Moderation.objects.create(
        note=gone,
        decision="remove",
        ground="rules",
        reason=reason,
        words=text,
        decided_at=timezone.now(),
        decided_by=cast.clerk,
    )
    _inner(world, "decision beside a closed paper", made.get_absolute_url(), keeping | {"citizen"}, text, reason)
    world.shown[made.get_absolute_url()].add(host.name)
    _inner(world, "desk", "/desk/", EVERYONE - {"nobody"})


def _inner(world: World, about: str, page: str, readers: frozenset[str], *words: str) -> None:
    """Note a page that needs an account, and the words its readers meet there."""
    world.about[page] = f"inner page of {about}"
    world.inner[page] = readers
    world.shown[page] |= set(words)


def _petition(world: World, stage: str) -> None:
    """A petition that is not released, handed in by the citizen's account, with a petitioner of its own."""
    readers, knowing = PETITION_READERS[PaperState(stage)]
    about = f"{stage} petition"
    listed = ["lists"] if stage in (PaperState.SUBMITTED, PaperState.IN_COMMITTEE) else []
    subject = world.say(f"subject of {about}", readers | {"citizen"}, *listed)
    words = [world.say(f"{part} of {about}", readers) for part in ("words", "statement", "decision")]
    person = [world.say(f"{part} of petitioner of {about}", knowing) for part in ("name", "address")]
    sender = petitions.Sender(person[0], person[1], f"{person[0]}@example.org".lower(), world.cast.citizen)
    made = petitions.submit(subject=subject, text=words[0], sender=sender, at=timezone.now())
    paper = made.petition.paper
    Paper.objects.filter(pk=paper.pk).update(state=stage)
    Petition.objects.filter(pk=paper.pk).update(
        statement=words[1],
        statement_on=timezone.localdate(),
        outcome="material",
        decision=words[2],
        decided_on=timezone.localdate(),
        committee=world.cast.committee,
    )
    world.about[paper.key], world.readers[paper.key] = f"key of {about}", readers
    world.about[made.receipt], world.readers[made.receipt] = f"receipt of {about}", frozenset(("citizen",))
    world.shown["lists"].add(made.receipt)
    world.gates[paper.get_absolute_url()] = OFFICE
    page = made.petition.get_absolute_url()
    _inner(world, about, page, readers, *words, *person)


def _questions(world: World, day) -> None:
    """Questions of a councillor for question time: still a draft, handed in, rejected."""
    cast = world.cast
    meeting = factories.meeting(cast.assembly, date=day)
    world.lists.append(f"/question-time/{meeting.key}/")
    judging = OFFICE | {"chair", "councillor"}
    for about, readers in (
        ("question in draft", frozenset(("councillor",))),
        ("question handed in", judging),
        ("question rejected", judging),
    ):
        title, text = world.say(f"title of {about}", readers, "lists"), world.say(f"text of {about}", readers)
        made = questions.draft(name=title, text=f"Wann kommt {text}?", meeting=meeting, by=cast.councillor)
        if about != "question in draft":
            made = questions.submit(made, by=cast.councillor, at=timezone.now())
        if about == "question rejected":
            questions.refuse(made, reason=world.say(f"reason of {about}", judging), by=cast.chair)
        key = made.paper.key
        world.about[key], world.readers[key] = f"key of {about}", readers
        page = made.paper.get_absolute_url()
        world.gates[page] = readers - {"chair"}  # who judges reads it on a page of its own
        _inner(world, about, f"/questions/{key}/", readers)


def _of_the_administration(world: World) -> None:
    """Magistratsvorlagen and notices on their way: still a draft, being co-signed, released for the assembly alone."""
    cast, alone = world.cast, frozenset(("officer",))
    other = factories.organization(BodyKind.OFFICE, body=cast.town, name="Kämmerei", parent=cast.magistrat)
    for stage, readers in (("draft", alone), ("co-signed", READERS["administration"])):
        about = f"{stage} executive proposal"
        title, text, reason = (world.say(f"{part} of {about}", readers) for part in ("title", "text", "reasons"))
        impacts = dict.fromkeys(executive_proposals.IMPACTS, "Keine.")
        wording = executive_proposals.Wording(
            title, f"1. Gebaut wird {text}.", f"Wegen {reason}.", "Kurz gesagt.", impacts, lead=cast.office
        )
        made = executive_proposals.draft(name=title, office=cast.office, by=cast.officer)
        made = executive_proposals.revise(made, wording=wording, revision=1, by=cast.officer)
        if stage == "co-signed":
            made = executive_proposals.send_round(made, wording=wording, revision=2, offices=[other], by=cast.officer)
        _watched(world, about, made.paper, readers, title, text, reason)
    for stage, readers in (("draft", alone), ("closed", READERS["council"])):
        about = f"{stage} notice"
        title, text = (world.say(f"{part} of {about}", readers) for part in ("title", "text"))
        note = notices.Wording(title, f"Gebaut wird {text}.")
        paper = notices.draft(paper_type=PaperType.INFORMATION, name=title, sender=cast.office, by=cast.officer)
        paper = notices.revise(paper, wording=note, revision=1, by=cast.officer)
        if stage == "closed":
            paper = notices.release(
                paper, wording=note, revision=2, public=False, by=cast.officer, on=timezone.localdate()
            )
        _watched(world, about, paper, readers, title, text)


def _watched(world: World, about: str, paper: Paper, readers: frozenset[str], *words: str) -> None:
    """Its page, its room, and these words on its page, for its readers alone."""
    page = paper.get_absolute_url()
    world.keep(about, paper, readers, page)
    world.rooms[f"/ws{page}"] = readers
    world.shown[page] |= set(words)


def _report(world: World, panel: Organization) -> None:
    """A citizens' report in the making: the panel and the office read it, the paper is read by the panel alone."""
    title, wish = world.say("title of report", OFFICE, "lists"), world.say("wish of report", OFFICE, "lists")
    made = recommendations.begin(panel=panel, name=title, introduction="", by=world.cast.clerk)
    recommendations.add(made, wish=recommendations.Wish(wish), by=world.cast.clerk)
    world.about[made.paper.key], world.readers[made.paper.key] = "key of report", OFFICE
    world.gates[made.paper.get_absolute_url()] = frozenset()
    _inner(world, "report", made.get_absolute_url(), OFFICE, title, wish)
