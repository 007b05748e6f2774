"""Feeds of answers to inquiries and of resolutions as Atom: of the town, a body, a person, a district. Public alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import URLPattern, path
from django.utils.html import escape

from council import audiences
from council.models import District, Organization, Person
from documents.syndication import line, name_of
from documents.views import atom
from documents.views.feeds import of
from motions.models import Answer, ResolutionExtract

NOBODY = None


class Answers(atom.Scoped):
    """Answers to inquiries: of what a body or person asked, of what concerns a district; the latest first."""

    about = "Antworten auf Anfragen:"
    whole = "inquiries"

    def rows(self, obj: Any) -> QuerySet[Answer]:
        rows = Answer.objects.visible_for(audiences.standing_of(NOBODY)).select_related("inquiry__paper")
        return rows.filter(_about(obj, paper="inquiry__paper__")).order_by(F("given_on").desc(nulls_last=True), "-pk")

    def item_title(self, item: Answer) -> str:
        return line(f"Antwort: {item.inquiry.paper}")

    def item_link(self, item: Answer) -> str:
        return item.inquiry.paper.get_absolute_url()

    def item_guid(self, item: Answer) -> str:
        return name_of(f"answers/{item.key}")

    def item_description(self, item: Answer) -> str:
        day = f" am {item.given_on:%d.%m.%Y}" if item.given_on else ""
        whom = f" von {item.respondent}" if item.respondent else ""
        return escape(line(f"{item.get_mode_display()} beantwortet{day}{whom}."))

    def item_pubdate(self, item: Answer) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Answer) -> datetime:
        return item.modified_at


class Resolutions(atom.Scoped):
    """Resolutions: of a body, on what a person brought in, on what concerns a district; the latest first."""

    about = "Beschlüsse:"
    whole = "resolutions"

    def rows(self, obj: Any) -> QuerySet[ResolutionExtract]:
        rows = ResolutionExtract.objects.visible_for(audiences.standing_of(NOBODY))
        match obj:
            case None:
                own = Q(organization__body__home=True)
            case Organization():
                own = Q(organization=obj)
            case _:
                own = _about(obj, paper="paper__")
        if isinstance(obj, District):
            own |= Q(item__in=obj.items.values("pk"))
        rows = rows.filter(own).select_related("organization", "paper")
        return rows.order_by(F("resolved_on").desc(nulls_last=True), "-pk")

    def item_title(self, item: ResolutionExtract) -> str:
        return line(f"{item}: {item.title}")

    def item_link(self, item: ResolutionExtract) -> str:
        return item.get_absolute_url()

    def item_guid(self, item: ResolutionExtract) -> str:
        return name_of(f"resolutions/{item.key}")

    def item_description(self, item: ResolutionExtract) -> str:
        day = f" am {item.resolved_on:%d.%m.%Y}" if item.resolved_on else ""
        return escape(line(f"{item.organization}{day}: {item.outcome}"))

    def item_pubdate(self, item: ResolutionExtract) -> datetime:
        return item.created_at

    def item_updateddate(self, item: ResolutionExtract) -> datetime:
        return item.modified_at


def _about(thing: Any, *, paper: str) -> Q:
    """Keep what hangs on papers of a body, of a person or about a district; all of the town's own without a thing."""
    match thing:
        case Organization():
            return atom.of_body(thing, prefix=paper)
        case Person():
            return atom.of_person(thing, prefix=paper)
        case District():
            return Q(**{f"{paper}pk__in": thing.papers.values("pk")})
    return Q(**{f"{paper}body__home": True})


class BodyAnswers(Answers):
    """Answers a body asked for, or deals with."""

    model = Organization


class PersonAnswers(Answers):
    """Answers a person asked for."""

    model = Person


class DistrictAnswers(Answers):
    """Answers about a district."""

    model = District


class BodyResolutions(Resolutions):
    """What a body resolved."""

    model = Organization


class PersonResolutions(Resolutions):
    """What was resolved on what a person brought in."""

    model = Person


class DistrictResolutions(Resolutions):
    """What was resolved about a district."""

    model = District


urlpatterns: list[URLPattern] = [
    path("feeds/answers.atom", of(Answers), name="town-answers"),
    path("feeds/resolutions.atom", of(Resolutions), name="town-resolutions"),
    path("bodies/<slug:key>/answers.atom", of(BodyAnswers), name="body-answers"),
    path("bodies/<slug:key>/resolutions.atom", of(BodyResolutions), name="body-resolutions"),
    path("people/<slug:key>/answers.atom", of(PersonAnswers), name="person-answers"),
    path("people/<slug:key>/resolutions.atom", of(PersonResolutions), name="person-resolutions"),
    path("districts/<slug:key>/answers.atom", of(DistrictAnswers), name="district-answers"),
    path("districts/<slug:key>/resolutions.atom", of(DistrictResolutions), name="district-resolutions"),
]
