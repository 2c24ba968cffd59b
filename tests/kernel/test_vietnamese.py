import random
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import icu
import pytest
from hypothesis import example
from hypothesis import given as holds_for
from hypothesis import strategies as st

from app.kernel import vietnamese
from app.kernel.vietnamese import (
    clean,
    clean_line,
    fold,
    name_sort_key,
    search_text,
    search_tokens,
    sort_key,
)

Choice = TypeVar("Choice")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (None, ""),
        ("", ""),
        (" \n\t ", ""),
        ("  Ứng dụng \t AI  ", "Ứng dụng AI"),
        (unicodedata.normalize("NFD", "Trợ lý ảo"), "Trợ lý ảo"),
        ("số\u00a0hóa\u2003hồ\u3000sơ", "số hóa hồ sơ"),
        ("hồ\u200b sơ\ufeff, mã\u00ad số", "hồ sơ, mã số"),
        ("a\u0000b\u0007c\u001fd\u007fe\ud800f\uffffg", "abcdefg"),
        ("tệp\u202egpj.exe", "tệpgpj.exe"),
        ("o\u200b\u0302", "ô"),
        ("một\r\nhai\rba\u000bbốn\u2028năm", "một\nhai\nba\nbốn\nnăm"),
        ("\n một \n\n  hai \n", "một\n\nhai"),
        ("🙂 vui", "🙂 vui"),
    ],
)
def test_clean_keeps_what_can_be_seen(typed: str | None, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(None, ""), (" một\r\n hai\n\nba ", "một hai ba"), ("Trần\tNgọc  Ánh", "Trần Ngọc Ánh")],
)
def test_clean_line_has_no_line_end(typed: str | None, stored: str) -> None:
    assert clean_line(typed) == stored


@holds_for(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@holds_for(st.text())
def test_clean_text_is_legal_in_xml_and_composed(text: str) -> None:
    kept = clean(text)

    assert not any(sign < " " and sign != "\n" for sign in kept)
    assert not any("\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff" for sign in kept)
    assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Hòa", "duong hoa"),
        ("ĐƯỜNG HOÀ", "duong hoa"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Thủy"), "nguyen thi thuy"),
        ("Nguyễn Thị Thuỷ", "nguyen thi thuy"),
        ("ăâêôơưđ ĂÂÊÔƠƯĐ", "aaeooud aaeooud"),
        ("ÐẮK LẮK", "dak lak"),
        ("ＡＩ, 12 m²", "ai, 12 m2"),
        ("", ""),
    ],
)
def test_fold_takes_away_every_mark(text: str, folded: str) -> None:
    assert fold(text) == folded


@holds_for(st.text())
@example("Kỷ luật\nĐiều 5\u0300\u0300 ﷺ ΑΣ\nΣ \uff9e")
def test_fold_of_many_lines_is_the_fold_of_each_sign_by_sign(text: str) -> None:
    def slowly(line: str) -> str:
        decomposed = unicodedata.normalize("NFKD", vietnamese._WHOLE_PHRASES.sub("", line))
        lowered = decomposed.translate(vietnamese._D_WITH_STROKE).lower()
        return "".join(sign for sign in lowered if not unicodedata.combining(sign))

    assert fold(text).split("\n") == [slowly(line) for line in text.split("\n")]


@holds_for(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@holds_for(st.text())
def test_fold_sees_no_difference_between_composed_and_decomposed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ứng dụng AI: chấm-điểm “nhanh”!", ["ung", "dung", "ai", "cham", "diem", "nhanh"]),
        ("QĐ_33/2026 (lần 2)", ["qd", "33", "2026", "lan", "2"]),
        ("Kỹ thuật, kĩ thuật", ["ki", "thuat", "ki", "thuat"]),
        ("Mỹ quy thúy y", ["mi", "quy", "thuy", "y"]),
        ("— … —", []),
        ("x" * 5000, ["x" * vietnamese.TOKEN_LIMIT]),
    ],
)
def test_search_tokens_are_plain_words(text: str, tokens: list[str]) -> None:
    assert search_tokens(text) == tokens
    assert search_text(text) == " ".join(tokens)


def test_sort_key_follows_the_alphabet_then_the_tones() -> None:
    in_order = [
        "", "9 nhiệm vụ", "An", "An An", "An Bình", "Anh", "Ánh", "Ăn", "Ân", "Bảo", "Cường",
        "Dũng", "Dương", "Đào", "Em", "Ê", "Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa", "Hoa An",
        "Oanh", "Ông", "Ơn", "Phú", "Uyên", "Ưng", "Vy", "Wang", "Ý", "Zung", "Ωmega",
    ]  # fmt: skip

    assert sorted(reversed(in_order), key=sort_key) == in_order


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("HÒA", "hòa"),
        ("Xuân-Hòa", "Xuân Hòa"),
        ("“Hòa”.", "Hòa"),
        ("Đào", "Ðào"),
        ("ậ", unicodedata.normalize("NFD", "ậ")),
        ("Garçon", "Garcon"),
        ("\u0302\u0301Hòa", "Hòa"),
    ],
)
def test_sort_key_overlooks_spelling_that_is_no_difference(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@holds_for(st.text(alphabet=st.characters(max_codepoint=0x1EFF, categories=["L", "Nd", "P", "Zs"])))
def test_sort_key_of_composed_and_decomposed_text_is_the_same(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


def test_people_are_listed_by_given_name_then_the_rest() -> None:
    in_order = [
        "", "An", "Đỗ An", "Trần Văn An", "Lê Ánh", "Phạm Đình Ân", "Võ Đào", "Hoa",
        "Trần Hoa", "An Hòa", "Bùi Hòa", "Bùi Thị Hòa", "Bùi Hóa",
    ]  # fmt: skip

    assert sorted(reversed(in_order), key=name_sort_key) == in_order


class NameMaker:
    """Invents Vietnamese names that lie close together, the same ones for the same seed."""

    SURNAMES = "Nguyễn Trần Lê Huỳnh Hoàng Võ Đặng Đỗ Dương An Ân Âu Đào Ông Ưng Từ Tử Tứ Tự La Lã"
    # Words that make other words when they are run together.
    MIDDLE = "A An Na Nan Ta Tan Hoa Thị Thi Văn"
    ONSETS = ("", "d", "đ", "h", "n", "t", "th")
    RIMES = (
        "a ă â e ê i o ô ơ u ư y oa oe uy ia iê ươ uô an ăn ân ang anh en ên in on ôn ơn ong ưng"
    )
    TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 - invents names, not secrets
        self._given = [
            self._syllable(onset, rime, tone)
            for onset in self.ONSETS
            for rime in self.RIMES.split()
            for tone in self.TONES
        ]

    def names(self) -> list[str]:
        """Every given name six times, with this and that before it."""
        return [" ".join([*self._rest(), given]) for given in self._given for _ in range(6)]

    def pick(self, choices: Sequence[Choice]) -> Choice:
        return self._source.choice(choices)

    def _rest(self) -> list[str]:
        middle = [self.pick(self.MIDDLE.split()) for _ in range(self.pick((0, 1, 1, 2)))]
        return self.pick(([], [self.pick(self.SURNAMES.split()), *middle], ["An", *middle]))

    def _syllable(self, onset: str, rime: str, tone: str) -> str:
        """Not always a possible one, but the tone is in one place for the same letters."""
        place = 2 if len(rime) > 1 and rime[1] in "êơô" else 1
        toned = onset + rime[:place] + tone + rime[place:]
        return unicodedata.normalize("NFC", toned).capitalize()


def _order(one: tuple[bytes, ...] | str, other: tuple[bytes, ...] | str) -> int:
    return (one > other) - (one < other)  # type: ignore[operator]


def test_names_are_in_the_order_of_icu_on_100_000_pairs() -> None:
    collator = icu.Collator.createInstance(icu.Locale("vi"))
    maker = NameMaker(seed=52)
    names = maker.names()
    ours = {name: name_sort_key(name) for name in names}
    theirs = {}
    for name in names:
        rest, _, given = name.rpartition(" ")
        theirs[name] = (collator.getSortKey(given), collator.getSortKey(rest))

    pairs = [(maker.pick(names), maker.pick(names)) for _ in range(100_000)]
    # Neighbours in the alphabet are where two orders disagree first.
    pairs += pairwise(sorted(names, key=theirs.__getitem__))

    assert [
        (one, other)
        for one, other in pairs
        if _order(ours[one], ours[other]) != _order(theirs[one], theirs[other])
    ] == []


@pytest.mark.parametrize(
    "piece",
    ["\u0323\u0301", "\u0f73", "\uff9e\u0301", "ộ", " \n", "\u200b ", "<", "ﷺ", "e\u0302\u0301 "],
    ids=ascii,
)
def test_a_megabyte_of_odd_text_keeps_its_keys_bounded(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))

    # These two call all the others. Quadratic work on such a text would take hours.
    assert len(search_text(text)) <= 4 * len(text)
    assert len(name_sort_key(text)) <= 4 * len(text)


def test_piled_marks_are_cut_to_what_can_be_put_in_order_quickly() -> None:
    piled = "a" + "\u0323\u0301" * 1000

    assert len(unicodedata.normalize("NFD", clean(piled))) == 31
    assert fold(piled) == "a"
