import json
import subprocess
import sys

from django.conf import settings

from council import cookies

ASKED = "import json; from council import settings as s; print(json.dumps({n: getattr(s, n) for n in dir(s) if 'COOKIE' in n}))"


def test_in_earnest_no_other_host_and_no_unencrypted_page_can_plant_a_cookie():
    asked = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={"SECRET_KEY": "x" * 60, "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        check=True,
    )
    said = json.loads(asked.stdout)

    assert {name: value for name, value in said.items() if name.endswith("_NAME")} == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "MESSAGES_COOKIE_NAME": "__Host-messages",
    }
    assert (said["SESSION_COOKIE_SECURE"], said["CSRF_COOKIE_SECURE"], said["SESSION_COOKIE_HTTPONLY"]) == (True,) * 3


def test_messages_are_kept_under_their_own_name():
    assert cookies.Storage.storage_classes[0].cookie_name == settings.MESSAGES_COOKIE_NAME
