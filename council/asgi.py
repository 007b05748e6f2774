"""The entrance for pages and sockets; one of two files that look up to every floor."""

import gc
import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
pages = get_asgi_application()

from django.conf import settings  # noqa: E402 – the apps must be loaded first

from collaboration.live import lane, routes  # noqa: E402 – the apps must be loaded first
from council import bell, bounds, follow, safety, second_factor, signed_out, urls  # noqa: E402, F401 – apps come first

safety.refuse()

application = ProtocolTypeRouter(
    {
        "http": bounds.Bounded(lane.Lane(pages)),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(signed_out.Sockets(second_factor.Sockets(URLRouter(routes.sockets))))
        ),
    }
)

# What is loaded by now, with the addresses all pages, lives as long as the process: looking through it again and again
# held up pages by a tenth of a second each time.
gc.collect()
gc.freeze()

bell.hear_others()
if settings.FOLLOW:
    follow.start_in_background()
