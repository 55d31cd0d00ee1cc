from rokhas.dossiers.tests.conftest import authority, opened, scene

__all__ = ["authority", "opened", "scene"]
