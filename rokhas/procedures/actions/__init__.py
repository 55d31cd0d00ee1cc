"""What is done to the catalogue: versions are published."""

from rokhas.procedures.actions.seeding import DEFINITIONS, packaged_files, seed

__all__ = ["DEFINITIONS", "packaged_files", "seed"]
