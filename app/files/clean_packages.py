"""DOCX, XLSX, PPTX without what was written about them and by whom.

Properties of the document, comments, people, custom data, printers and outside addresses go;
tracked changes are accepted as they stand, so nobody is named as their author. What cannot be
looked into (an embedded object of an old kind) makes the whole file one that is held back.
Imports nothing of the application: it also runs alone (`cleaning_child`).
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

MOST_XML, MOST_DEPTH = 48 << 20, 2
TYPES = "[Content_Types].xml"
_MADE = (1980, 1, 1, 0, 0, 0)
_DROPPED = re.compile(
    r"^docProps/|^customXml/|^docMetadata/|^_xmlsignatures/|/printerSettings/"
    r"|^word/(?:glossary/)?(?:comments[^/]*|people|documentTasks?/[^/]*)\.xml$"
    r"|^xl/(?:comments[^/]*\.xml|comments/|threadedComments/|persons/|revisions/|connections\.xml"
    r"|customProperty/|queryTables/)"
    r"|^ppt/(?:comments/|modernComments/|commentAuthors\.xml|authors\.xml|tags/|changesInfos/"
    r"|revisionInfo\.xml)"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g)$", re.IGNORECASE)
_PACKAGE = re.compile(r"\.(?:docx|xlsx|pptx)$", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
# Kinds of parts whose insides are known to say nothing of people; all others hold the file back.
_DUMB = re.compile(r"\.(?:emf|wmf|gif|bmp|tiff?|svg|odttf|fntdata|ttf|otf|wdp|bin)$", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = frozenset({"author", "initials", "userId", "providerId", "userName", "lastModifiedBy",
                    "authorId", "personId", "creator", "modifiedBy", "userInfo", "refreshedBy",
                    "tooltip", "descr"})  # fmt: skip
_GONE = frozenset({
    "commentRangeStart", "commentRangeEnd", "commentReference", "del", "moveFrom",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "rPrChange",
    "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange",
    "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "rsids", "docVars",
    "attachedTemplate", "mailMerge", "saveThroughXslt", "fileSharing", "absPath", "custDataLst",
    "writeProtection", "smartTagType", "permStart", "permEnd", "legacyDrawing",
    "commentPr", "revisionPtr", "webPublishing", "customWorkbookViews", "customSheetViews",
    "alias", "tag",
})  # fmt: skip
_OPENED = frozenset({"ins", "moveTo", "smartTag", "customXml"})
_WORDML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_DATES = frozenset({f"{{{space}}}date" for space in (_WORDML, _STRICT)})
_NEUTRAL = "https://an-danh.invalid/"
_TO_PARTS = ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
             "http://purl.oclc.org/ooxml/officeDocument/relationships")  # fmt: skip
_DRAWN = frozenset({"docPr", "cNvPr"})


def clean_package(content: bytes, clean_picture: Callable[[bytes], bytes], depth: int = 0) -> bytes:
    """The document alone; ValueError when a part of it cannot be looked into."""
    if depth >= MOST_DEPTH:
        raise ValueError("packages in packages")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        names = [one.filename for one in source.infolist() if not one.is_dir()]
        gone = {name for name in names if _DROPPED.search(name)}
        lost = {
            _relations_of(name): _lost_ids(name, source.read(name), gone)
            for name in names
            if name.endswith(".rels")
        }
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name in names:
                if name in gone or _relations_of(name) in gone:
                    continue
                part = _clean_part(name, source.read(name), gone, clean_picture, depth)
                if lost.get(name):
                    part = _without_ids(part, lost[name])
                entry = zipfile.ZipInfo(name, _MADE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, part)
    return target.getvalue()


def _relations_of(name: str) -> str:
    """The part that a list of relations belongs to."""
    folder, _, file = name.rpartition("/_rels/")
    return f"{folder}/{file[:-5]}" if file.endswith(".rels") else ""


def _clean_part(
    name: str, part: bytes, gone: set[str], clean_picture: Callable[[bytes], bytes], depth: int
) -> bytes:
    if part.startswith(_OLE):
        raise ValueError("an embedded object")
    if part.startswith((b"\x89PNG", b"\xff\xd8\xff")) or _PICTURE.search(name):
        return clean_picture(part)
    if part.startswith(b"PK\x03\x04") or _PACKAGE.search(name):
        return clean_package(part, clean_picture, depth + 1)
    if _XML.search(name):
        return _clean_xml(name, part, gone)
    if not _DUMB.search(name):
        raise ValueError("a part of an unknown kind")
    return part


def _read(part: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415 - slow to import, needed only here

    if len(part) > MOST_XML:
        raise ValueError("a part too large to look into")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a part that declares a type of its own")
    return root


def _written(root: Any) -> bytes:
    from lxml import etree  # noqa: PLC0415

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _clean_xml(name: str, part: bytes, gone: set[str]) -> bytes:
    root = _read(part)
    if name == TYPES:
        _without(root, lambda one: one.get("PartName", "").lstrip("/") in gone)
    elif name.endswith(".rels"):
        _clean_relations(name, root, gone)
    else:
        _clean_tree(root)
    return _written(root)


def _clean_relations(name: str, root: Any, gone: set[str]) -> None:
    """No way to what is gone; a way out of the document leads nowhere in particular."""
    _without(root, lambda one: _leads_nowhere(name, one, gone))
    for one in root:
        if one.get("TargetMode", "").lower() == "external":
            one.set("Target", _NEUTRAL)


def _leads_nowhere(name: str, one: Any, gone: set[str]) -> bool:
    if one.get("TargetMode", "").lower() == "external":
        return False
    folder, target = name.rpartition("_rels/")[0], one.get("Target", "")
    whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(whole) in gone


def _lost_ids(name: str, part: bytes, gone: set[str]) -> set[str]:
    """The relations that are dropped from this list."""
    return {one.get("Id", "") for one in _read(part) if _leads_nowhere(name, one, gone)}


def _without_ids(part: bytes, lost: set[str]) -> bytes:
    """Nothing refers to a relation that is gone: Office calls such a file damaged."""
    root = _read(part)
    for one in list(root.iter()):
        for key in [k for k in one.attrib if k.rpartition("}")[0].lstrip("{") in _TO_PARTS]:
            if one.attrib[key] not in lost:
                continue
            if _local(one.tag) == "pageSetup" or one.getparent() is None:
                del one.attrib[key]
            else:
                _drop(one)
                break
    return _written(root)


def _without(root: Any, unwanted: Callable[[Any], bool]) -> None:
    for one in list(root):
        if unwanted(one):
            root.remove(one)


def _clean_tree(root: Any) -> None:
    for one in list(root.iter()):
        for key in list(one.attrib):
            local = _local(key)
            if local in _NAMED or key in _DATES or local.startswith("rsid"):
                del one.attrib[key]
        if _local(one.tag) in _DRAWN:
            one.attrib.pop("title", None)
            one.set("name", f"Hình {one.get('id', '')}".strip())
    for one in list(_elements(root, _GONE)):
        _drop(one)
    for one in list(_elements(root, _OPENED)):
        _open(one)


def _elements(root: Any, names: Iterable[str]) -> Any:
    wanted = frozenset(names)
    return (one for one in root.iter() if _local(one.tag) in wanted and one.getparent() is not None)


def _local(name: Any) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _drop(one: Any) -> None:
    parent = one.getparent()
    if parent is not None:
        _keep_tail(one, parent)
        parent.remove(one)


def _open(one: Any) -> None:
    """What was inserted stays, without the frame that names who inserted it."""
    parent = one.getparent()
    if parent is None:
        return
    place = parent.index(one)
    for child in reversed(list(one)):
        parent.insert(place, child)
    _keep_tail(one, parent)
    parent.remove(one)


def _keep_tail(one: Any, parent: Any) -> None:
    if not one.tail or not one.tail.strip():
        return
    before = one.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + one.tail
    else:
        parent.text = (parent.text or "") + one.tail
