"""Files that a command is told to write: what may be written to, and why not, in words."""

import errno
from collections.abc import Iterable
from pathlib import Path

from app.kernel.text import T, Text

_WHY = {
    errno.ENOENT: T("không có tệp hoặc thư mục này"),
    errno.EACCES: T("không có quyền"),
    errno.EPERM: T("không có quyền"),
    errno.EROFS: T("ổ đĩa chỉ cho đọc"),
    errno.EISDIR: T("đó là thư mục"),
    errno.ENOTDIR: T("đường dẫn đi qua một tệp"),
    errno.ENOSPC: T("ổ đĩa hết chỗ"),
    errno.ENAMETOOLONG: T("tên quá dài"),
}


def why(fault: OSError) -> Text | str:
    """What went wrong with a file, for the person at the keyboard."""
    return _WHY.get(fault.errno or 0, fault.strerror or str(fault))


def unfit(out: Path, sources: Iterable[Path] = ()) -> Text | None:
    """Why nothing may be put in this place; None when it may.

    A finished file takes the place of what is there: never of an input, nor of a device or pipe
    (`/dev/stdout` would be gone for every program of the machine).
    """
    if out.is_dir():
        return T("đó là thư mục")
    if out.exists() and not out.is_file():
        return T("đó không phải tệp thường")
    if out.exists() and any(one.exists() and out.samefile(one) for one in sources):
        return T("tệp ra trùng tệp vào")
    return None
