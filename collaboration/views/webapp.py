"""What makes the pages an app: the manifest, and the worker that opens folders without network."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest (https://www.w3.org/TR/appmanifest/)."""
    icon = {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    content = {
        "id": "/",
        "name": f"{settings.CITY_NAME}: Sitzungsmappe",
        "short_name": "Sitzungsmappe",
        "description": "Sitzungen, Vorlagen und eigene Anmerkungen, auch ohne Netz.",
        "lang": "de",
        "start_url": "/folders/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0d1440",
        "icons": [icon | {"purpose": "any"}, icon | {"purpose": "maskable"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root because it answers for the pages of meetings; browsers ask for it anew."""
    try:
        with staticfiles_storage.open("service-worker.js") as file:
            script = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
