import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import Q
from django.test import override_settings

from council import gently
from tests.house import upgrading

ROOT = Path(__file__).resolve().parents[2]
# Whoosh is compiled at its first import; its source has habits that newer Pythons warn of.
WHOOSH = 'ignore:invalid escape sequence,ignore:"is" with a literal,ignore:"is not" with a literal'


@pytest.fixture(scope="module", autouse=True)
def migrations_are_known():
    """The other tests do without them."""
    with override_settings(MIGRATION_MODULES={}):
        yield


@pytest.mark.django_db
def test_models_and_migrations_agree():
    out = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert out.getvalue().strip() in {"No changes detected", "Keine Änderungen erkannt"}


def test_empty_database_is_brought_up_by_the_migrations(tmp_path):
    """The other tests make their tables straight from the models, which is four times faster."""
    environment = os.environ | {"BUILD": "1", "DATA": str(tmp_path), "PYTHONWARNINGS": WHOOSH}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]

    done = subprocess.run(migrate, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def loader(migrations_are_known):
    return MigrationLoader(None)


@pytest.fixture(scope="module")
def release(loader):
    return loader.project_state(list(upgrading.BASELINE.items()))


def new(loader):
    """The migrations since the last release, in the order in which they are taken."""
    old = {key for leaf in upgrading.BASELINE.items() for key in loader.graph.forwards_plan(leaf)}
    plan = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    return [key for key in plan if key not in old and key[0] in upgrading.BASELINE]


def test_no_migration_since_the_last_release_breaks_the_programme_that_still_runs(loader, release):
    known, state, found = upgrading.released(release), release.clone(), {}
    for app, name in new(loader):
        if told := upgrading.faults(app, loader.graph.nodes[app, name], state, known=known):
            found[f"{app}.{name}"] = told

    assert found.keys() ^ upgrading.KNOWINGLY.keys() == set(), found


def test_long_tables_are_there(release):
    assert upgrading.LARGE - upgrading.released(release).keys() == set()


def judged(release, *operations, atomic=True):
    """What is said of operations of the floor of documents, without the operation itself."""
    migration = migrations.Migration("next", "documents")
    migration.operations, migration.atomic = list(operations), atomic
    told = upgrading.faults("documents", migration, release.clone(), known=upgrading.released(release))
    return [sentence.split(": ", 1)[1] for sentence in told]


def carry_over(apps, schema_editor):
    for paper in apps.get_model("documents", "Paper").objects.all():
        paper.save()


def carry_over_in_batches(apps, schema_editor):
    for some in gently.batches(apps.get_model("documents", "Paper").objects.all()):
        apps.get_model("documents", "Paper").objects.bulk_update(some, ["name"])


def back(apps, schema_editor):
    pass


NUMBER, LATER = models.IntegerField(null=True), models.IntegerField(db_default=0)
NAMED = models.Index(fields=["name"], name="by_name")
ALL = models.CheckConstraint(condition=~Q(name=""), name="named")
NEW = models.CheckConstraint(condition=Q(number=None) | Q(number__gt=0), name="numbered")
JUDGED = [
    ("a new table", [migrations.CreateModel("Stamp", [("id", models.BigAutoField(primary_key=True))])], True, []),
    ("a column that may be empty", [migrations.AddField("paper", "number", NUMBER)], True, []),
    ("a column the database fills", [migrations.AddField("paper", "number", LATER)], True, []),
    (
        "a column that only the new programme fills",
        [migrations.AddField("paper", "number", models.IntegerField(default=0))],
        True,
        [upgrading.EMPTY],
    ),
    (
        "a reference in a long table",
        [migrations.AddField("paper", "other", models.ForeignKey("documents.File", models.CASCADE, null=True))],
        True,
        [upgrading.LOCKED],
    ),
    (
        "a reference in a short table",
        [migrations.AddField("finding", "other", models.ForeignKey("documents.File", models.CASCADE, null=True))],
        True,
        [],
    ),
    (
        "many of another",
        [migrations.AddField("paper", "others", models.ManyToManyField("documents.File"))],
        True,
        [],
    ),
    ("a column taken away", [migrations.RemoveField("paper", "name")], True, [upgrading.TAKEN_AWAY]),
    ("a table taken away", [migrations.DeleteModel("Finding")], True, [upgrading.TAKEN_AWAY]),
    ("another name of a column", [migrations.RenameField("paper", "name", "title")], True, [upgrading.RENAMED]),
    ("another name of a model", [migrations.RenameModel("Finding", "Found")], True, [upgrading.RENAMED]),
    ("another name of a table", [migrations.AlterModelTable("finding", "found")], True, [upgrading.RENAMED]),
    (
        "a new column changed before its release",
        [
            migrations.AddField("paper", "number", NUMBER),
            migrations.AlterField("paper", "number", models.TextField(null=True)),
            migrations.RenameField("paper", "number", "sum"),
            migrations.RemoveField("paper", "sum"),
        ],
        True,
        [],
    ),
    (
        "a new table changed before its release",
        [
            migrations.CreateModel("Stamp", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("stamp", "number", models.IntegerField(default=0)),
            migrations.DeleteModel("Stamp"),
        ],
        True,
        [],
    ),
    (
        "other words about a column, and more room",
        [migrations.AlterField("finding", "text", models.CharField("Fund", max_length=400, default="", blank=True))],
        True,
        [],
    ),
    (
        "a column without a bound",
        [migrations.AlterField("finding", "text", models.CharField(default="", db_default=""))],
        True,
        [],
    ),
    (
        "a column with less room",
        [migrations.AlterField("finding", "text", models.CharField(max_length=100))],
        True,
        [upgrading.RETYPED],
    ),
    (
        "a column that must be filled from now on",
        [migrations.AlterField("paper", "date", models.DateField(db_index=True))],
        True,
        [upgrading.FORBIDDEN],
    ),
    (
        "a column that may be empty from now on",
        [migrations.AlterField("finding", "page", models.PositiveIntegerField(null=True))],
        True,
        [],
    ),
    (
        "a column of which each value may stand once",
        [migrations.AlterField("paper", "name", models.CharField(max_length=1000, unique=True))],
        True,
        [upgrading.FORBIDDEN, upgrading.LOCKED],
    ),
    (
        "a column under another name in the database",
        [migrations.AlterField("finding", "page", models.PositiveIntegerField(default=0, db_column="leaf"))],
        True,
        [upgrading.RETYPED],
    ),
    ("another kind of column", [migrations.AlterField("paper", "name", LATER)], True, [upgrading.RETYPED]),
    ("an index over a long table", [migrations.AddIndex("paper", NAMED)], True, [upgrading.LOCKED]),
    ("an index beside those who write", [gently.AddIndex("paper", NAMED)], False, []),
    ("the same in one go", [gently.AddIndex("paper", NAMED)], True, [upgrading.NOT_GENTLE]),
    (
        "an index over a short table",
        [migrations.AddIndex("finding", models.Index(fields=["text"], name="by_text"))],
        True,
        [],
    ),
    (
        "a check of old columns",
        [migrations.AddConstraint("paper", ALL)],
        True,
        [upgrading.LOCKED, upgrading.FORBIDDEN],
    ),
    ("the same, gently", [gently.AddConstraint("paper", ALL)], False, [upgrading.FORBIDDEN]),
    (
        "a check of a new column",
        [migrations.AddField("paper", "number", NUMBER), gently.AddConstraint("paper", NEW)],
        False,
        [],
    ),
    (
        "the same over a long table that waits",
        [migrations.AddField("paper", "number", NUMBER), migrations.AddConstraint("paper", NEW)],
        True,
        [upgrading.LOCKED],
    ),
    ("words in SQL", [migrations.RunSQL("DROP TABLE documents_paper")], True, [upgrading.UNKNOWN]),
    ("all rows at once", [migrations.RunPython(carry_over, back)], False, [upgrading.UNBOUNDED]),
    ("rows without a way back", [migrations.RunPython(carry_over_in_batches)], False, [upgrading.UNBOUNDED]),
    ("rows in one transaction", [migrations.RunPython(carry_over_in_batches, back)], True, [upgrading.UNBOUNDED]),
    ("rows in batches", [migrations.RunPython(carry_over_in_batches, back)], False, []),
    (
        "what nobody thought of",
        [migrations.AlterUniqueTogether("finding", {("page", "kind")})],
        True,
        [upgrading.UNKNOWN],
    ),
    (
        "a column forgotten that must be filled",
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("paper", "name")])],
        True,
        [upgrading.EMPTY],
    ),
    (
        "a column forgotten that may be empty",
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("paper", "date")])],
        True,
        [],
    ),
    (
        "a column taken away aside",
        [migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("paper", "date")])],
        True,
        [upgrading.TAKEN_AWAY],
    ),
]


@pytest.mark.parametrize(
    ("operations", "atomic", "told"), [each[1:] for each in JUDGED], ids=[each[0] for each in JUDGED]
)
def test_each_step_is_judged_by_what_it_does_to_those_at_work(release, operations, atomic, told):
    assert judged(release, *operations, atomic=atomic) == told
