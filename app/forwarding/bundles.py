"""The format of bundles: written the same for the same content, read without trusting anything.

A bundle is a ZIP: manifest.json (format, version, key, who made it, SHA-256 and size of every
other file), list.json or answer.json, and files. What is not in the manifest, or not as it says,
makes the whole bundle refused. Hashes tell that nothing was altered on the way; that the sender is
the sender is told by the letter, which carries the digest of the manifest.
"""

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NoReturn

from app.documents.bundle import repacked
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T, Text

LIST_FORMAT, ANSWER_FORMAT, VERSION = "sang-kien-so/list", "sang-kien-so/answer", 1
MANIFEST = "manifest.json"
MOST_FILES, MOST_BYTES, MOST_JSON, MOST_RATIO = 2000, 400 << 20, 8 << 20, 100
SMALL = 1 << 20
BLOCK = 1 << 18
_PATH = re.compile(
    r"[a-z0-9][a-z0-9_-]{0,80}(?:/[a-z0-9][a-z0-9_.-]{0,120}){0,2}(?:\.[a-z0-9]{1,8})?"
)
_KEY = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Bundle:
    """A verified bundle: the manifest, its digest, the content of every file by path."""

    manifest: Mapping[str, Any]
    digest: str
    files: Mapping[str, bytes]

    def json_of(self, path: str) -> dict[str, Any]:
        """A JSON file of the bundle as a mapping. Raises `Blocked`."""
        if path not in self.files:
            _refuse(_LACKS)
        return json_in(self.files[path])


_BROKEN = T("Không đọc được gói. Chép lại tệp từ nơi gửi rồi tải lên lại")
_LACKS = T("Gói thiếu nội dung bắt buộc")
_ALTERED = T("Gói đã bị thay đổi sau khi lập: nội dung không khớp mã kiểm tra")
_BOMB = T("Gói bung ra quá lớn nên không được nhận")
_PLACES = T("Gói có tên tệp không hợp lệ nên không được nhận")


def _refuse(text: Text) -> NoReturn:
    raise Blocked([Blocker("file", text)])


def write_bundle(head: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> tuple[bytes, str]:
    """The ZIP and the digest of its manifest."""
    entries = [{"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
               for path, content in files]  # fmt: skip
    manifest = canonical({**head, "version": VERSION, "files": entries})
    packed = repacked([(MANIFEST, manifest), *files])
    return packed, hashlib.sha256(manifest).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def read_bundle(content: bytes, wanted: str) -> Bundle:
    """Everything of a bundle of that format, verified. Raises `Blocked` with the reason."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        _refuse(_BROKEN)
    with archive:
        _look_at(infos)
        files = {info.filename: _unpack(archive, info) for info in infos}
    if MANIFEST not in files:
        _refuse(_LACKS)
    text = files.pop(MANIFEST)
    manifest = json_in(text)
    _compare(manifest, files, wanted)
    return Bundle(manifest, hashlib.sha256(text).hexdigest(), files)


def _look_at(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Names, numbers and sizes as the directory of the ZIP states them, before anything is read."""
    names = [info.filename for info in infos]
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        _refuse(_BOMB)
    if len(set(names)) != len(names):
        _refuse(_PLACES)
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not _PATH.fullmatch(info.filename) or kind not in {0, stat.S_IFREG}:
            _refuse(_PLACES)
        if info.flag_bits & 0x1 or info.compress_type not in {zipfile.ZIP_STORED,
                                                              zipfile.ZIP_DEFLATED}:  # fmt: skip
            _refuse(_BROKEN)
        if info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            _refuse(_BOMB)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The content, read block by block: what it says of its size is not believed."""
    most = MOST_JSON if info.filename.endswith(".json") else MOST_BYTES
    if info.file_size > most:
        _refuse(_BOMB)
    parts, size = [], 0
    try:
        with archive.open(info) as stream:
            while block := stream.read(BLOCK):
                size += len(block)
                if size > info.file_size:
                    _refuse(_BOMB)
                parts.append(block)
    except (zipfile.BadZipFile, zipfile.error, ValueError, OSError, EOFError,
            NotImplementedError, RuntimeError):  # fmt: skip
        _refuse(_BROKEN)
    except Exception as fault:
        if type(fault).__module__ == "zlib":
            _refuse(_BROKEN)
        raise
    return b"".join(parts)


def json_in(text: bytes) -> dict[str, Any]:
    """A JSON object. Raises `Blocked` for anything else."""
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _refuse(_BROKEN)
    if not isinstance(value, dict):
        _refuse(_BROKEN)
    return value


def _no_constant(_name: str) -> Any:
    raise ValueError("no number")


def _compare(manifest: Mapping[str, Any], files: Mapping[str, bytes], wanted: str) -> None:
    if manifest.get("format") != wanted:
        _refuse(T("Đây không phải là gói cần nhập ở trang này"))
    if manifest.get("version") != VERSION:
        _refuse(T("Gói được lập bằng phiên bản khác của phần mềm; cập nhật phần mềm rồi nhập lại"))
    stated = manifest.get("files")
    if not _KEY.fullmatch(str(manifest.get("key", ""))) or not isinstance(stated, list):
        _refuse(_LACKS)
    seen: set[str] = set()
    for entry in stated or ():
        if not isinstance(entry, dict):
            _refuse(_BROKEN)
        path, digest = str(entry.get("path", "")), str(entry.get("sha256", ""))
        content = files.get(path)
        if path in seen or content is None or not _HASH.fullmatch(digest):
            _refuse(_ALTERED)
        seen.add(path)
        if content is not None and (hashlib.sha256(content).hexdigest() != digest
                                    or entry.get("size") != len(content)):  # fmt: skip
            _refuse(_ALTERED)
    if seen != set(files):
        _refuse(_ALTERED)
