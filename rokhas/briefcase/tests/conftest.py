from rokhas.dossiers.tests.conftest import authority, scene

__all__ = ["authority", "scene"]
