"""The portal's settings for a test run: nothing outside a directory of its own is read or written.

The database is SQLite in a file (threads of a live server and of two people at once need connections of their own), or
what DATABASE_URL names. A developer's .env does not count.
"""

import os
import tempfile
from pathlib import Path

_directory = tempfile.TemporaryDirectory(prefix="cchc-test-", ignore_cleanup_errors=True)
RUN_DIR = Path(_directory.name)

os.environ.setdefault("DATABASE_URL", f"sqlite:///{RUN_DIR / 'portal.sqlite3'}")
os.environ |= {
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "DEBUG": "false",
    "HTTPS": "false",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "CSRF_TRUSTED_ORIGINS": "",
    "DEMO_DAY": "",
    "EMAIL_URL": "memorymail://",
    "MEDIA_ROOT": str(RUN_DIR / "media"),
    "STATIC_ROOT": str(RUN_DIR / "static"),
    "LOG_LEVEL": "WARNING",
}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}

# No manifest: pages in tests need no collectstatic.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
Path(RUN_DIR / "static").mkdir()

# People by the hundred log in: the password only has to be one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
