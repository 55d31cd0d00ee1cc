"""The entry of the web server. In production it does not begin before the settings hold."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rokhas.config.settings")

application = get_wsgi_application()


def _refuse_to_serve_half_configured() -> None:
    """What `check --deploy` finds wrong in the settings ends the start, in sentences; the database is not asked.

    Raises SystemExit.
    """
    from django.conf import settings
    from django.core.checks import ERROR, Tags, run_checks

    if settings.ROKHAS_MODE != "production":
        return
    faults = [
        found
        for found in run_checks(tags=[Tags.security], include_deployment_checks=True)
        if found.is_serious(ERROR) and not found.is_silenced()
    ]
    if faults:
        sys.stderr.write("Rokhas does not start in production like this:\n")
        for fault in faults:
            sys.stderr.write(f"  {fault.msg} {fault.hint or ''} ({fault.id})\n")
        sys.stderr.flush()
        raise SystemExit(1)


_refuse_to_serve_half_configured()
