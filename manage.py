#!/usr/bin/env python3
"""Hand a word to the application. `bin/rokhas` prepares the environment, then calls this."""

import os
import sys

from rokhas.kernel.words import run

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rokhas.config.settings")
    run(sys.argv)
