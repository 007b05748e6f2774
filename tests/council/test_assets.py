"""Only what we name is served."""

import pytest

from council import assets


@pytest.fixture
def finder(settings, tmp_path):
    settings.BUNDLES_ROOT = tmp_path
    (tmp_path / "img").mkdir()
    (tmp_path / "app.css").write_text("body{}")
    (tmp_path / "img" / "mark.svg").write_text("<svg/>")
    return assets.AllowedAssets()


def test_bundles_and_named_package_files_are_all_that_is_listed(finder):
    assert [path for path, _ in finder.list(None)] == [
        "app.css",
        "img/mark.svg",
        "django_htmx/htmx-4.min.js",
        "mfa/js/webauthn.js",
        "mfa/js/webauthn-json.js",
        "account/js/onload.js",
    ]


def test_named_package_file_is_found_where_the_package_lies(finder):
    found = finder.find("django_htmx/htmx-4.min.js")

    assert found.endswith("django_htmx/static/django_htmx/htmx-4.min.js")


def test_unnamed_file_of_the_same_package_is_not_found(finder):
    assert finder.find("django_htmx/htmx-2.min.js") is None


def test_path_that_leaves_the_folder_is_not_found(finder):
    assert finder.find("../secret.key") is None


def test_every_named_package_file_exists(finder):
    missing = [path for path, storage in finder.list(None) if not storage.exists(path)]

    assert missing == []
