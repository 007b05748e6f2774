import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from documents import sending, vault
from documents.models import File
from documents.views import files
from tests import factories


def served(client, name, *, file_name="plan.pdf", mime_type="application/pdf"):
    stored = vault.store(io.BytesIO(b"<svg onload=alert(1)>"), max_bytes=100)
    file = factories.file(
        paper=factories.paper(), sha512=stored.sha512, size=stored.size, file_name=file_name, mime_type=mime_type
    )
    answer = client.get(reverse(name, args=[file.key]))
    answer.close()
    return answer


@pytest.mark.parametrize(
    ("name", "mime_type", "kind", "fence"),
    [
        ("file-view", "application/pdf", "application/pdf", files.FENCE),
        ("file-view", "image/svg+xml", "application/octet-stream", files.SANDBOX),
        ("file-view", "text/html", "application/octet-stream", files.SANDBOX),
        ("file-view", "text/plain", "text/plain", files.SANDBOX),
        ("file-download", "application/pdf", "application/pdf", files.SANDBOX),
    ],
)
def test_file_is_kept_or_shown_where_it_can_do_nothing(cast, client, name, mime_type, kind, fence):
    answer = served(client, name, mime_type=mime_type)

    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (kind, fence)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].split(";")[0] == ("attachment" if name == "file-download" else "inline")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("plan.pdf", "plan.pdf"),
        ('a"; filename=evil.exe', "a%22%3B%20filename%3Devil.exe"),
        ("Straße 7/8.pdf", "Stra%C3%9Fe%207%2F8.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie%3A%20x.pdf"),
        ("fdp.\u202eexe", "fdp.exe"),
        ("x" * 100_000, "x" * sending.LONGEST_NAME),
    ],
)
def test_name_of_a_file_stands_encoded_and_once(name, sent):
    assert sending._disposition(name, as_attachment=True) == f"attachment; filename*=UTF-8''{sent}"


def test_bytes_that_took_the_place_of_others_are_sent_to_who_asks_by_the_day(cast, client):
    stored = vault.store(io.BytesIO(b"Abschrift"), max_bytes=100)
    file = factories.file(paper=factories.paper(), sha512=stored.sha512, size=stored.size)
    came_in = timezone.now() - timedelta(days=30)
    File.objects.update(created_at=came_in)

    answer = client.get(
        reverse("file-view", args=[file.key]), headers={"If-Modified-Since": http_date(came_in.timestamp())}
    )

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"Abschrift")
