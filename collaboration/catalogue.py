"""The catalogue of open data in the words of DCAT-AP.de 3.0 (JSON-LD), for portals such as GovData to collect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings

from collaboration.offers import Form, Offer
from council.models import Body

Whole = Callable[[str], str]  # makes a whole address of one of this house
_EU = "http://publications.europa.eu/resource/authority"
_DE = "http://dcat-ap.de/def"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcatap": "http://data.europa.eu/r5r/",
}


def catalogue(offers: Sequence[Offer], *, town: Body | None, whole: Whole) -> dict[str, Any]:
    """The whole catalogue; `town` is the municipality whose data these are."""
    page = whole("/open-data/")
    name = town.name if town is not None else settings.CITY_NAME
    return {
        "@context": CONTEXT,
        "@id": whole("/catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _german(f"Offene Daten des Ratsinformationssystems: {name}"),
        "dct:description": _german(
            "Was die Gremien der Stadt öffentlich beraten und beschließen, zum Weiterverwenden."
        ),
        "dct:publisher": _publisher(name, whole),
        "dct:language": _is(f"{_EU}/language/DEU"),
        "dct:license": _is(settings.OPEN_DATA_LICENCE),
        "foaf:homepage": _is(page),
        "dcat:themeTaxonomy": _is(f"{_EU}/data-theme"),
        "dcat:dataset": [_dataset(offer, town=town, name=name, whole=whole) for offer in offers],
    }


def _dataset(offer: Offer, *, town: Body | None, name: str, whole: Whole) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": whole(f"/open-data/#{offer.key}"),
        "@type": "dcat:Dataset",
        "dct:identifier": whole(f"/open-data/#{offer.key}"),
        "dct:title": _german(f"{offer.title} ({name})"),
        "dct:description": _german(offer.words),
        "dct:publisher": _publisher(name, whole),
        "dct:language": _is(f"{_EU}/language/DEU"),
        "dct:accrualPeriodicity": _is(f"{_EU}/frequency/{offer.often}"),
        "dcat:theme": _is(f"{_EU}/data-theme/GOVE"),
        "dcat:keyword": [_german(word) for word in offer.keywords],
        "dcat:landingPage": _is(whole(f"/open-data/#{offer.key}")),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": name,
            "vcard:hasEmail": _is(f"mailto:{settings.OPARL_CONTACT}"),
            "vcard:hasURL": _is(whole("/")),
        },
        "dcat:distribution": [_distribution(offer, form, whole=whole) for form in offer.forms],
    }
    if settings.OPEN_DATA_CONTRIBUTOR:
        said["dcatde:contributorID"] = _is(settings.OPEN_DATA_CONTRIBUTOR)
    if town is not None and town.ags:
        said["dcatde:politicalGeocodingURI"] = _is(f"{_DE}/politicalGeocoding/municipalityKey/{town.ags}")
        said["dcatde:politicalGeocodingLevelURI"] = _is(f"{_DE}/politicalGeocoding/Level/municipality")
    return said


def _distribution(offer: Offer, form: Form, *, whole: Whole) -> dict[str, Any]:
    return {
        "@id": f"{whole(form.address)}#{offer.key}",
        "@type": "dcat:Distribution",
        "dct:title": _german(f"{offer.title}: {form.label}"),
        "dcat:accessURL": _is(whole(form.address)),
        "dcat:downloadURL": _is(whole(form.address)),
        "dct:format": _is(f"{_EU}/file-type/{form.file_type}"),
        "dcat:mediaType": _is(f"https://www.iana.org/assignments/media-types/{form.mime}"),
        "dct:license": _is(settings.OPEN_DATA_LICENCE),
        "dcatap:availability": _is(f"{_EU}/planned-availability/STABLE"),
    }


def _publisher(name: str, whole: Whole) -> dict[str, Any]:
    return {"@id": whole("/#stadt"), "@type": "foaf:Organization", "foaf:name": name}


def _german(words: str) -> dict[str, str]:
    return {"@value": words, "@language": "de"}


def _is(address: str) -> dict[str, str]:
    return {"@id": address}
