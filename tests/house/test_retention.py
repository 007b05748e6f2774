"""Every field of every model says whom it speaks of, why it is kept and who reads it."""

from dataclasses import replace

from django.apps import apps
from django.core.checks import run_checks

from council import forgetting, retention
from council.models import User
from council.models.readable import Readable


def test_every_field_of_every_model_is_declared():
    assert retention.problems(apps.get_models()) == []
    assert set(retention.declared()) == {model._meta.label for model in apps.get_models()}


def test_a_field_a_model_or_a_purpose_nobody_declared_is_named(monkeypatch):
    said = dict(retention.declared())
    user = said.pop("council.Person") and said["council.User"]
    personal = {name: purpose for name, purpose in user.personal.items() if name != "email"} | {"id": "curiosity"}
    said["council.User"] = replace(user, personal=personal, read="whoever")
    monkeypatch.setattr(retention, "declared", lambda: said)

    assert retention.problems([User, apps.get_model("council.Person")]) == [
        "council.User.email fehlt in retention.toml.",
        "council.User: Einen Zweck „curiosity“ gibt es nicht.",
        "council.User.id ist zugleich persönlich und unpersönlich.",
        "council.User: Wer liest, ist mit „whoever“ nicht gesagt.",
        "council.Person fehlt in retention.toml.",
    ]
    assert "council.Person fehlt in retention.toml." in [one.msg for one in run_checks()]


def test_what_has_an_audience_is_read_by_it():
    said = {model._meta.label: retention.declared()[model._meta.label].read for model in apps.get_models()}
    own = {model._meta.label for model in apps.get_models() if issubclass(model, Readable)}

    assert {label for label in own if said[label] != "itself"} == set()


def test_every_purpose_is_used_and_every_one_with_days_is_forgotten():
    used = {purpose for said in retention.declared().values() for purpose in said.personal.values()}

    assert used == set(retention.purposes())
    assert {name for name, one in retention.purposes().items() if one.days} - set(forgetting.STEPS) == set()
