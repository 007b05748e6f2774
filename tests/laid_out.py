"""The tables as they are laid out before the first test, and how to put them back after one that commits.

Django would empty each table and name all permissions anew; both ways here touch what was touched. Whoever holds the
database for longer than `PATIENCE` fails the test.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection

PATIENCE = 60.0  # seconds for others to let go of the database

# What the laying out left in tables and sequences lies in a schema of its own; rows are put back as they come.
_KEEP = """
DROP SCHEMA IF EXISTS laid_out CASCADE;
CREATE SCHEMA laid_out;
DO $$
DECLARE
    part text;
    filled boolean;
BEGIN
    FOR part IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', part) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE laid_out.%I AS TABLE public.%I', part, part);
        END IF;
    END LOOP;
END $$;
CREATE TABLE laid_out." sequences" AS
    SELECT sequencename, coalesce(last_value, start_value) AS value, last_value IS NOT NULL AS called
    FROM pg_sequences WHERE schemaname = 'public';
"""

_PUT_BACK = """
DO $$
DECLARE
    part text;
    filled boolean;
BEGIN
    SET LOCAL lock_timeout = '%(patience)ds';
    SET LOCAL session_replication_role = replica;
    EXECUTE (SELECT 'LOCK TABLE ' || string_agg(format('public.%%I', tablename), ', ') || ' IN EXCLUSIVE MODE'
        FROM pg_tables WHERE schemaname = 'public');
    FOR part IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%%I)', part) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%%I', part);
        END IF;
    END LOOP;
    FOR part IN SELECT tablename FROM pg_tables WHERE schemaname = 'laid_out' AND tablename <> ' sequences' LOOP
        EXECUTE format('INSERT INTO public.%%I OVERRIDING SYSTEM VALUE TABLE laid_out.%%I', part, part);
    END LOOP;
    PERFORM setval(format('public.%%I', sequencename)::regclass, value, called)
        FROM laid_out." sequences" JOIN pg_sequences USING (sequencename)
        WHERE schemaname = 'public' AND last_value IS DISTINCT FROM CASE WHEN called THEN value END;
END $$;
"""

_SEND_AWAY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

PutBack = Callable[[], None]


def kept() -> AbstractContextManager[PutBack]:
    """Remember the tables as they are now; give what puts them back."""
    connection.ensure_connection()
    return {"sqlite": _in_a_file, "postgresql": _at_a_server}[connection.vendor]()


@contextmanager
def _in_a_file() -> Iterator[PutBack]:
    laid_out = sqlite3.connect(":memory:")
    connection.connection.backup(laid_out)

    def put_back() -> None:
        until = time.monotonic() + PATIENCE

        def watch(*pages: int) -> None:
            assert time.monotonic() < until, "Jemand hält die Datenbank fest."

        connection.ensure_connection()
        laid_out.backup(connection.connection, progress=watch)

    yield put_back
    laid_out.close()


@contextmanager
def _at_a_server() -> Iterator[PutBack]:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)

    def put_back() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_BACK % {"patience": PATIENCE})

    yield put_back
    # A thread that served a test may keep its line; nobody drops a database that somebody is in.
    with connection.cursor() as cursor:
        cursor.execute(_SEND_AWAY)
