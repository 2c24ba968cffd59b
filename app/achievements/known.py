"""Names under which awards are written in lists, with what the law says about each.

Codes are those of the award catalogue (`awards/data/award_kinds.yaml`) where it has one.
"""

import re
from dataclasses import dataclass

from app.achievements.states import Family, Level, RatingLevel, Subject
from app.kernel.vietnamese import clean_line, search_text


@dataclass(frozen=True, slots=True)
class KnownAward:
    """One danh hiệu or hình thức; `code` "" when the catalogue has none for this subject."""

    code: str
    name: str
    family: Family
    level: Level


_PEOPLE = (
    ("LDTT", "Lao động tiên tiến", Family.TITLE, Level.BASE,
     "ldtt|lao dong tien tien|ld tien tien"),
    ("CSTD-CS", "Chiến sĩ thi đua cơ sở", Family.TITLE, Level.BASE,
     "cstdcs|cstd cs|cstd cap co so|cstd co so|chien si thi dua co so|chien si thi dua cap co so|"
     "chien si td co so"),
    ("CSTD-TINH", "Chiến sĩ thi đua cấp tỉnh", Family.TITLE, Level.PROVINCE,
     "cstd tinh|cstd cap tinh|cstd thanh pho|cstd cap thanh pho|chien si thi dua cap tinh|"
     "chien si thi dua thanh pho|chien si thi dua cap thanh pho|chien si thi dua tinh|"
     "chien si thi dua cap bo|chien si thi dua bo"),
    ("CSTD-TQ", "Chiến sĩ thi đua toàn quốc", Family.TITLE, Level.NATION,
     "cstd toan quoc|cstdtq|chien si thi dua toan quoc"),
)  # fmt: skip
_UNITS = (
    ("TT-LDTT", "Tập thể Lao động tiên tiến", Family.TITLE, Level.BASE,
     "tap the lao dong tien tien|tap the ldtt|ttldtt|lao dong tien tien|ldtt"),
    ("TT-LDXS", "Tập thể Lao động xuất sắc", Family.TITLE, Level.PROVINCE,
     "tap the lao dong xuat sac|tap the ldxs|ttldxs|lao dong xuat sac|ldxs"),
    ("", "Cờ thi đua cấp tỉnh", Family.TITLE, Level.PROVINCE,
     "co thi dua cap tinh|co thi dua thanh pho|co thi dua cua ubnd thanh pho|co thi dua"),
    ("", "Cờ thi đua của Chính phủ", Family.TITLE, Level.NATION,
     "co thi dua cua chinh phu|co thi dua chinh phu"),
)  # fmt: skip
_FORMS = (
    ("GK", "Giấy khen", Level.BASE, "giay khen|gk|giay khen cua chu tich ubnd quan|"
     "giay khen cua chu tich ubnd phuong|giay khen quan|giay khen phuong"),
    ("BK", "Bằng khen cấp tỉnh", Level.PROVINCE,
     "bang khen|bk|bang khen cap tinh|bang khen thanh pho|bang khen ubnd thanh pho|"
     "bang khen cua chu tich ubnd thanh pho|bang khen cua ubnd thanh pho|bang khen bo|"
     "bang khen tp"),
    ("BK-TTG", "Bằng khen của Thủ tướng Chính phủ", Level.NATION,
     "bang khen thu tuong|bang khen cua thu tuong chinh phu|bang khen thu tuong chinh phu|bkttg"),
    ("", "Huân chương Lao động", Level.NATION,
     "huan chuong lao dong|huan chuong lao dong hang ba|huan chuong lao dong hang nhi|"
     "huan chuong lao dong hang nhat"),
)  # fmt: skip


def _tables() -> dict[Subject, dict[str, KnownAward]]:
    found: dict[Subject, dict[str, KnownAward]] = {kind: {} for kind in Subject}
    for kind, rows in ((Subject.INDIVIDUAL, _PEOPLE), (Subject.COLLECTIVE, _UNITS)):
        for code, name, family, level, words in rows:
            for word in words.split("|"):
                found[kind][word] = KnownAward(code, name, family, level)
        ending = "-CN" if kind is Subject.INDIVIDUAL else "-TT"
        for code, name, level, words in _FORMS:
            for word in words.split("|"):
                whole = f"{code}{ending}" if code else ""
                found[kind][word] = KnownAward(whole, name, Family.FORM, level)
    return {kind: {search_text(word): one for word, one in table.items()}
            for kind, table in found.items()}  # fmt: skip


_TABLES = _tables()
_PREFIX = re.compile(r"^(?:danh hieu|hinh thuc|dat danh hieu|tang)\s+")


def known_award(name: str | None, kind: Subject) -> KnownAward | None:
    """The award this text names for such a subject; None when it is none that is known."""
    words = _PREFIX.sub("", search_text((name or "").replace('"', " ").replace("“", " ")))
    return _TABLES[kind].get(words)


def known_names() -> list[str]:
    """Every name, each once, for a list to choose from."""
    return list(dict.fromkeys(one.name for table in _TABLES.values() for one in table.values()))


_RATINGS = {
    RatingLevel.OUTSTANDING: "hoan thanh xuat sac nhiem vu|hoan thanh xuat sac|htxsnv|xuat sac|"
                             "httxsnv|htxs",
    RatingLevel.GOOD: "hoan thanh tot nhiem vu|hoan thanh tot|httnv|tot|htt",
    RatingLevel.DONE: "hoan thanh nhiem vu|hoan thanh|htnv|ht",
    RatingLevel.NOT_DONE: "khong hoan thanh nhiem vu|khong hoan thanh|khtnv|chua hoan thanh",
}  # fmt: skip
_BY_WORDS = {word: level for level, words in _RATINGS.items() for word in words.split("|")}


def known_rating(text: str) -> RatingLevel | None:
    """The rating a cell names."""
    return _BY_WORDS.get(search_text(clean_line(text)))
