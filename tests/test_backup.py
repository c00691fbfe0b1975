"""deploy/backup.sh and deploy/restore.sh: what was there comes back to the byte; a damaged backup changes nothing."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

ROWS = [(1, "Kế hoạch số 15/KH-UBND"), (2, "dòng\nhai \\. \t 'nháy'"), (3, None)]


class Place:
    """An installation's data: a database with one table and a directory with two files."""

    def __init__(self, directory, url, connect):
        self.media, self.connect = directory / "media", connect
        self.env = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(self.media)}
        self.env |= {"SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "config.settings"}
        (self.media / "2024").mkdir(parents=True)
        (self.media / "2024" / "Báo cáo quý.pdf").write_bytes(os.urandom(50_000))
        (self.media / "rỗng.docx").write_bytes(b"")
        self.execute("CREATE TABLE held (id integer PRIMARY KEY, text varchar)")
        for number, text in ROWS:
            self.execute(f"INSERT INTO held VALUES ({number}, {'NULL' if text is None else literal(text)})")

    def execute(self, sql):
        with closing(self.connect()) as database, closing(database.cursor()) as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else None
            database.commit()
        return rows

    def state(self):
        files = {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }
        return self.execute("SELECT id, text FROM held ORDER BY id"), files

    def run(self, script, *arguments):
        command = [settings.BASE_DIR / "deploy" / script, *arguments]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=120)

    def spoil(self):
        self.execute("DELETE FROM held WHERE id = 2")
        self.execute("CREATE TABLE stray (id integer)")
        (self.media / "rỗng.docx").unlink()
        (self.media / "lạ.txt").write_text("lạ")


def literal(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture
def place(tmp_path):
    """On the database the tests run on; PostgreSQL gets one more database, for this test alone."""
    if connection.vendor == "sqlite":
        path = tmp_path / "portal.sqlite3"
        yield Place(tmp_path, f"sqlite:///{path}", lambda: sqlite3.connect(path))
        return
    if not shutil.which("pg_dump"):
        pytest.fail("pg_dump is missing: install the package postgresql-client.")
    server = settings.DATABASES["default"]
    login = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    name = f"backup_{os.getpid()}"

    def administer(sql):
        with closing(psycopg2.connect(dbname="postgres", **login)) as database:
            database.autocommit = True
            database.cursor().execute(sql)

    administer(f"CREATE DATABASE {name}")
    url = f"postgres://{login['user']}:{login['password']}@{login['host']}:{login['port']}/{name}"
    yield Place(tmp_path, url, lambda: psycopg2.connect(dbname=name, **login))
    administer(f"DROP DATABASE {name}")


def test_everything_comes_back(place, tmp_path):
    before = place.state()
    made = place.run("backup.sh", tmp_path / "backups")
    assert made.returncode == 0, made.stderr
    place.spoil()

    refused = place.run("restore.sh", made.stdout.strip())
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert place.state() != before

    back = place.run("restore.sh", made.stdout.strip(), "--replace")
    assert back.returncode == 0, back.stderr
    assert place.state() == before
    with pytest.raises((sqlite3.OperationalError, psycopg2.errors.UndefinedTable)):
        place.execute("SELECT * FROM stray")
    if connection.vendor == "postgresql":
        known = "SELECT 1 FROM pg_stats WHERE schemaname = 'public'"
        assert place.execute(known), "statistics are gathered anew"


def test_damaged_backup_is_refused_and_changes_nothing(place, tmp_path):
    made = place.run("backup.sh", tmp_path / "backups").stdout.strip()
    with Path(made, "media.tar").open("ab") as archive:
        archive.write(b"x")
    place.spoil()
    before = place.state()
    refused = place.run("restore.sh", made, "--replace")
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert place.state() == before


def test_only_the_newest_are_kept(place, tmp_path):
    backups = tmp_path / "backups"
    for old in ("20200101-000000", "20210101-000000", "thư mục khác"):
        (backups / old).mkdir(parents=True)
    made = place.run("backup.sh", backups, "--keep", "2").stdout.strip()
    assert {path.name for path in backups.iterdir()} == {"20210101-000000", "thư mục khác", made.rsplit("/", 1)[1]}
