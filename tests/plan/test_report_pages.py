"""A unit's report through HTTP: writing, saving by itself, sending, giving back, who sees what."""

from flask.testing import FlaskClient
from sqlalchemy import select

from app.adoption.models import Adoption
from app.database.transaction import transaction
from app.ideas.states import IdeaState
from app.plan import unit_report_queries
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.models import UnitReport
from app.plan.states import ReportState
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.plan.builders import make_plan, make_report, period
from tests.plan.test_pages import make, text_of
from tests.rounds.builders import make_round

JSON = {"Accept": "application/json"}


def address(world: World, ids: dict[str, int], unit: str = "P9", more: str = "") -> str:
    """Where a unit's yearly report lives."""
    return f"/ke-hoach/bao-cao/{ids['year']}/{world.units[unit]}{more}"


def typed(ids: dict[str, int], **changes: str) -> dict[str, str]:
    """The boxes of the form."""
    return {
        "version": "0", "achievements": "Đã tập huấn.", "trained_people": "1.040",
        "events_held": "", "ideas_submitted": "2", "solutions_applied": "0",
        f"item-{ids['item']}-text": "Đã có chương trình.", f"item-{ids['item']}-percent": "60%",
        **changes,
    }  # fmt: skip


def stored() -> list[tuple[ReportState, ReportDraft]]:
    """Every report with what it says."""
    with transaction() as session:
        rows = session.execute(select(UnitReport.id, UnitReport.state).order_by(UnitReport.id))
        return [(state, unit_report_queries.report_draft(session, key)) for key, state in rows]


def draft(ids: dict[str, int]) -> ReportDraft:
    """What `typed` says."""
    return ReportDraft(
        achievements="Đã tập huấn.", trained_people=1040, ideas_submitted=2,
        lines=(ReportLine(ids["item"], 60, "Đã có chương trình."),),
    )  # fmt: skip


def test_a_new_report_begins_with_what_the_system_counts(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        make_plan(session, world)
        round_ = make_round(session, world)
        for _n in range(3):
            make_idea(session, world, round_, IdeaState.SUBMITTED)
        ids = {"year": period(session).id}
        assert session.scalar(select(Adoption.id)) is None
    sign_in(client, world.email("clerk"))

    page = client.get(address(world, ids)).get_data(as_text=True)

    assert 'name="ideas_submitted" type="text" value="3"' in page
    assert "Hệ thống ghi nhận trong kỳ: 3" in page
    assert stored() == []


def test_save_check_send(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))

    saved = client.post(address(world, ids), data=typed(ids, act="save"))
    checked = client.post(address(world, ids), data=typed(ids, act="check"))
    page = client.get(checked.location)
    sent = client.post(address(world, ids, more="/gui"), data={"version": "1"})
    again = client.post(address(world, ids, more="/gui"), data={"version": "1"},
                        follow_redirects=True)  # fmt: skip

    assert (saved.status_code, saved.location) == (303, address(world, ids))
    assert (checked.status_code, checked.location) == (303, address(world, ids, more="/kiem-tra"))
    assert "Gửi báo cáo" in text_of(page)
    assert sent.status_code == 303
    assert "Báo cáo này đã được gửi lúc" in text_of(again)
    assert stored() == [(ReportState.SENT, draft(ids))]


def test_a_wrong_number_stays_in_its_box(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    wrong = typed(ids, trained_people="vài chục", **{f"item-{ids['item']}-percent": "abc"})

    answer = client.post(address(world, ids), data=wrong)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    assert 'value="vài chục"' in page
    assert "II.3.2: Tỷ lệ hoàn thành phải từ 0 đến 100" in text_of(answer)
    assert "Đã có chương trình." in page
    assert stored() == []


def test_numbers_over_the_limit_are_told_beside_their_box(
    client: FlaskClient, world: World
) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    wrong = typed(ids, events_held="1000001", **{f"item-{ids['item']}-percent": "101"})

    answer = client.post(address(world, ids), data=wrong)

    assert answer.status_code == 422
    assert "Sự kiện, hội thảo đã tổ chức phải từ 0 đến 1.000.000" in text_of(answer)
    assert "II.3.2: Tỷ lệ hoàn thành phải từ 0 đến 100" in text_of(answer)
    assert stored() == []


def test_it_saves_itself_while_one_writes(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    url = address(world, ids, more="/tu-luu")

    first = client.post(url, data=typed(ids), headers=JSON)
    second = client.post(url, data=typed(ids, version="1", events_held="2"), headers=JSON)
    stale = client.post(url, data=typed(ids, version="1", events_held="9"), headers=JSON)
    wrong = client.post(url, data=typed(ids, version="2", events_held="hai"), headers=JSON)

    assert [answer.get_json()["version"] for answer in (first, second)] == [1, 2]
    assert (stale.status_code, wrong.status_code) == (409, 422)
    assert [d.events_held for _state, d in stored()] == [2]


def test_two_clerks_choose_between_both_texts(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    client.post(address(world, ids), data=typed(ids))

    stale = client.post(address(world, ids), data=typed(ids, achievements="Bản khác."))
    chosen = client.post(
        address(world, ids), data=typed(ids, achievements="Bản khác.", version="1")
    )

    assert stale.status_code == 409
    assert "Bản khác." in text_of(stale)
    assert "Đã tập huấn." in text_of(stale)
    assert chosen.status_code == 303
    assert [d.achievements for _state, d in stored()] == ["Bản khác."]


def test_an_empty_report_says_why_it_cannot_be_sent(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    client.post(address(world, ids), data={"version": "0"})

    page = client.get(address(world, ids, more="/kiem-tra"))
    sent = client.post(address(world, ids, more="/gui"), data={"version": "1"})

    assert 'aria-disabled="true"' in page.get_data(as_text=True)
    assert "chọn “Không phát sinh”" in text_of(page)
    assert sent.status_code == 422
    assert [state for state, _draft in stored()] == [ReportState.DRAFT]


def test_nothing_to_report_is_a_report(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))

    client.post(address(world, ids), data={"version": "0", "no_activity": "y", "act": "check"})
    sent = client.post(address(world, ids, more="/gui"), data={"version": "1"})

    assert sent.status_code == 303
    assert stored() == [(ReportState.SENT, ReportDraft(no_activity=True))]


def test_a_sent_report_is_read_not_edited(client: FlaskClient, world: World) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email("clerk"))

    page = client.get(address(world, ids)).get_data(as_text=True)
    post = client.post(address(world, ids), data=typed(ids, version="1"))

    assert "data-autosave-url" not in page
    assert post.status_code == 409
    assert [d.trained_people for _state, d in stored()] == [40]


def test_the_officer_returns_a_report_with_a_reason(client: FlaskClient, world: World) -> None:
    ids = make(world, "P9")
    sign_in(client, world.email("plan_officer"))
    url = address(world, ids, more="/tra-lai")

    empty = client.post(url, data={"reason": " "})
    right = client.post(url, data={"reason": "Thiếu số liệu tập huấn."})
    again = client.post(url, data={"reason": "Thiếu số liệu tập huấn."})

    assert [a.status_code for a in (empty, right, again)] == [422, 303, 409]
    assert "Ghi lý do trả lại báo cáo" in text_of(empty)
    client.post("/dang-xuat")
    sign_in(client, world.email("clerk"))
    form = client.get(address(world, ids))
    assert "Thiếu số liệu tập huấn." in text_of(form)
    assert "data-autosave-url" in form.get_data(as_text=True)


CANARY = "Chim hoàng yến"


def test_a_draft_is_seen_by_its_unit_alone(client: FlaskClient, world: World) -> None:
    ids = make(world)
    with transaction() as session:
        make_report(session, world, "P9", sent=False, achievements=CANARY,
                    lines=(ReportLine(ids["item"], 10, CANARY),))  # fmt: skip
    pages = [address(world, ids), f"/ke-hoach/tong-hop/{ids['sum']}", "/ke-hoach",
             f"/ke-hoach/nhiem-vu/{ids['item']}",
             f"/ke-hoach/bao-cao?ky={ids['year']}"]  # fmt: skip

    for who in ("plan_officer", "leader", "inspector"):
        sign_in(client, world.email(who))
        answers = [client.get(url) for url in pages]
        assert [a.status_code for a in answers] == [404, 200, 200, 200, 200]
        assert CANARY not in "".join(a.get_data(as_text=True) for a in answers)
        client.post("/dang-xuat")
    sign_in(client, world.email("clerk"))
    assert CANARY in client.get(address(world, ids)).get_data(as_text=True)


def test_units_do_not_read_each_others_reports(client: FlaskClient, world: World) -> None:
    ids = make(world)
    with transaction() as session:
        make_report(session, world, "P9", achievements=CANARY,
                    lines=(ReportLine(ids["item"], 10, CANARY),))  # fmt: skip
    sign_in(client, world.email("other_clerk"))

    answers = [client.get(url) for url in (
        address(world, ids), address(world, ids, more="/kiem-tra"), "/ke-hoach/bao-cao",
        f"/ke-hoach/nhiem-vu/{ids['item']}", "/ke-hoach", f"/ke-hoach/tong-hop/{ids['sum']}",
    )]  # fmt: skip
    posts = [
        client.post(address(world, ids), data=typed(ids)),
        client.post(address(world, ids, more="/tu-luu"), data=typed(ids)),
        client.post(address(world, ids, more="/gui"), data={"version": "1"}),
    ]

    assert [a.status_code for a in answers] == [404, 404, 200, 200, 200, 403]
    assert CANARY not in "".join(a.get_data(as_text=True) for a in answers)
    assert [a.status_code for a in posts] == [404, 404, 404]
    assert [d.achievements for _state, d in stored()] == [CANARY]


def test_missing_periods_and_units_are_not_found(client: FlaskClient, world: World) -> None:
    ids = make(world)
    sign_in(client, world.email("clerk"))
    unit = world.units["P9"]

    urls = [f"/ke-hoach/bao-cao/999/{unit}", f"/ke-hoach/bao-cao/{ids['sum']}/{unit}",
            f"/ke-hoach/bao-cao/{ids['year']}/999", address(world, ids, more="/kiem-tra"),
            "/ke-hoach/nhiem-vu/999"]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
