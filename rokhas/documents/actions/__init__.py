"""What the documents room does: keep a file, make a paper, receive a file by chunks."""

from rokhas.documents.actions.files import forget, rename, store, sweep_orphans, tidy_name
from rokhas.documents.actions.papers import render
from rokhas.documents.actions.scanning import scan_waiting
from rokhas.documents.actions.uploads import (
    append,
    begin,
    cancel,
    finish,
    finish_interrupted,
    receive,
    sweep_uploads,
)

__all__ = [
    "append",
    "begin",
    "cancel",
    "finish",
    "finish_interrupted",
    "forget",
    "receive",
    "rename",
    "render",
    "scan_waiting",
    "store",
    "sweep_orphans",
    "sweep_uploads",
    "tidy_name",
]
