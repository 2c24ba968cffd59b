"""What visitors and officers read: cards, filters, search, figures, lists."""

from dataclasses import asdict, fields
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.gallery import office
from app.gallery.actions import withdraw_solution
from app.gallery.office import Stand
from app.gallery.queries import (
    EXCERPT,
    Card,
    Choices,
    Figure,
    Filters,
    PublicSolution,
    card_total,
    cards,
    choices,
    excerpt,
    public_solution,
)
from tests.adoption.builders import make_adoption, make_solution
from tests.conftest import BOTH
from tests.gallery.builders import make_published
from tests.people import NOON, World
from tests.queries import counted_queries


def titles(session: Session, filters: Filters) -> list[str]:
    return [card.title for card in cards(session, filters, 0, 100)]


def test_a_card_says_problem_effect_and_place(world: World, session: Session) -> None:
    entry = make_published(session, world, units=("P1", "P9"))

    (card,) = cards(session, Filters(), 0, 24)

    assert card == Card(
        slug=entry.slug, title=entry.title, problem=entry.problem, sector="Hành chính công",
        unit_name="Ủy ban nhân dân Phường 9", year=2026,
        applied_in="Ủy ban nhân dân Phường 1\nỦy ban nhân dân Phường 9", adoption_count=2,
        demo=False,
        figure=Figure("Ủy ban nhân dân Phường 1", "Thời gian chờ", Decimal("18.40"),
                      Decimal("6.20"), "phút mỗi lượt", "Đồng hồ lấy số tự động", 1140),
    )  # fmt: skip
    assert card.first_unit == "Ủy ban nhân dân Phường 1"
    assert card.figure is not None
    assert card.figure.change == Decimal("-12.20")


def test_the_latest_comes_first_and_equal_times_keep_an_order(
    world: World, session: Session
) -> None:
    make_published(session, world, title="Cũ")
    make_published(session, world, title="Mới", now=NOON + timedelta(days=1))
    make_published(session, world, title="Cũ nhưng thêm sau")

    assert titles(session, Filters()) == ["Mới", "Cũ nhưng thêm sau", "Cũ"]
    assert [c.title for c in cards(session, Filters(), 1, 1)] == ["Cũ nhưng thêm sau"]


@BOTH
@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("de an do thi", ["Đề án đô thị"]),
        ("Đề án đô thị", ["Đề án đô thị"]),
        ("ĐỀ ÁN", ["Đề án đô thị"]),
        ("đô th", ["Đề án đô thị"]),
        ("thi do", ["Đề án đô thị"]),
        ("phuong 1", ["Thư viện số", "Đề án đô thị"]),
        ("khongcogi", []),
        ("\"đề' OR 1=1 --", []),
        ("đô & ! thị )", ["Đề án đô thị"]),
        ("  ", ["Thư viện số", "Đề án đô thị"]),
        ("@#", ["Thư viện số", "Đề án đô thị"]),
    ],
)
def test_search_finds_with_and_without_marks(
    world: World, session: Session, asked: str, hits: list[str]
) -> None:
    make_published(session, world, title="Đề án đô thị")
    make_published(session, world, title="Thư viện số")

    assert titles(session, Filters(words=asked)) == hits
    assert card_total(session, Filters(words=asked)) == len(hits)


@BOTH
def test_words_in_a_row_come_before_scattered_ones_and_typed_marks_before_others(
    world: World, session: Session
) -> None:
    for title, problem in (
        ("Ứng dụng công dân số", ""), ("Ứng dụng số", "Số liệu dân công, dụng cụ ứng cứu"),
        ("Ủng dũng cộng dần sọ", ""), ("Việc khác", "ứng phó, công cụ, số, dân, dụng"),
    ):  # fmt: skip
        make_published(session, world, title=title, problem=problem or "Vấn đề")

    assert titles(session, Filters(words="ứng dụng công dân số")) == [
        "Ứng dụng công dân số", "Ủng dũng cộng dần sọ", "Việc khác", "Ứng dụng số",
    ]  # fmt: skip
    assert titles(session, Filters(words="ung dung cong dan so")) == [
        "Ủng dũng cộng dần sọ", "Ứng dụng công dân số", "Việc khác", "Ứng dụng số",
    ]  # fmt: skip


@BOTH
def test_filters_and_what_they_offer(world: World, session: Session) -> None:
    make_published(session, world, title="A", sector="Giáo dục")
    make_published(session, world, title="B", sector="Đô thị", idea={"unit": "PKT"})
    gone = make_published(session, world, title="C", sector="Đã gỡ", idea={"unit": "PNV"})
    withdraw_solution(session, world.communications, gone, "Thử.", NOON)
    session.flush()
    kinh_te, phuong_9 = world.units["PKT"], world.units["P9"]

    assert titles(session, Filters(sector="Giáo dục")) == ["A"]
    assert titles(session, Filters(unit_id=kinh_te)) == ["B"]
    assert titles(session, Filters(year=2026)) == ["B", "A"]
    assert titles(session, Filters(year=2025)) == []
    assert titles(session, Filters(sector="Đã gỡ")) == []
    assert choices(session) == Choices(
        ("Đô thị", "Giáo dục"),
        ((kinh_te, "Phòng Kinh tế"), (phuong_9, "Ủy ban nhân dân Phường 9")),
        (2026,),
    )


def test_cards_cost_the_same_at_any_size(world: World, session: Session) -> None:
    costs = []
    for more in (3, 27):
        for _ in range(more):
            make_published(session, world, units=("P1", "P9"))
        session.flush()
        with counted_queries() as counter:
            assert len(cards(session, Filters(), 0, 100)) >= more
            card_total(session, Filters(words="tro ly"))
            choices(session)
        costs.append(counter.count)

    assert costs == [6, 6]


def test_a_page_costs_the_same_for_any_number_of_places(world: World, session: Session) -> None:
    few = make_published(session, world, units=("P1",))
    many = make_published(session, world, units=("P1", "P9", "PKT", "PNV", "HDN"))
    costs = []
    for entry in (few, many):
        with counted_queries() as counter:
            found = public_solution(session, entry.slug)
        costs.append(counter.count)

    assert costs == [2, 2]
    assert found is not None
    assert len(found.places) == 5


def test_public_rows_hold_public_fields_only() -> None:
    allowed = {
        "idea_id", "slug", "title", "problem", "solution", "effect", "ai_note", "sector", "year",
        "unit_name", "author_names", "decision_text", "demo", "source", "published_at", "places",
        "applied_in", "adoption_count", "figure",
    }  # fmt: skip

    assert {field.name for kind in (Card, PublicSolution) for field in fields(kind)} <= allowed


def test_names_stay_unless_the_entry_says_so(world: World, session: Session) -> None:
    entry = make_published(session, world)
    entry.author_names = "TENCAN"
    session.flush()

    found = public_solution(session, entry.slug)

    assert found is not None
    assert "TENCAN" not in str(asdict(found))


@BOTH
def test_officers_see_what_waits_and_what_is_out(world: World, session: Session) -> None:
    waiting = make_solution(session, world, title="Chờ")
    make_adoption(session, world, waiting)
    make_solution(session, world, title="Chưa nơi nào áp dụng")
    make_published(session, world, idea={"title": "Đã ra"})
    gone = make_published(session, world, idea={"title": "Đã gỡ"})
    withdraw_solution(session, world.communications, gone, "Thử.", NOON)
    session.flush()

    def shown(stand: Stand | None) -> list[tuple[str, Stand, int]]:
        lines = office.office_lines(session, stand, 0, 50)
        assert office.office_total(session, stand) == len(lines)
        return [(line.title, line.stand, line.applied_count) for line in lines]

    assert shown(None) == [
        ("Đã gỡ", Stand.WITHDRAWN, 1), ("Đã ra", Stand.PUBLISHED, 1), ("Chờ", Stand.PUBLISHABLE, 1),
    ]  # fmt: skip
    assert shown(Stand.PUBLISHABLE) == [("Chờ", Stand.PUBLISHABLE, 1)]
    assert shown(Stand.PUBLISHED) == [("Đã ra", Stand.PUBLISHED, 1)]
    assert shown(Stand.WITHDRAWN) == [("Đã gỡ", Stand.WITHDRAWN, 1)]
    assert office.outdated_total(session) == 0


def test_the_source_never_holds_the_confidential_part(world: World, session: Session) -> None:
    idea = make_solution(session, world, confidential="BIMATCAN")

    source = office.source_of(session, idea.id)

    assert source is not None
    assert source.authors == ("Trần Ngọc Ánh",)
    assert "BIMATCAN" not in str(asdict(source))


def test_what_is_offered_to_the_public_is_in_words_not_in_keys(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world, ai_kind="language", data_location="own",
                         human_check="sample")  # fmt: skip
    source = office.source_of(session, idea.id)
    assert source is not None
    assert office.first_text(source).ai_note.splitlines() == [
        "Loại TTNT: Mô hình ngôn ngữ (đọc, viết, hỏi đáp văn bản)",
        "Nơi xử lý dữ liệu: Máy chủ của cơ quan",
        "Người kiểm tra kết quả: Có, kiểm tra xác suất",
    ]


def test_excerpts_end_between_words() -> None:
    text = "một hai ba " * 40

    cut = excerpt(text)

    assert len(cut) <= EXCERPT
    assert cut.endswith(("một…", "hai…", "ba…"))
    assert excerpt("Ngắn\ngọn") == "Ngắn gọn"
