"""Pictures as telephones and scanners make them, written byte by byte."""

from __future__ import annotations

import io
import struct

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

EXPOSURE = 0x829A


def exif(tag: int = EXPOSURE) -> bytes:
    """A segment APP1 whose inner directory has one tag; a camera's exposure time unless told."""
    outer = struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 26) + struct.pack("<I", 0)
    inner = struct.pack("<H", 1) + struct.pack("<HHII", tag, 5, 1, 0) + struct.pack("<I", 0)
    body = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + outer + inner
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def photograph(segment: bytes | None = None) -> bytes:
    """A JPEG with a camera's words, or with the segment given."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 20, 30, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00"
    told = exif() if segment is None else segment
    return b"\xff\xd8" + told + frame + scan + b"\x12\x34" * 50 + b"\xff\xd9"


def pdf_of(picture: bytes, width: int, height: int, *, text: bool = False) -> bytes:
    """A PDF of one page that holds nothing but a JPEG; with `text`, also what a scanner that reads adds."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    image = StreamObject()
    image.set_data(picture)
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Width"): NumberObject(width),
            NameObject("/Height"): NumberObject(height),
        }
    )
    resources = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(image)})}
    )
    if text:
        resources[NameObject("/Font")] = DictionaryObject()
    page[NameObject("/Resources")] = resources
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
