"""Several files as one ZIP; the same files give the same bytes."""

import io
import zipfile
from collections.abc import Sequence

# ZIP keeps local times without a zone, from 1980 on; no file of ours has one worth keeping.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def repacked(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of exactly these files, without times or anything else of the computer it ran on."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()
