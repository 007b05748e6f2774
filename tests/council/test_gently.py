"""Long tables are changed while others write: on PostgreSQL nobody waits, elsewhere it is the ordinary way."""

import os

import pytest
from django.db import IntegrityError, migrations, models
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from council import gently
from council.models import Person
from council.settings import env_database
from tests import factories

pytestmark = pytest.mark.django_db

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.services)
TABLE = "gently_row"
INDEX = models.Index(fields=["name"], name="gently_by_name")
CHECK = models.CheckConstraint(condition=~models.Q(name="niemand"), name="gently_somebody")


class Town:
    """A database with one table of three rows, and what was said to it."""

    def __init__(self, line):
        self.line, self.state, self.said = line, ProjectState(), []
        id_, name = models.BigAutoField(primary_key=True), models.CharField(max_length=20)
        self.take(migrations.CreateModel("Row", [("id", id_), ("name", name)], options={"db_table": TABLE}))
        for name in ("Frau Eins", "Herr Zwei", "Frau Drei"):
            self.enter(name)

    def take(self, operation):
        after = self.state.clone()
        operation.state_forwards("council", after)
        with self.line.execute_wrapper(self._hear), self.line.schema_editor(atomic=False) as editor:
            operation.database_forwards("council", editor, self.state, after)
        self.state, before = after, self.state
        return before

    def take_back(self, operation, *, to):
        with self.line.schema_editor(atomic=False) as editor:
            operation.database_backwards("council", editor, self.state, to)
        self.state = to

    def _hear(self, execute, sql, *rest):
        self.said.append(str(sql))
        return execute(sql, *rest)

    def enter(self, name):
        with self.line.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (name) VALUES (%s)", [name])

    def known(self):
        """The names of what was added."""
        with self.line.cursor() as cursor:
            return {INDEX.name, CHECK.name} & set(self.line.introspection.get_constraints(cursor, TABLE))

    def heard(self, *words):
        return [word for word in words if any(word in sql for sql in self.said)]


@pytest.fixture(params=["sqlite", POSTGRESQL])
def town(request):
    aside = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if request.param == "postgresql":
        url = os.environ.get("SERVICES_POSTGRESQL") or pytest.skip("ohne PostgreSQL (make test-services)")
        aside = env_database(url)
    line = ConnectionHandler({"default": aside})["default"]
    with line.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    yield Town(line)
    line.close()


def on_postgresql(town, *words):
    return list(words) if town.line.vendor == "postgresql" else []


def test_index_is_built_beside_those_who_write_and_taken_away_again(town):
    operation = gently.AddIndex("row", INDEX)

    before = town.take(operation)

    assert town.known() == {INDEX.name}
    assert town.heard("CREATE INDEX CONCURRENTLY") == on_postgresql(town, "CREATE INDEX CONCURRENTLY")
    town.take_back(operation, to=before)
    assert town.known() == set()


@pytest.mark.parametrize("town", [POSTGRESQL], indirect=True)
def test_what_a_broken_attempt_left_of_an_index_stands_in_nobodys_way(town):
    with town.line.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {INDEX.name} ON {TABLE} (id)")

    town.take(gently.AddIndex("row", INDEX))

    with town.line.cursor() as cursor:
        assert town.line.introspection.get_constraints(cursor, TABLE)[INDEX.name]["columns"] == ["name"]


def test_check_holds_for_new_rows_before_the_old_ones_are_looked_through(town):
    town.take(gently.AddConstraint("row", CHECK))

    assert town.known() == {CHECK.name}
    assert town.heard("NOT VALID", "VALIDATE CONSTRAINT") == on_postgresql(town, "NOT VALID", "VALIDATE CONSTRAINT")
    with pytest.raises(IntegrityError):
        town.enter("niemand")


def test_check_that_an_old_row_contradicts_is_refused(town):
    town.enter("niemand")

    with pytest.raises(IntegrityError):
        town.take(gently.AddConstraint("row", CHECK))


@pytest.mark.parametrize(("rows", "lengths"), [(0, []), (4, [2, 2]), (5, [2, 2, 1])])
def test_rows_are_taken_some_at_a_time(rows, lengths, django_assert_num_queries):
    for _ in range(rows):
        factories.person()

    with django_assert_num_queries(len(lengths) + 1):
        taken = list(gently.batches(Person.objects.all(), size=2))

    assert [len(some) for some in taken] == lengths
    assert [row.pk for some in taken for row in some] == sorted(Person.objects.values_list("pk", flat=True))
