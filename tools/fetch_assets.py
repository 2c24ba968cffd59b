"""Puts the fonts in place: app/static/vendor/fonts for pages, fonts-document for PDF documents.

Nothing is downloaded from an address: page fonts and the last-resort document font come from
the locked packages (checked against tools/assets.sha256), the Times-like document font from
the system or its package manager. A stamp makes the second run a matter of milliseconds.

    python tools/fetch_assets.py             put in place what is missing
    python tools/fetch_assets.py --manifest  write tools/assets.sha256 anew after a package update
"""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
MANIFEST = TOOLS / "assets.sha256"
PACKAGES = Path(sysconfig.get_paths()["purelib"])

PAGE_PACKAGE, DOCUMENT_PACKAGE = "fontpkg_be_vietnam_pro", "fontpkg_noto_serif"
PAGE_STYLES = ("Regular", "Italic", "Medium", "SemiBold", "Bold", "ExtraBold")
TABULAR_STYLES = ("Regular", "SemiBold", "Bold")
DOCUMENT_STYLES = {
    "Regular": ("NotoSerif[wdth,wght].ttf", 400),
    "Bold": ("NotoSerif[wdth,wght].ttf", 700),
    "Italic": ("NotoSerif-Italic[wdth,wght].ttf", 400),
    "BoldItalic": ("NotoSerif-Italic[wdth,wght].ttf", 700),
}

# File names of fonts with the widths of Times New Roman, as systems ship them.
TIMES_FILES = frozenset(
    {"times.ttf", "times_new_roman.ttf", "liberationserif-regular.ttf", "tinos-regular.ttf"}
)
SYSTEM_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
)
DEBIAN_PACKAGE = "fonts-liberation2"


def sources() -> list[str]:
    """The files taken from packages, as paths below site-packages."""
    page = [f"{PAGE_PACKAGE}/files/BeVietnamPro-{style}.ttf" for style in PAGE_STYLES]
    document = sorted({f"{DOCUMENT_PACKAGE}/files/{file}" for file, _ in DOCUMENT_STYLES.values()})
    licences = [f"{package}/LICENSE" for package in (PAGE_PACKAGE, DOCUMENT_PACKAGE)]
    return [*page, *document, *licences]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verify(manifest: str, packages: Path) -> list[str]:
    """Sources that are missing or differ from the manifest, each with what to do about it."""
    known = {line[66:]: line[:64] for line in manifest.splitlines()}
    found = [f"{name}: không có trong assets.sha256" for name in sources() if name not in known]
    for name, expected in known.items():
        path = packages / name
        if not path.is_file():
            found.append(f"{name}: thiếu tệp, hãy chạy lại make setup")
        elif digest(path) != expected:
            found.append(f"{name}: nội dung khác với mã băm đã ghi trong assets.sha256")
    return found


def make_page_fonts(target: Path) -> None:
    """Web fonts with the letters that pages use, and the figures of one width."""
    # Loaded only when fonts are really made, so that an ordinary start stays quick.
    from tools.font_cutting import page_font, tabular_font  # noqa: PLC0415

    target.mkdir(parents=True, exist_ok=True)
    folder = PACKAGES / PAGE_PACKAGE
    for style in PAGE_STYLES:
        page_font(
            folder / f"files/BeVietnamPro-{style}.ttf", target / f"BeVietnamPro-{style}.woff2"
        )
    for style in TABULAR_STYLES:
        source = folder / f"files/BeVietnamPro-{style}.ttf"
        tabular_font(source, target / f"BeVietnamTabular-{style}.woff2")
    shutil.copyfile(folder / "LICENSE", target / "OFL.txt")


def has_times_like_font(folders: Iterable[Path]) -> bool:
    """Whether the system has a font on which lines break as in Times New Roman."""
    return any(
        path.name.lower() in TIMES_FILES
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*.[tT][tT][fF]")
    )


def fetch_liberation_serif(target: Path) -> bool:
    """Take Liberation Serif out of the distribution's package, without installing it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            patience = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20")
            _quietly("apt-get", *patience, "download", DEBIAN_PACKAGE, folder=folder)
            _quietly("dpkg-deb", "-x", *map(str, folder.glob("*.deb")), name, folder=folder)
        except (subprocess.SubprocessError, OSError):
            return False
        fonts = sorted(folder.rglob("LiberationSerif-*.ttf"))
        if not fonts:
            return False
        target.mkdir(parents=True, exist_ok=True)
        for font in [*fonts, *folder.rglob("copyright")]:
            shutil.copyfile(font, target / font.name)
    return True


def _quietly(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=90)


def make_last_resort_font(target: Path) -> None:
    """Noto Serif in the four styles of a document: wider than Times, but all letters are there."""
    from tools.font_cutting import document_font  # noqa: PLC0415

    target.mkdir(parents=True, exist_ok=True)
    folder = PACKAGES / DOCUMENT_PACKAGE
    for style, (file, weight) in DOCUMENT_STYLES.items():
        document_font(folder / "files" / file, target / f"NotoSerif-{style}.ttf", weight)
    shutil.copyfile(folder / "LICENSE", target / "OFL.txt")


def put_document_fonts(target: Path) -> None:
    """See to it that PDF documents find a font: the system's, Liberation Serif, or Noto Serif."""
    if has_times_like_font((*SYSTEM_FONT_FOLDERS, target)):
        return
    # With the last resort in place the network is not tried again: each start would wait for it.
    if not all((target / f"NotoSerif-{style}.ttf").is_file() for style in DOCUMENT_STYLES):
        if fetch_liberation_serif(target):
            return
        make_last_resort_font(target)
    print(
        "Máy này không có phông chữ kiểu Times New Roman: văn bản PDF sẽ dùng Noto Serif, "
        "rộng hơn, nên chỗ xuống dòng và số trang có thể khác bản Word. "
        f"Muốn đúng phông, cài: apt-get install {DEBIAN_PACKAGE}"
    )


def expected_page_fonts() -> list[str]:
    return [
        *(f"BeVietnamPro-{style}.woff2" for style in PAGE_STYLES),
        *(f"BeVietnamTabular-{style}.woff2" for style in TABULAR_STYLES),
        "OFL.txt",
    ]


def stamp_text() -> str:
    """Changes when a source or the way of cutting changes: then fonts are made anew."""
    parts = ("assets.sha256", "fetch_assets.py", "font_cutting.py", "tabular_digits.py")
    return "\n".join(digest(TOOLS / part) for part in parts) + "\n"


def put_page_fonts(target: Path) -> None:
    """Make the page fonts unless the very same are there already; SystemExit on a wrong source."""
    stamp, wanted = target / ".stamp", stamp_text()
    complete = all((target / name).is_file() for name in expected_page_fonts())
    if complete and stamp.is_file() and stamp.read_text("ascii") == wanted:
        return
    if problems := verify(MANIFEST.read_text("utf-8"), PACKAGES):
        raise SystemExit("Không dựng được phông chữ:\n" + "\n".join(problems))
    print("Đang dựng phông chữ của trang …")
    make_page_fonts(target)
    stamp.write_text(wanted, "ascii")


def main(arguments: list[str]) -> None:
    if arguments == ["--manifest"]:
        lines = [f"{digest(PACKAGES / name)}  {name}\n" for name in sources()]
        MANIFEST.write_text("".join(lines), "utf-8")
        return
    vendor = ROOT / "app/static/vendor"
    put_page_fonts(vendor / "fonts")
    put_document_fonts(vendor / "fonts-document")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
