"""Settings of the suite: the real ones, with keys of its own and no trace of a local .env."""

import os
import tempfile
from pathlib import Path

# Kept for the life of the process, then removed: the suite leaves nothing behind.
_var = tempfile.TemporaryDirectory(prefix="union-tests-")

for _foreign in ("DEBUG", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS", "FIELD_KEY_FALLBACKS"):
    os.environ.pop(_foreign, None)
os.environ |= {
    "ENV_FILE": os.devnull,
    "VAR_DIR": _var.name,
    "SECRET_KEY": "the-suite-signs-with-this-key-and-nothing-else-ever-does",
    "FIELD_KEY": "the-suite-encrypts-with-this-key-and-nothing-else-does",
    "LOG_LEVEL": "WARNING",
}
(Path(_var.name) / "static").mkdir()  # whitenoise warns at every request without it

from union_site.settings import *  # noqa: E402, F403 - the environment had to come first

# A slow hash is a virtue only where a password is worth guessing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected for a test run; the names stay as they are in the source.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}


class UnknownVariable(Exception):
    """A template asked for something that its context does not have."""


class _Loud(str):
    """Django formats this with the name of the variable that it did not find."""

    def __mod__(self, name: object) -> str:
        raise UnknownVariable(name)


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Loud("%s")  # noqa: F405

# SQLite in a file, as a school has it: in memory, threads do not wait for each other but fail.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_var.name) / "suite.sqlite3")}  # noqa: F405
    # Nothing of it is to outlive the run: no waiting for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
