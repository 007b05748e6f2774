"""A town that changes: its objects as a server lists them, and everything we hold as rows to compare."""

import copy
import random
from datetime import datetime, timedelta

from council.models import Meeting
from documents.models import MeetingFile, Originator, Paper, Slot
from motions.importing.oparl.known import MODELS
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.objects import made, origin

START = datetime.fromisoformat("2025-02-11T10:30:00+01:00")
PARTS = {"AgendaItem": "agendaitems", "Consultation": "consultations", "File": "files", "Membership": "memberships"}
LISTS = PARTS | {"Organization": "organizations", "Person": "people", "Meeting": "meetings", "Paper": "papers"}


class World:
    """Bodies, people, meetings and papers with all that hangs on them, changed by a seeded hand.

    Each change raises `modified` of what it touches and of what embeds that, unless the server is to be `silent`.
    """

    def __init__(self, *, seed, papers=12, url=""):
        self.chance = random.Random(seed)
        self.clock = START
        self.things = {kind: {} for kind in LISTS}
        self.buried = {kind: [] for kind in LISTS}
        self.files = {}
        self.url = url
        self.next = 1
        for number in range(1, 4):
            self.put("Organization", number, name=f"Ausschuss {number}", body=origin("Body", 1))
        for number in range(1, 5):
            self.put("Person", number, name=f"Councillor {number}", body=origin("Body", 1), email=["x@example.org"])
            place = self.chance.randint(1, 3)
            self.put("Membership", number, person=origin("Person", number), organization=origin("Organization", place))
        for number in range(1, 4):
            self.meet(number)
        for number in range(1, papers + 1):
            self.file_paper(number)

    # Making --------------------------------------------------------------------------------------------------------

    def put(self, kind, number, /, **properties):
        raw = made(kind, number, **properties) | {"modified": self.clock.isoformat()}
        self.things[kind][raw["id"]] = raw
        return raw["id"]

    def fresh(self):
        self.next += 1
        return 1000 + self.next

    def meet(self, number):
        meeting = self.put("Meeting", number, name=f"{number}. Sitzung", organization=[origin("Organization", number)])
        for place in range(1, 4):
            self.put("AgendaItem", self.fresh(), meeting=meeting, name=f"Punkt {place}", number=str(place), order=place)

    def file_paper(self, number):
        paper = self.put("Paper", number, name=f"Vorlage {number}", reference=f"{number}/2025", body=origin("Body", 1))
        self.attach(paper)
        items = [raw for raw in self.things["AgendaItem"].values() if "consultation" not in raw]
        if items:
            item = self.chance.choice(items)
            one = self.put(
                "Consultation",
                self.fresh(),
                paper=paper,
                meeting=item["meeting"],
                agendaItem=item["id"],
                organization=[origin("Organization", self.chance.randint(1, 3))],
            )
            item["consultation"] = one
            self.touch(item["id"], item["meeting"])
        return paper

    def attach(self, paper):
        number = self.fresh()
        path = f"/bytes/{number}.pdf"
        self.files[path] = f"%PDF-1.7 file {number}".encode() * 40
        raw = self.put("File", number, name=f"Anlage {number}", fileName=f"{number}.pdf", paper=[paper])
        self.things["File"][raw] |= {"downloadUrl": self.url + path, "accessUrl": self.url + path}
        return raw

    # Changing ------------------------------------------------------------------------------------------------------

    def touch(self, *names):
        for kind in self.things.values():
            for name in names:
                if name in kind:
                    kind[name]["modified"] = self.clock.isoformat()

    def change(self, *, silent=False):
        """Something happens in the town; `silent` raises no time stamp. Gives what it was about."""
        self.clock += timedelta(minutes=3)
        before = copy.deepcopy(self.things)
        name = self.chance.choice([self.rename, self.decide, self.add, self.remove, self.swap])()
        if silent:
            for kind, things in self.things.items():
                for one, raw in things.items():
                    if one in before[kind]:
                        raw["modified"] = before[kind][one]["modified"]
        return name

    def rename(self):
        kind = self.chance.choice(["Organization", "Person", "Paper", "Meeting"])
        raw = self.chance.choice(list(self.things[kind].values()))
        raw["name"] = f"{raw['name'].split(' – ')[0]} – {self.fresh()}"
        self.touch(raw["id"])
        return raw["id"]

    def decide(self):
        raw = self.chance.choice(list(self.things["AgendaItem"].values()))
        raw["result"] = self.chance.choice(["einstimmig beschlossen", "abgelehnt", "vertagt"])
        self.touch(raw["id"], raw["meeting"])
        return raw["id"]

    def add(self):
        if self.chance.random() < 0.5:
            return self.file_paper(self.fresh())
        paper = self.chance.choice(list(self.things["Paper"]))
        self.touch(paper)
        return self.attach(paper)

    def remove(self):
        if len(self.things["Paper"]) < 4:
            return self.file_paper(self.fresh())
        paper = self.chance.choice(list(self.things["Paper"]))
        self.bury("Paper", paper)
        for kind in ("File", "Consultation"):
            for name, raw in list(self.things[kind].items()):
                if paper in (raw["paper"], *(raw["paper"] if isinstance(raw["paper"], list) else ())):
                    self.bury(kind, name)
        for raw in self.things["AgendaItem"].values():
            if raw.get("consultation") and raw["consultation"] not in self.things["Consultation"]:
                del raw["consultation"]
                self.touch(raw["id"], raw["meeting"])
        return paper

    def swap(self):
        meeting = self.chance.choice(list(self.things["Meeting"]))
        items = [raw for raw in self.things["AgendaItem"].values() if raw["meeting"] == meeting]
        one, two = self.chance.sample(items, 2)
        for name in ("number", "order"):
            one[name], two[name] = two[name], one[name]
        self.touch(one["id"], two["id"], meeting)
        return meeting

    def bury(self, kind, name):
        raw = self.things[kind].pop(name)
        stone = {key: raw[key] for key in ("id", "type", "created")}
        self.buried[kind].append(stone | {"deleted": True, "modified": self.clock.isoformat()})

    # Serving -------------------------------------------------------------------------------------------------------

    def show(self, replay):
        """Let the server tell the present state."""
        things = copy.deepcopy(self.things)
        lists = {LISTS[kind]: list(rows.values()) for kind, rows in things.items()}
        for meeting in lists["meetings"]:
            items = [raw for raw in lists["agendaitems"] if raw["meeting"] == meeting["id"]]
            meeting["agendaItem"] = sorted(items, key=lambda raw: raw["order"])
        for paper in lists["papers"]:
            files = [raw for raw in lists["files"] if paper["id"] in raw["paper"]]
            paper["mainFile"], paper["auxiliaryFile"] = files[0], files[1:]
            paper["consultation"] = [raw for raw in lists["consultations"] if raw["paper"] == paper["id"]]
        replay.lists = lists
        replay.files = dict(self.files)
        for kind, stones in self.buried.items():
            replay.buried[LISTS[kind]] = list(stones)

    def replay(self, **options):
        """A server that tells this world; it must be running before files are given addresses."""
        return server.Replay(lists={}, **options)


_LEFT_OUT = {"id", "key", "created_at", "modified_at", "version", "deleted_at", "published_at"}


def everything():
    """All living rows with every field, references told by origins."""
    rows = {}
    for kind, model in MODELS.items():
        fields = [field for field in model._meta.concrete_fields if field.name not in _LEFT_OUT]
        names = [
            f"{field.name}__origin" if field.is_relation and hasattr(field.related_model, "origin") else field.name
            for field in fields
        ]
        rows[str(kind)] = sorted(map(str, model._base_manager.filter(deleted_at=None).values_list(*names)))
    links = {
        "slots": (Slot, ("consultation__origin", "item__origin")),
        "places": (MeetingFile, ("file__origin", "meeting__origin", "item__origin", "role")),
        "originators": (Originator, ("paper__origin", "person__origin", "organization__origin", "order")),
        "places of papers": (Paper.locations.through, ("paper__origin", "location__origin")),
        "relatives": (Paper.related.through, ("from_paper__origin", "to_paper__origin")),
        "joint": (Meeting.joint_organizations.through, ("meeting__origin", "organization__origin")),
    }
    return rows | {
        name: sorted(map(str, model.objects.values_list(*fields))) for name, (model, fields) in links.items()
    }
