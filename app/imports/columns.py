"""What a column of a list can hold, by which headings it is known, and how it is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from app.ideas.drafts import LABELS, AiSheet, Effect, Information, Texts
from app.ideas.export_columns import CHECK, COLUMNS
from app.kernel.text import T, Text
from app.kernel.vietnamese import search_text

IGNORED = ""
UNIT, CODE, OWN_CODE = "unit", "code", "own_code"
AUTHORS = "authors"
AUTHOR_FIELDS = ("workplace", "job_title", "email", "born", "qualification", "share")
DRAFTS = (Information, Texts, Effect, AiSheet)

_SYNONYMS: Mapping[str, str] = {
    CODE: "ma ho so|ma so ho so|so ho so",
    OWN_CODE: "ma so|ma sang kien|ma don vi tu dat|ky hieu|ma so cua don vi|ma giai phap",
    "title": "ten sang kien|ten giai phap|ten de tai|ten y tuong|ten de tai sang kien|"
             "ten de tai giai phap|ten sang kien giai phap|sang kien giai phap|noi dung sang kien|"
             "ten cong trinh|ten sang kien kinh nghiem|ten ho so|giai phap|sang kien|ten skkn",
    "category_id": "linh vuc du thi|bang du thi|nhom linh vuc|nhom du thi|hang muc|bang|nhom",
    "sector": "linh vuc ap dung|linh vuc|linh vuc chuyen mon|nganh",
    "investor": "chu dau tu|chu dau tu tao ra sang kien",
    "summary": "tom tat|tom tat noi dung|tom tat sang kien|mo ta ngan|noi dung tom tat",
    "problem": "van de|van de can giai quyet|thuc trang|hien trang|ly do|su can thiet|"
               "tinh trang giai phap da biet",
    "solution": "noi dung giai phap|noi dung|mo ta|mo ta ban chat|mo ta giai phap|cach lam|"
                "bien phap thuc hien|mo ta ban chat cua sang kien",
    "novelty": "diem moi|tinh moi|tinh sang tao|diem moi cua giai phap",
    "conditions": "dieu kien ap dung|dieu kien can thiet|dieu kien can thiet de ap dung",
    "confidential": "thong tin can bao mat|thong tin can duoc bao mat|bao mat|noi dung bao mat",
    "first_applied_on": "ngay ap dung|ngay ap dung lan dau|thoi gian ap dung|ngay ap dung thu|"
                        "thoi diem ap dung|ngay bat dau ap dung|ngay ap dung dau tien",
    "application": "tinh hinh ap dung|pham vi ap dung|kha nang ap dung|pham vi anh huong|"
                   "noi ap dung|don vi ap dung|kha nang nhan rong",
    "effect": "hieu qua|hieu qua mang lai|loi ich|ket qua|hieu qua ap dung|loi ich thu duoc|"
              "ket qua dat duoc|hieu qua kinh te xa hoi",
    "saved_vnd": "gia tri lam loi|so tien lam loi|lam loi|so tien tiet kiem|tiet kiem|"
                 "hieu qua kinh te|gia tri lam loi trong nam dau",
    UNIT: "don vi|ten don vi|don vi cong tac|co quan|co quan don vi|phong ban|don vi de nghi|"
          "don vi nop|phong ban don vi|phuong xa|don vi chu tri",
    AUTHORS: "tac gia|ho va ten tac gia|ho ten tac gia|nhom tac gia|ho va ten|ho ten|nguoi thuc "
             "hien|tac gia nhom tac gia|tac gia dong tac gia|ten tac gia|nguoi de xuat|"
             "dong tac gia|chu nhiem|hoten",
    "author_share": "ty le|ty le dong gop|ti le|ti le dong gop|dong gop|phan tram dong gop|ty le %",
    "author_workplace": "noi cong tac|noi lam viec|noi cong tac hoac noi thuong tru|"
                        "noi cong tac cua tac gia",
    "author_job_title": "chuc vu|chuc danh|chuc vu chuc danh|chuc danh chuc vu|vi tri cong tac",
    "author_email": "email|e mail|thu dien tu|dia chi thu|dia chi email|mail|hop thu",
    "author_born": "ngay sinh|nam sinh|ngay thang nam sinh|ngay thang nam sinh tac gia|sinh ngay",
    "author_qualification": "trinh do|trinh do chuyen mon|hoc vi|trinh do chuyen mon nghiep vu",
    "ai_product": "cong cu ttnt|cong cu ai|cong cu va nha cung cap|cong cu su dung",
    IGNORED: "stt|tt|so tt|so thu tu|ghi chu|dien thoai|so dien thoai|ket qua xep loai|xep loai|"
             "diem|trang thai|ngay nop",
}  # fmt: skip

TITLES: dict[str, Text | str] = {
    CODE: T("Mã hồ sơ"),
    OWN_CODE: T("Mã của đơn vị"),
    UNIT: T("Đơn vị"),
    AUTHORS: T("Tác giả"),
    CHECK: COLUMNS[CHECK].title,
    **{
        field.name: LABELS[field.name]
        for kind in DRAFTS
        for field in fields(kind)
        if field.name in LABELS
    },
    **{
        f"author_{name}": T("Tác giả: %(what)s", what=LABELS[name])
        for name in AUTHOR_FIELDS
        if name in LABELS
    },
}
"""Every column an import knows, with its words; the order is that of the choice on the page."""


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, words in _SYNONYMS.items():
        for word in words.split("|"):
            found.setdefault(search_text(word), key)
    for key, title in TITLES.items():
        # Our own headings always mean what they say: exports come back as they went.
        found[search_text(str(title))] = key
    return found


HEADINGS = _table()
_LONG_FIRST = sorted((word for word in HEADINGS if " " in word), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading probably means; `exact`: it is one of the known headings."""

    key: str = IGNORED
    exact: bool = False
    scale: int = 1


def guess(heading: str) -> Guess:
    """What a column under this heading holds: exactly, by the last line, or by a part of it."""
    scale = _scale(heading)
    for text in _readings(heading):
        if text in HEADINGS:
            return Guess(HEADINGS[text], exact=True, scale=scale)
    whole = f" {search_text(heading)} "
    for word in _LONG_FIRST:
        if f" {word} " in whole:
            return Guess(HEADINGS[word], scale=scale)
    return Guess(scale=scale)


def _readings(heading: str) -> Iterable[str]:
    """The heading whole, without its bracket, and its lower line under a group's heading."""
    yield search_text(heading)
    yield search_text(heading.split("(")[0])
    if "\n" in heading:
        upper, _, lower = heading.partition("\n")
        yield search_text(f"{lower} {upper}".split("(")[0])
        yield search_text(lower.split("(")[0])


def _scale(heading: str) -> int:
    words = f" {search_text(heading)} "
    for word, factor in ((" ty dong ", 10**9), (" trieu dong ", 10**6), (" nghin dong ", 10**3),
                         (" ngan dong ", 10**3), (" trieu ", 10**6)):  # fmt: skip
        if word in words:
            return factor
    return 1


def guess_all(headings: Mapping[int, str]) -> dict[int, Guess]:
    """Each column's guess; of two columns with one meaning the better, then the first, keeps it."""
    guesses = {place: guess(text) for place, text in headings.items()}
    taken: dict[str, int] = {}
    for place, found in sorted(guesses.items(), key=lambda one: (not one[1].exact, one[0])):
        if found.key == IGNORED:
            continue
        if found.key in taken:
            guesses[place] = Guess(scale=found.scale)
        taken.setdefault(found.key, place)
    return guesses


def signature(headings: Sequence[str]) -> str:
    """What a unit's mapping is remembered under: the headings, folded, in order."""
    return "|".join(search_text(text) for text in headings)[:2000]
