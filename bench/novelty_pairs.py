"""Labelled pairs of texts for measuring likeness: how they are made is in
tests/novelty/labelled/README.md. Everything is seeded; the same call gives the same pairs."""

import csv
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from app.kernel.vietnamese import fold

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "novelty" / "labelled"
TITLES = Path(__file__).resolve().parent.parent / "app" / "demo" / "data" / "real_initiatives.tsv"
PLAN = TITLES.parent / "plan_52.yaml"
KEYS = "qwertyuiopasdfghjklzxcvbnm"

SHORTER = (
    ("trí tuệ nhân tạo", "AI"), ("trí tuệ nhân tạo", "TTNT"), ("AI", "trí tuệ nhân tạo"),
    ("TTNT", "AI"), ("công nghệ thông tin", "CNTT"), ("CNTT", "công nghệ thông tin"),
    ("Ủy ban nhân dân", "UBND"), ("học sinh", "HS"), ("giáo viên", "GV"), ("sinh viên", "SV"),
    ("thủ tục hành chính", "TTHC"), ("căn cước", "CCCD"), ("phụ huynh", "PHHS"),
    ("cơ sở dữ liệu", "CSDL"), ("dịch vụ công", "DVC"), ("chuyển đổi số", "CĐS"),
    ("trạm y tế", "TYT"), ("bệnh viện", "BV"), ("sách giáo khoa", "SGK"),
    ("sốt xuất huyết", "SXH"), ("an toàn thực phẩm", "ATTP"), ("hộ kinh doanh", "HKD"),
    ("ngân hàng", "NH"), ("thành phố", "TP"), ("Thành phố Hồ Chí Minh", "TP.HCM"),
)  # fmt: skip
SWAPPED = (
    ("lớp 1", "lớp 5"), ("môn Toán", "môn Ngữ văn"), ("tiểu học", "trung học phổ thông"),
    ("môn Lịch sử", "môn Vật lý"), ("mầm non", "trung học cơ sở"), ("lớp 9", "lớp 2"),
    ("môn Tiếng Anh", "môn Toán"), ("khối 6", "khối 8"),
)  # fmt: skip
FRAMES = (
    "Ứng dụng trí tuệ nhân tạo trong dạy {} cho học sinh",
    "Một số giải pháp nâng cao hiệu quả dạy {} bằng công nghệ số",
    "Sử dụng trợ lý ảo hỗ trợ ôn tập {} tại trường",
    "Bộ trò chơi số giúp học sinh học tốt {}. Mỗi trò chơi có ba mức, máy chọn mức theo câu trả "
    "lời của em; giáo viên xem bảng kết quả cuối tuần và giao thêm bài cho nhóm còn yếu.",
    "Thiết kế phiếu học tập điện tử cho {} có hình minh họa và bài tập ngắn, chấm ngay khi nộp; "
    "phụ huynh nhận kết quả qua Zalo, giáo viên chủ nhiệm theo dõi tiến bộ của từng em.",
)
SUBJECTS = (
    "quản lý tài sản", "tiêm chủng", "cấp phép xây dựng", "thu gom rác thải", "dự báo ngập nước",
    "tuyển sinh đầu cấp", "giải quyết đơn thư", "kê đơn thuốc", "thu thuế hộ kinh doanh",
    "bảo tồn di tích", "phòng cháy chữa cháy", "chấm thi đua", "tưới cây đô thị",
    "giám sát bữa ăn bán trú", "dịch tài liệu", "hòa giải cơ sở", "chăm sóc người cao tuổi",
    "phát hiện tin giả", "xếp thời khóa biểu", "kiểm tra hóa đơn", "dạy bơi",
    "tuyển chọn nghĩa vụ quân sự", "quản lý phòng trọ", "điều phối xe cấp cứu",
)  # fmt: skip
BOILERPLATES = (
    "Ứng dụng trí tuệ nhân tạo trong {}", "Giải pháp ứng dụng AI nâng cao hiệu quả công tác {}",
    "Xây dựng hệ thống hỗ trợ {} trên địa bàn phường",
    "Nâng cao chất lượng công tác {} bằng chuyển đổi số",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """One solution told twice, in different words."""

    key: str
    field: str
    title_a: str
    text_a: str
    title_b: str
    text_b: str

    @property
    def whole_a(self) -> str:
        """Title and text, as a dossier is compared."""
        return f"{self.title_a}. {self.text_a}"

    @property
    def whole_b(self) -> str:
        """The other telling."""
        return f"{self.title_b}. {self.text_b}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, whether they tell the same, and by which rule they were made."""

    kind: str
    same: bool
    one: str
    other: str


def topics(name: str) -> list[Topic]:
    """The topics of `topics.tsv` (tuned on) or `held_out.tsv` (never tuned on)."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return [Topic(*row) for row in list(csv.reader(lines, delimiter="\t"))[1:]]


def real_titles() -> list[str]:
    """Sixty titles of real initiatives from public sources."""
    with TITLES.open(encoding="utf-8", newline="") as lines:
        return [row["title"] for row in csv.DictReader(lines, delimiter="\t")]


def plan_paragraphs() -> list[str]:
    """Paragraphs of the real plan: the official prose that long dossiers have in common."""
    text = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    return sorted({one for one in _texts(text) if len(one) > 60})


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def pairs(found: list[Topic], titles: list[str], seed: int) -> list[Pair]:
    """Every labelled pair of these topics and real titles."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    made = [*_same(found, titles, chance), *_other(found, titles), *_long(found, chance)]
    return list(dict.fromkeys(made))


def _long(found: list[Topic], chance: random.Random) -> Iterator[Pair]:
    """Dossiers with official prose around the solution, some paragraphs in both."""
    prose = plan_paragraphs()
    whole = {topic.key: f"{topic.whole_a} {topic.whole_b}" for topic in found}
    for topic in found:
        one, other = chance.choice(prose), chance.choice(prose)
        yield Pair("long, changed", True, f"{whole[topic.key]} {one}",
                   f"{other} {mixed(whole[topic.key], chance)}")  # fmt: skip
        yield Pair("long, other words", True, f"{topic.whole_a} {one}",
                   f"{topic.whole_b} {other}")  # fmt: skip
    for first, second in combinations(found, 2):
        if first.field == second.field:
            shared = chance.choice(prose)
            yield Pair("long, same field", False, f"{whole[first.key]} {shared}",
                       f"{whole[second.key]} {shared}")  # fmt: skip


def _same(found: list[Topic], titles: list[str], chance: random.Random) -> Iterator[Pair]:
    for topic in found:
        yield Pair("other words", True, topic.whole_a, topic.whole_b)
        yield Pair("other words, no marks", True, topic.whole_a, fold(topic.whole_b))
    texts = [topic.whole_a for topic in found] + [topic.whole_b for topic in found]
    for text in texts + titles:
        for name, change in CHANGES.items():
            changed = change(text, chance)
            if changed != text:
                yield Pair(name, True, text, changed)


def _other(found: list[Topic], titles: list[str]) -> Iterator[Pair]:
    for one, other in combinations(found, 2):
        if one.field == other.field:
            yield Pair("same field", False, one.whole_a, other.whole_a)
            yield Pair("same field", False, one.whole_a, other.whole_b)
            yield Pair("same field, titles", False, one.title_a, other.title_a)
        else:
            yield Pair("other field", False, one.whole_a, other.whole_b)
    for one_title, other_title in combinations(titles, 2):
        yield Pair("real titles", False, one_title, other_title)
    for frame in BOILERPLATES:
        for subject, different in combinations(SUBJECTS, 2):
            yield Pair("shared boilerplate", False, frame.format(subject), frame.format(different))
    for frame in FRAMES:
        for before, after in SWAPPED:
            yield Pair("other object", False, frame.format(before), frame.format(after))


def decomposed(text: str, _chance: random.Random) -> str:
    """Letters and marks apart, as some systems store them."""
    return unicodedata.normalize("NFD", text)


def without_marks(text: str, _chance: random.Random) -> str:
    """As typed on a keyboard without Vietnamese, capitals gone too."""
    return fold(text)


def shorter(text: str, chance: random.Random) -> str:
    """Some phrases as abbreviations, or the other way round."""
    for long, short in chance.sample(SHORTER, len(SHORTER)):
        text = re.sub(rf"\b{re.escape(long)}\b", short, text, count=1)
    return text


def with_slips(text: str, chance: random.Random) -> str:
    """About one slip of the keyboard in every seven words."""
    words = text.split(" ")
    for place in chance.sample(range(len(words)), max(1, len(words) // 7)):
        word = words[place]
        if len(word) > 2:
            words[place] = _slip(word, chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice(KEYS) + word[at + 1 :]


def reordered(text: str, chance: random.Random) -> str:
    """Clauses and sentences in another order."""
    clauses = [one.strip() for one in re.split(r"[.,;:]", text) if one.strip()]
    chance.shuffle(clauses)
    if len(clauses) > 1:
        return ", ".join(clauses)
    words = text.split(" ")
    middle = len(words) // 2
    return " ".join(words[middle:] + words[:middle])


def thinned(text: str, chance: random.Random) -> str:
    """Every fifth word or so left out."""
    return " ".join(word for word in text.split(" ") if chance.random() > 0.2)


def mixed(text: str, chance: random.Random) -> str:
    """Several changes at once."""
    changed = reordered(shorter(text, chance), chance)
    return without_marks(with_slips(changed, chance), chance)


Change = Callable[[str, random.Random], str]
CHANGES: dict[str, Change] = {
    "no marks": without_marks, "decomposed": decomposed, "abbreviated": shorter,
    "slips": with_slips, "reordered": reordered, "thinned": thinned, "mixed": mixed,
}  # fmt: skip
