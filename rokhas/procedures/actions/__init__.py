"""What is done to the catalogue: versions published from files, or written by one person and published by another."""

from rokhas.procedures.actions.entries import enter, take_back
from rokhas.procedures.actions.publication import publish, send_back, withdraw
from rokhas.procedures.actions.seeding import DEFINITIONS, packaged_files, seed
from rokhas.procedures.actions.writing import abandon, add, begin, move, remove, set_terms, submit, write

__all__ = [
    "DEFINITIONS",
    "abandon",
    "add",
    "begin",
    "enter",
    "move",
    "packaged_files",
    "publish",
    "remove",
    "seed",
    "send_back",
    "set_terms",
    "submit",
    "take_back",
    "withdraw",
    "write",
]
