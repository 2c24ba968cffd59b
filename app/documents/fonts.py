"""Where the document fonts are: those fetched at set-up first, then the system's."""

from functools import lru_cache
from pathlib import Path

from typst import Fonts

FAMILIES = ("Times New Roman", "Liberation Serif", "Tinos", "Noto Serif")
_OWN = Path(__file__).resolve().parents[1] / "static" / "vendor" / "fonts-document"
_SYSTEM = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)


def font_dirs() -> tuple[Path, ...]:
    """The folders that exist, in the order in which they are searched."""
    folders = (_OWN, *(Path(name).expanduser() for name in _SYSTEM))
    return tuple(folder for folder in folders if folder.is_dir())


@lru_cache(maxsize=1)
def document_fonts() -> Fonts:
    """The fonts of those folders, read once in a process; reading them takes longer than a page."""
    return Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(folder) for folder in font_dirs()],
    )


def papers_font() -> str:
    """The family that papers are set in here: the first of `FAMILIES` there is; "" where none is.

    The last of them has every letter but is wider than Times: lines break elsewhere than in Word.
    """
    here = set(document_fonts().families())
    return next((family for family in FAMILIES if family in here), "")
