"""The entrance for the pages of a big installation, whose sockets have processes of their own; it looks at no floor."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
pages = get_wsgi_application()

from council import bounds, kept_lines, kept_pages, proxies, safety, turns, urls  # noqa: E402, F401 – apps come first

kept_lines.keep()
safety.refuse_alone()

application = proxies.Behind(bounds.BoundedPages(kept_pages.Kept(pages, others=turns.Turns(pages))))

# What is loaded by now lives as long as the process (as in `asgi.py`); with the addresses, that is all pages.
gc.collect()
gc.freeze()
