"""Titles: the real ones of `real_initiatives.tsv` with their source; then variations at scale."""

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"
PLACES = ("tại bộ phận một cửa", "trong công tác văn thư", "ở các trường học", "tại khu phố",
          "trong quản lý trật tự đô thị", "phục vụ doanh nghiệp nhỏ", "trong thư viện",
          "cho công tác tiếp dân", "trong lưu trữ hồ sơ", "tại trạm y tế")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Title:
    """A title and where it was read; invented variations have an empty source."""

    text: str
    sector: str
    source: str


def real_titles() -> list[Title]:
    """The real titles, in the order of the file."""
    with (DATA / "real_initiatives.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Title(
            _fitting(row["title"]),
            _sector(row["field"]),
            f"{row['source']}; {row['status_in_source']}",
        )
        for row in rows
    ]


def _fitting(text: str) -> str:
    """At most the length a title may have, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:199].rsplit(" ", 1)[0] + "…"


def _sector(field: str) -> str:
    folded = field.lower()
    for word, sector in (
        ("giáo dục", "Giáo dục và đào tạo"), ("hành chính", "Hành chính công"),
        ("quốc phòng", "An ninh - quốc phòng"), ("kinh tế", "Phát triển kinh tế"),
        ("môi trường", "Quản lý đô thị"), ("quản lý", "Hành chính công"),
    ):  # fmt: skip
        if word in folded:
            return sector
    return "Quản lý xã hội"


def titles(count: int, random: Random) -> list[Title]:
    """`count` titles: all real ones first, then invented variations of them."""
    found = real_titles()[:count]
    base = real_titles()
    while len(found) < count:
        pattern = random.choice(base)
        text = _fitting(
            f"{pattern.text[:150].rstrip('.')} {random.choice(PLACES)} ({len(found) + 1})"
        )
        found.append(Title(text, pattern.sector, ""))
    return found
