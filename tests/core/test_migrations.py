"""Migrations: each once, in order, never changed, and whole however many processes begin at once."""

import os
import tempfile
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.migrations import LOCK, MigrationChangedError, migrate, read_migrations
from tests.conftest import of_database

PASSWORD = "only-for-tests"
NAMES = [migration.name for migration in read_migrations()]


@contextmanager
def _databases(server: str, count: int) -> Generator[list[str]]:
    """Give addresses of fresh, empty databases of one server."""
    names = [f"fresh_{uuid4().hex}" for _ in range(count)]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        try:
            yield [of_database(server, name) for name in names]
        finally:
            for name in names:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def fresh() -> Iterator[str]:
    """Give the address of an empty database."""
    with _databases(os.environ["SUPPORT_AI_TEST_DATABASE_URL"], 1) as addresses:
        yield addresses[0]


def _migrate_at_once(urls: list[str]) -> list[list[str]]:
    barrier = Barrier(len(urls))

    def begin(url: str) -> list[str]:
        barrier.wait()
        return migrate(url, app_password=PASSWORD)

    with ThreadPoolExecutor(len(urls)) as threads:
        return list(threads.map(begin, urls))


def test_every_migration_runs_once_and_in_order(fresh: str) -> None:
    assert migrate(fresh, app_password=PASSWORD) == NAMES == sorted(NAMES)
    assert migrate(fresh, app_password=PASSWORD) == []


def test_several_processes_that_begin_on_one_empty_database_migrate_it_once(fresh: str) -> None:
    ran = _migrate_at_once([fresh] * 6)
    assert sorted(ran) == [[]] * 5 + [NAMES]


def test_nothing_is_touched_before_the_lock_is_held(fresh: str) -> None:
    look = "select to_regnamespace('support_ai') is not null or to_regnamespace('jobs') is not null"
    waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    with psycopg.connect(fresh, autocommit=True) as other, ThreadPoolExecutor(1) as threads:
        other.execute("select pg_advisory_lock(%s)", (LOCK,))
        migrating = threads.submit(migrate, fresh, app_password=PASSWORD)
        for _ in range(100):
            if other.execute(waits).fetchone() == (1,):
                break
            time.sleep(0.05)
        touched = other.execute(look).fetchone()
        other.execute("select pg_advisory_unlock(%s)", (LOCK,))
        assert (touched, migrating.result()) == ((False,), NAMES)


def test_several_empty_databases_of_one_new_server_are_migrated_at_once() -> None:
    with tempfile.TemporaryDirectory(prefix="support-ai-home-") as home:
        # As a product's data directory is: other users may pass through.
        Path(home).chmod(0o755)
        server = EmbeddedPostgres(Path(home) / "data")
        try:
            with _databases(server.start(), 4) as urls:
                ran = _migrate_at_once([url for url in urls for _ in range(2)])
        finally:
            server.stop()
    assert sorted(ran) == [[]] * 4 + [NAMES] * 4


def test_a_migration_that_was_changed_afterwards_is_refused_by_name(fresh: str, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("create table first (n int)")
    assert migrate(fresh, app_password=PASSWORD, directory=tmp_path) == ["0001_first"]
    (tmp_path / "0001_first.sql").write_text("create table first (n int, m int)")
    with pytest.raises(MigrationChangedError, match="0001_first"):
        migrate(fresh, app_password=PASSWORD, directory=tmp_path)


def test_a_migration_that_fails_leaves_nothing_of_itself(fresh: str, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("create table first (n int)")
    (tmp_path / "0002_second.sql").write_text("create table second (n int); select 1 / 0")
    with pytest.raises(errors.DivisionByZero):
        migrate(fresh, app_password=PASSWORD, directory=tmp_path)
    with psycopg.connect(fresh) as connection:
        found = connection.execute(
            "select to_regclass('support_ai.first') is not null, to_regclass('support_ai.second') is not null"
        ).fetchone()
    assert found == (True, False)


@pytest.mark.parametrize("names", [("0001_a.sql", "0001_b.sql"), ("1_a.sql",), ("0001_A.sql",)])
def test_migrations_have_numbers_of_their_own(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text("select 1")
    with pytest.raises(ValueError, match="0001_words"):
        read_migrations(tmp_path)
