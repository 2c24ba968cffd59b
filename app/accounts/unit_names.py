"""Names of units as people write them: "P. Nội vụ", "UBND P.9", "phong noi vu"."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.kernel.vietnamese import search_text

_SHORT = {
    "p": "phong", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "q": "quan",
    "f": "phuong", "ph": "phuong", "tt": "trung tam", "vp": "van phong", "bql": "ban quan ly",
    "th": "tieu hoc", "thcs": "trung hoc co so", "mn": "mam non", "tp": "thanh pho",
    "gd dt": "giao duc va dao tao", "gddt": "giao duc va dao tao", "dt": "dao tao",
    "ubmttq": "uy ban mat tran to quoc", "mttq": "mat tran to quoc", "vn": "viet nam",
    "hdn": "hoi doanh nghiep", "thpt": "trung hoc pho thong",
    "ldtbxh": "lao dong thuong binh va xa hoi", "xh": "xa hoi", "vh": "van hoa",
}  # fmt: skip
NEAR, MOST = 0.72, 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a text may mean, and how alike the names are (0 to 1)."""

    unit_id: int
    name: str
    likeness: float


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """The folded name, its abbreviations written out."""
    folded = re.sub(r"\b(p|f|q)(\d+)\b", r"\1 \2", search_text(name))
    words = folded.split()
    out = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word == "p" and following.isdecimal():
            out.append("phuong")
        else:
            out.append(_SHORT.get(word, word))
    return " ".join(out)


def nearest(text: str, units: Iterable[tuple[int, str]]) -> list[Candidate]:
    """The units whose names are most alike, best first; none below `NEAR`."""
    wanted = spelled(text)
    best: dict[int, Candidate] = {}
    for key, name in units:
        likeness = _likeness(wanted, spelled(name))
        if likeness >= NEAR and (key not in best or best[key].likeness < likeness):
            best[key] = Candidate(key, name, likeness)
    return sorted(best.values(), key=lambda one: (-one.likeness, one.unit_id))[:MOST]


def _likeness(left: str, right: str) -> float:
    """Alike as written, or with other words around; different numbers are different units."""
    if re.findall(r"\d+", left) != re.findall(r"\d+", right):
        return 0.0
    if left == right:
        return 1.0
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    # The whole comparison costs ten times its upper bound.
    alike = matcher.ratio() if matcher.quick_ratio() >= NEAR else 0.0
    mine, theirs = set(left.split()), set(right.split())
    if mine and (mine <= theirs or theirs <= mine) and min(len(mine), len(theirs)) > 1:
        alike = max(alike, 0.85)
    return alike
