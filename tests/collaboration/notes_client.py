"""A small client of the W3C Web Annotation Protocol that knows nothing of this house: standard library alone.

By hand: python notes_client.py https://rat.example/ NAME PASSWORD – lists all annotations it may read.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


class Answer:
    def __init__(self, raw, status, headers):
        self.raw, self.status, self.headers = raw, status, headers

    @property
    def json(self):
        return json.loads(self.raw)


class Client:
    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, method: str, address: str, content=None, **headers) -> Answer:
        url = urllib.parse.urljoin(self.base, address)
        body = content if content is None or isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"Accept": MEDIA_TYPE, "Referer": self.base} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body is not None:
            headers.setdefault("Content-Type", MEDIA_TYPE)
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None)
        if token is not None:
            headers["X-CSRFToken"] = token
        request = urllib.request.Request(url, data=body, method=method, headers=headers)
        try:
            with self.opener.open(request, timeout=20) as response:
                return Answer(response.read(), response.status, response.headers)
        except urllib.error.HTTPError as problem:
            return Answer(problem.read(), problem.code, problem.headers)

    def sign_in(self, name: str, password: str) -> None:
        page = self.ask("GET", "/accounts/login/", Accept="text/html").raw.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        typed = urllib.parse.urlencode({"login": name, "password": password, "csrfmiddlewaretoken": token}).encode()
        self.ask(
            "POST", "/accounts/login/", typed, Content_Type="application/x-www-form-urlencoded", Accept="text/html"
        )

    def pages(self, container: str):
        """Walk the container from its first page to its last."""
        page = self.ask("GET", container).json.get("first")
        while page is not None:
            page = page if isinstance(page, dict) else self.ask("GET", page).json
            yield page
            page = page.get("next")

    def annotations(self, container: str) -> list:
        return [item for page in self.pages(container) for item in page["items"]]


if __name__ == "__main__":
    reader = Client(sys.argv[1])
    reader.sign_in(sys.argv[2], sys.argv[3])
    for annotation in reader.annotations("/api/notes/"):
        sys.stdout.write(f"{annotation['id']} {annotation.get('body', {}).get('value', '')}\n")
