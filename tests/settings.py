"""The settings of every test: mode `test`, a state folder of its own for each process of pytest, a database file of its own.

A program that a test starts keeps the state folder of the test (see the fixture `surroundings`).
"""

import atexit
import os
import shutil
import sys
import tempfile

os.environ["ROKHAS_MODE"] = "test"
if "pytest" in sys.modules or "ROKHAS_VAR" not in os.environ:
    os.environ["ROKHAS_VAR"] = tempfile.mkdtemp(prefix="rokhas-test-")
    atexit.register(shutil.rmtree, os.environ["ROKHAS_VAR"], ignore_errors=True)

from rokhas.config.settings import *  # noqa: F403
from rokhas.config.settings import DATABASES, ROKHAS_VAR

if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
    # A file and not memory: threads and child processes of a test see the same rows through connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(ROKHAS_VAR / "test.sqlite3")}
elif template := os.environ.get("ROKHAS_TEST_TEMPLATE"):
    # Migrated once by the suite; each worker clones it.
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}

# A password is hashed hundreds of times in the suite; its strength is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
