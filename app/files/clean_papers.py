"""A PDF without what was written about it: information, XMP, comments, signatures, attachments.

The pages stay. Imports nothing of the application: it also runs alone (`cleaning_child`).
"""

import io
from collections.abc import Callable
from typing import Any

MOST_OBJECTS = 200_000
# Said of the paper or of a part of it, never drawn; signatures carry their signer's certificate.
_DROPPED = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Thumb", "/Threads",
                      "/SpiderInfo", "/Perms", "/DSS", "/Collection", "/Legal", "/XFA",
                      "/OpenAction", "/AA", "/B", "/OPI", "/URI", "/Author", "/Creator",
                      "/Producer", "/Keywords", "/CreatorInfo"})  # fmt: skip
_OF_NAMES = ("/EmbeddedFiles", "/JavaScript", "/Renditions", "/AlternatePresentations")
_KEPT_NOTES = frozenset({"/Link", "/Widget"})
_JPEG_FILTERS = ("/DCTDecode", "/DCT")


def clean_paper(content: bytes, clean_picture: Callable[[bytes], bytes]) -> bytes:
    """The paper with its pages only; ValueError when it is locked or cannot be followed."""
    import pypdf  # noqa: PLC0415 - slow to import, needed only here

    paper = pypdf.PdfReader(io.BytesIO(content))
    if paper.is_encrypted:
        raise ValueError("locked")
    once = pypdf.PdfWriter(clone_from=paper)
    once.metadata = None
    for thing in list(_objects(once)):
        _clean(thing, clean_picture)
    # Written, read and copied again: only what the pages still lead to comes along.
    first = io.BytesIO()
    once.write(first)
    twice = pypdf.PdfWriter(clone_from=pypdf.PdfReader(first))
    twice.metadata = None
    last = io.BytesIO()
    twice.write(last)
    return last.getvalue()


def _objects(writer: Any) -> Any:
    """Every dictionary of the file, those inside others too."""
    open_ends = [one for one in writer._objects if one is not None]
    seen = 0
    while open_ends:
        thing = open_ends.pop()
        seen += 1
        if seen > MOST_OBJECTS * 10:
            raise ValueError("too many objects")
        if isinstance(thing, dict):
            yield thing
            open_ends += [one for one in thing.values() if isinstance(one, (dict, list))]
        elif isinstance(thing, list):
            open_ends += [one for one in thing if isinstance(one, (dict, list))]


def _clean(thing: Any, clean_picture: Callable[[bytes], bytes]) -> None:
    for name in [key for key in thing if key in _DROPPED or key.startswith("/PTEX.")]:
        if name != "/B" or "/Type" in thing:  # "/B" of a page are the beads of a thread
            del thing[name]
    if "/Names" in thing and hasattr(thing["/Names"], "keys"):
        for name in _OF_NAMES:
            thing["/Names"].pop(name, None)
    if "/S" in thing and "/P" in thing:  # said of a part of the page, for readers aloud
        for name in ("/T", "/Alt", "/ActualText", "/E"):
            thing.pop(name, None)
    if thing.get("/FT") == "/Sig":
        thing.pop("/V", None)
    if "/Annots" in thing:
        _clean_notes(thing)
    if thing.get("/Subtype") == "/Image" and _is_jpeg(thing.get("/Filter")):
        thing._data = clean_picture(thing._data)


def _is_jpeg(kind: Any) -> bool:
    """Only a picture that is nothing but a JPEG: within other codings it is not looked into."""
    if isinstance(kind, list):
        return len(kind) == 1 and str(kind[0]) in _JPEG_FILTERS
    return str(kind) in _JPEG_FILTERS


def _clean_notes(page: Any) -> None:
    """Comments, stamps and marks name who made them: only links and form fields stay."""
    from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

    notes = page["/Annots"]
    notes = notes.get_object() if hasattr(notes, "get_object") else notes
    kept = []
    for note in notes:
        found = note.get_object()
        if found is None or found.get("/Subtype") not in _KEPT_NOTES:
            continue
        for name in ("/T", "/Contents", "/M", "/NM", "/TU", "/RC", "/Subj", "/Popup"):
            if name != "/T" or found.get("/Subtype") == "/Link":
                found.pop(name, None)
        action = found.get("/A")
        if action is not None and action.get_object().get("/S") != "/GoTo":
            found.pop("/A", None)
        kept.append(note)
    page[NameObject("/Annots")] = ArrayObject(kept)
