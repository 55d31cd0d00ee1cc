from rokhas.dossiers.tests.conftest import authority, scene
from rokhas.testing.moments import opened

__all__ = ["authority", "opened", "scene"]
