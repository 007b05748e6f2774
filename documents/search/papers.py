"""Makes papers findable: by title, number, newest text, and by who brought them in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypedDict

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from council import audiences
from council.audiences import Standing
from council.models import District, Organization
from council.states import BodyKind
from documents.models import Consultation, Originator, Paper, PaperVersion
from documents.search import sources
from documents.search.engine import PUBLIC, Document

_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)  # the marks of headings, which a passage need not show


class Facts(TypedDict):
    """What facets are counted from, for a paper and for what hangs on it."""

    bodies: tuple[str, ...]
    factions: tuple[str, ...]
    districts: tuple[str, ...]
    paper_type: str
    state: str


class PaperSource(sources.Source):
    """Papers, one document each."""

    name = "paper"
    label = "Vorlagen"
    model = Paper

    def documents(self, pks: Collection[int]) -> Iterator[Document]:
        """See sources.Source. Costs a constant number of queries."""
        public = self.public(pks)
        for paper in with_facts(_with_text(Paper.objects.filter(pk__in=pks, deleted_at=None))):
            yield Document(
                key=sources.Name(self.name, paper.pk).key,
                kind=self.name,
                title=paper.name,
                text="\n\n".join(filter(None, (_text(paper), paper.kind_label, ", ".join(_originators(paper))))),
                audience=sources.token(paper, is_public=paper.pk in public),
                group=sources.Name(self.name, paper.pk).key,
                date=paper.date,
                year=paper.date.year if paper.date else None,
                reference=paper.reference or "",
                **facts_of(paper),
            )

    def cards(self, names: Collection[sources.Name]) -> dict[str, sources.Card]:
        """See sources.Source. Costs two queries."""
        rows = _with_text(Paper.objects.filter(pk__in={name.pk for name in names}))
        return {
            sources.Name(self.name, paper.pk).key: sources.Card(
                label=paper.kind_label,
                title=paper.name,
                url=paper.get_absolute_url(),
                text=_HEADING.sub("", _text(paper)),
                number=paper.reference or "",
                when=sources.written(paper.date),
                body=", ".join((*_originators(paper), *([] if paper.body.home else [paper.body.name]))),
                audience=paper.audience,
            )
            for paper in rows.select_related("body").prefetch_related(_brought())
        }

    def affected(self, things: Mapping[str, Collection[int]]) -> set[int]:
        """The papers themselves, and those whose way through the bodies changed."""
        ways = Consultation.objects.filter(pk__in=things.get(Consultation._meta.label_lower, ()))
        return super().affected(things) | set(ways.values_list("paper_id", flat=True))

    def widened(self, standing: Standing) -> frozenset[str]:
        """Audiences of the closed papers someone may read as their author or their faction's. Costs one query."""
        closed = Paper.objects.visible_for(standing).exclude(audience=PUBLIC)
        rows: Any = closed.values_list("audience", "audience_organization_id", "owner_id", named=True).distinct()
        return frozenset(audiences.token(row) for row in rows)


def facts_of(paper: Paper) -> Facts:
    """The bodies and factions that brought a paper in or deal with it, its districts, kind and state.

    See `with_facts`.
    """
    brought = [one.organization for one in paper.originators.all()]
    treating = [one.organization for one in paper.consultations.all()]
    bodies, factions = apart(body for body in (*brought, paper.under_direction_of, *treating) if body)
    return Facts(
        bodies=bodies,
        factions=factions,
        districts=tuple(district.key for district in paper.districts.all()),
        paper_type=paper.paper_type,
        state=paper.state,
    )


def apart(organizations: Iterable[Organization]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of bodies and those of factions, each once."""
    kinds = {one.key: one.kind for one in organizations}
    return (
        tuple(key for key, kind in kinds.items() if kind != BodyKind.FACTION),
        tuple(key for key, kind in kinds.items() if kind == BodyKind.FACTION),
    )


def with_facts(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Fetch with the papers what `facts_of` needs. Costs three queries more."""
    ways = Consultation.objects.filter(deleted_at=None).select_related("organization").order_by("order", "pk")
    return papers.select_related("under_direction_of").prefetch_related(
        _brought(), Prefetch("consultations", ways), Prefetch("districts", District.objects.order_by("pk"))
    )


def _brought() -> Prefetch[str, QuerySet[Originator], str]:
    return Prefetch("originators", Originator.objects.select_related("person", "organization").order_by("order", "pk"))


def _with_text(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    versions = PaperVersion.objects.filter(paper=OuterRef("pk")).order_by("-number")
    return papers.annotate(newest_text=Subquery(versions.values("text")[:1]))


def _text(paper: Paper) -> str:
    newest: str | None = getattr(paper, "newest_text", None)
    return "\n\n".join(filter(None, (newest, paper.plain_summary)))


def _originators(paper: Paper) -> list[str]:
    return [str(one) for one in paper.originators.all()]


sources.register(PaperSource())
