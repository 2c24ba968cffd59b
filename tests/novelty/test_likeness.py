"""What counts as alike: the figures of the labelled set, and the habits of one text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.vietnamese import fold
from app.novelty.lexicon import Lexicon, build, lexicon_of, parse, shipped_text, write
from app.novelty.likeness import THRESHOLD, similarity
from app.novelty.reading import mended, one_slip, read
from bench.novelty_pairs import Pair, pairs, real_titles, topics

WORDS = lexicon_of(shipped_text())


def score(one: str, other: str, words: Lexicon = WORDS) -> float:
    return similarity(read(one, words), read(other, words))


@pytest.fixture(scope="module")
def held_out() -> list[tuple[Pair, float]]:
    """Topics and titles that neither words nor weights were tuned on."""
    found = pairs(topics("held_out.tsv"), real_titles()[30:], 53)
    return [(pair, score(pair.one, pair.other)) for pair in found]


def share(found: list[tuple[Pair, float]], *, same: bool, kind: str = "") -> float:
    scores = [s for pair, s in found if pair.same is same and pair.kind.startswith(kind)]
    return sum(s >= THRESHOLD for s in scores) / len(scores)


def best_recall(found: list[tuple[Pair, float]], precision: float) -> float:
    """The most that is found at some border while this share of what is flagged is right."""
    ranked = sorted(found, key=lambda line: -line[1])
    right, best, every = 0, 0.0, sum(pair.same for pair, _score in found)
    for count, (pair, _score) in enumerate(ranked, start=1):
        right += pair.same
        if right / count >= precision:
            best = right / every
    return best


def test_recall_at_a_precision_of_95_percent_on_held_out_texts(
    held_out: list[tuple[Pair, float]],
) -> None:
    assert best_recall(held_out, 0.95) >= 0.975


def test_without_marks_and_decomposed_are_found_as_often_as_the_original(
    held_out: list[tuple[Pair, float]],
) -> None:
    assert share(held_out, same=True, kind="no marks") == 1
    assert share(held_out, same=True, kind="decomposed") == 1
    words = share(held_out, same=True, kind="other words")
    assert share(held_out, same=True, kind="other words, no marks") == words


def test_real_different_titles_are_seldom_flagged() -> None:
    titles = real_titles()
    flagged = [
        (one, other)
        for place, one in enumerate(titles) for other in titles[place + 1 :]
        if score(one, other) >= THRESHOLD
    ]  # fmt: skip
    assert len(flagged) / (len(titles) * (len(titles) - 1) / 2) <= 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ứng dụng AI", "ung dung tri tue nhan tao"),
        ("Hoà giải ở cơ sở", "Hòa giải ở cơ sở"),
        ("TTNT hỗ trợ HS tiểu học", "Trí tuệ nhân tạo hỗ trợ học sinh tiểu học"),
        ("Kĩ thuật số hoá", "Kỹ thuật số hóa"),
        ("Quản lý hồ sơ, giải quyết đơn", "GIẢI QUYẾT ĐƠN, QUẢN LÝ HỒ SƠ"),
    ],
)
def test_other_spellings_of_one_text_are_the_same(one: str, other: str) -> None:
    assert score(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phần mềm dạy Toán lớp 1", "Phần mềm dạy Toán lớp 5"),
        ("Ứng dụng trí tuệ nhân tạo trong tiêm chủng",
         "Ứng dụng trí tuệ nhân tạo trong quản lý tài sản công"),
        ("Ứng dụng công dân số", "Chatbot phường phục vụ người dân"),
    ],
)  # fmt: skip
def test_the_same_frame_about_something_else_is_not_alike(one: str, other: str) -> None:
    assert score(one, other) < THRESHOLD


def test_a_swapped_class_in_a_long_text_is_still_shown_as_alike() -> None:
    long = " ".join(topic.whole_a for topic in topics("topics.tsv")[20:30])
    assert score(f"Lớp 1. {long}", f"Lớp 5. {long}") >= THRESHOLD


def test_nothing_is_like_nothing() -> None:
    assert score("", "") == score("Trợ lý ảo", "") == score("…", "!!!") == 0
    assert score("Giải pháp mới", "Giải pháp mới") == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_have_one_score_either_way_round(one: str, other: str) -> None:
    assert 0 <= score(one, other) <= 1
    assert score(one, other) == score(other, one)


@given(st.sampled_from(topics("topics.tsv")))
def test_marks_and_composition_change_no_score(topic: object) -> None:
    one, other = topic.whole_a, topic.whole_b  # type: ignore[attr-defined]
    assert score(fold(one), unicodedata.normalize("NFD", other)) == score(one, other)


def test_slips_are_put_right_where_the_table_shows_how() -> None:
    assert mended(["tri", "tue", "nhna", "tao"], WORDS) == ["tri", "tue", "nhan", "tao"]
    assert mended(["trituenhantao"], WORDS) == ["tri", "tue", "nhan", "tao"]
    assert mended(["wordpress", "nhan"], WORDS) == ["wordpress", "nhan"]


@pytest.mark.parametrize(
    ("typed", "meant", "is_one"),
    [("nhna", "nhan", True), ("vien", "vienn", True), ("hox", "hoc", True), ("a", "a", True),
     ("abc", "cba", False), ("a", "bc", False), ("", "a", True), ("abcd", "badc", False)],
)  # fmt: skip
def test_one_slip(typed: str, meant: str, *, is_one: bool) -> None:
    assert one_slip(typed, meant) is one_slip(meant, typed) is is_one


def test_a_very_long_odd_text_is_read_in_linear_time() -> None:
    assert read("ạ" * 300_000 + " xq" * 300_000, WORDS).size <= 20_000


def test_the_shipped_table_is_sound_and_survives_a_round_trip() -> None:
    rows, problems = parse(shipped_text())
    assert problems == []
    assert len([row for row in rows if row.kind == "dong-nghia"]) >= 300
    assert parse(write(rows)) == (rows, [])
    assert parse("\ufeff" + write(rows))[1] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "Dòng đầu"),
        ("kind,head,phrases\nfoo,a,b\n", "Dòng 2: loại"),
        ("kind,head,phrases\ndong-nghia,,b\n", "Dòng 2 có từ trống"),
        ("kind,head,phrases\ndong-nghia,a\n", "Dòng 2 phải có đúng 3 cột"),
        ("kind,head,phrases\nnhe,lạ,\n", "không có dòng dong-nghia"),
        ('kind,head,phrases\ndong-nghia,"a"b,c\n', "không phải CSV"),
    ],
)
def test_a_bad_table_says_what_is_wrong(text: str, said: str) -> None:
    assert said in str(parse(text)[1][0].message)


def test_a_stop_phrase_says_nothing_and_a_synonym_says_the_same() -> None:
    rows, _problems = parse("kind,head,phrases\ndong-nghia,hổ,cọp\nbo-qua,ứng dụng,\n")
    words = build(rows)
    assert score("Ứng dụng nuôi hổ", "nuôi cọp", words) == 1
