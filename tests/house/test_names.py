import ast

import pytest
from django.apps import apps

from tests.house import source

DRAWERS = {"utils", "helpers", "common", "managers", "services", "misc", "tools"}
OURS = [model for model in apps.get_models() if model._meta.app_label in source.FLOORS]


def test_no_module_is_a_drawer():
    assert {source.name(path) for path in source.modules() if path.stem in DRAWERS} == set()


def test_every_module_says_why_it_exists():
    silent = {
        source.name(path)
        for path in source.modules()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(source.tree(path))
    }

    assert silent == set()


def test_nothing_listens_to_model_signals():
    def listening(path):
        return {found for found in source.imports(path) if "django.db.models.signals" in found}

    assert source.offences(listening) == {}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_models_have_no_hidden_order_and_no_saving_of_their_own(model):
    assert list(model._meta.ordering) == []
    assert "save" not in model.__dict__


def test_nobody_asks_for_superusers():
    def asking(path):
        asked = {node.attr for node in ast.walk(source.tree(path)) if isinstance(node, ast.Attribute)}
        return asked & {"is_superuser", "has_perm"}

    assert source.offences(asking) == {}
