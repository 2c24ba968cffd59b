"""A code on a list or a Giấy khen says valid, replaced or revoked, and nothing private."""

import io
import re

import pypdf
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import ask_to_reopen, confirm_reopen, issue_list, lock_list, revoke_award
from app.awards.dossier_queries import dossier_of
from app.awards.dossier_words import Paper
from app.awards.list_models import ListVersion
from app.awards.models import Nomination, NominationList
from app.awards.queries import shown_list
from app.awards.verification import HONOUR, LIST, about_honour, about_list, lookups
from app.database.transaction import transaction
from app.kernel.text import T
from app.papers.codes import Standing, answer_for, codes_of
from tests.awards.builders import issued_list, make_list, ready_list, submitted_list
from tests.awards.test_issuing import TAKEN_BACK
from tests.documents.reading import page_texts, word_text
from tests.people import NOON, World, sign_in


def versions(session: Session, list_: NominationList) -> list[int]:
    session.flush()
    chosen = select(ListVersion.id).where(ListVersion.list_id == list_.id).order_by(ListVersion.id)
    return list(session.scalars(chosen))


def lines(session: Session, list_: NominationList) -> list[Nomination]:
    session.flush()
    chosen = select(Nomination).where(Nomination.list_id == list_.id).order_by(Nomination.id)
    return list(session.scalars(chosen))


def test_a_locked_list_and_each_of_its_lines_have_a_code_once(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    (version,) = versions(session, list_)
    found = codes_of(session, HONOUR, [row.id for row in lines(session, list_)])
    own = codes_of(session, LIST, [version])[version]

    assert len({own, *found.values()}) == 4
    assert all(re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", one)
               for one in (own, *found.values()))  # fmt: skip
    answered = answer_for(session, f" {own.lower().replace('-', ' ')} ")
    assert answered is not None
    assert (answered[0], answered[1].standing) == (own, Standing.VALID)
    assert answered[1].why == T("Bản chốt đang chờ quyết định.")


def test_a_reopened_version_is_replaced_and_the_next_has_its_own_code(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    ask_to_reopen(session, world.awards_officer, list_, "Bổ sung tập thể", NOON)
    confirm_reopen(session, world.leader, list_, NOON)
    before = codes_of(session, HONOUR, [row.id for row in lines(session, list_)])
    lock_list(session, world.awards_officer, list_, NOON)
    first, second = versions(session, list_)

    told = [about_list(session, one) for one in (first, second)]
    assert [one.standing for one in told if one] == [Standing.REPLACED, Standing.VALID]
    assert len(set(codes_of(session, LIST, [first, second]).values())) == 2
    assert codes_of(session, HONOUR, [row.id for row in lines(session, list_)]) == before
    assert about_list(session, 9999) is None


def test_an_award_is_pending_then_valid_then_revoked(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    rows = lines(session, list_)
    pending = about_honour(session, rows[0].id)
    assert pending is not None
    assert (pending.standing, pending.facts) == (Standing.PENDING, ())

    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", NOON.date(), NOON)
    valid = about_honour(session, rows[0].id)
    assert valid is not None
    assert valid.standing is Standing.VALID
    assert valid.facts[0] == (T("Quyết định số"), "455/QĐ-UBND")

    revoke_award(session, world.awards_officer, rows[0], TAKEN_BACK, NOON)
    session.flush()
    revoked = about_honour(session, rows[0].id)
    assert revoked is not None
    assert revoked.standing is Standing.REVOKED
    assert (T("Quyết định thu hồi số"), "90/QĐ-UBND") in revoked.facts
    (version,) = versions(session, list_)
    part = about_list(session, version)
    assert part is not None
    assert part.standing is Standing.VALID
    assert "1 khen thưởng trong đó đã bị thu hồi" in str(part.why)
    for row in rows[1:]:
        revoke_award(session, world.awards_officer, row, TAKEN_BACK, NOON)
    session.flush()
    whole = about_list(session, version)
    assert whole is not None
    assert whole.standing is Standing.REVOKED


def test_anybody_reads_the_page_and_finds_nothing_private(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = issued_list(session, world)
        (version,) = versions(session, list_)
        rows = lines(session, list_)
        revoke_award(session, world.awards_officer, rows[0], TAKEN_BACK, NOON)
        names = [row.name for row in rows]
        list_id = list_.id
        codes = [*codes_of(session, HONOUR, [row.id for row in rows]).values()]
        list_code = codes_of(session, LIST, [version])[version]

    pages = [client.get(f"/tra-cuu/{code}").get_data(as_text=True) for code in (list_code, *codes)]
    for page in pages:
        assert [name for name in (*names, TAKEN_BACK.reason, "Phường 9") if name in page] == []
        assert 'content="noindex"' in page
        assert "455/QĐ-UBND" in page
    assert "Đã bị thu hồi" in pages[1]
    assert "Còn giá trị" in pages[2]
    typed = client.get("/tra-cuu", query_string={"ma": list_code.lower().replace("-", "")})
    assert typed.location.endswith(f"/tra-cuu/{list_code}")
    assert client.get("/tra-cuu").status_code == 200
    missing = client.get("/tra-cuu/2222-2222-2222-2222")
    assert (missing.status_code, "Không có văn bản nào" in missing.get_data(as_text=True)) == (
        404, True,
    )  # fmt: skip
    sign_in(client, world.email("awards_officer"))
    assert list_code in client.get(f"/khen-thuong/{list_id}/phien-ban").get_data(as_text=True)


def test_anybody_reads_that_a_reopened_list_was_replaced_by_the_next_version(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = ready_list(session, world)
        lock_list(session, world.awards_officer, list_, NOON)
        ask_to_reopen(session, world.awards_officer, list_, "Bổ sung tập thể", NOON)
        confirm_reopen(session, world.leader, list_, NOON)
        lock_list(session, world.awards_officer, list_, NOON)
        both = versions(session, list_)
        codes = codes_of(session, LIST, both)
        row = lines(session, list_)[0]
        honour = codes_of(session, HONOUR, [row.id])[row.id]

    told = [client.get(f"/tra-cuu/{code}").get_data(as_text=True)
            for code in (*(codes[one] for one in both), honour)]  # fmt: skip

    states = ("Đã được thay thế", "Còn giá trị", "Chưa có quyết định")
    assert [[state for state in states if state in page] for page in told] == [
        ["Đã được thay thế"], ["Còn giá trị"], ["Chưa có quyết định"],
    ]  # fmt: skip


def test_the_award_sheets_of_a_list_are_printed_at_once_with_codes_on_paper_or_stock(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = issued_list(session, world)
        rows = lines(session, list_)
        codes = codes_of(session, HONOUR, [row.id for row in rows]).values()
        names, address = [row.name for row in rows], f"/khen-thuong/{list_.id}/giay-khen.pdf"
    sign_in(client, world.email("awards_officer"))

    whole = client.get(address).data
    stock = page_texts(client.get(f"{address}?phoi=1").data)

    pages = page_texts(whole)
    assert len(pages) == len(stock) == len(names)
    assert all(any(name in page for page in pages) for name in names)
    assert all(any(code in page for page in pages) for code in codes)
    assert all(any(name in page for page in stock) for name in names)
    assert not any("CỘNG HÒA" in page or "GIẤY KHEN" in page for page in stock)
    assert all(len(page.images) == 1 for page in pypdf.PdfReader(io.BytesIO(whole)).pages)


def test_a_draft_list_has_no_award_sheets(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    sign_in(client, world.email("awards_officer"))

    assert client.get(f"/khen-thuong/{list_id}/giay-khen.pdf").status_code == 404
    assert "giay-khen.pdf" not in client.get(f"/khen-thuong/{list_id}").text


def test_the_papers_of_a_locked_list_name_its_code(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    (version,) = versions(session, list_)
    found = lookups(session, list_)

    own = codes_of(session, LIST, [version])[version]
    assert found["list"] == own
    assert found["base"].endswith("/tra-cuu/")
    assert set(found) == {"list", "base", *(str(row.id) for row in lines(session, list_))}
    paper = Paper(shown_list(session, list_), dossier_of(session, list_), "abc", lookups=found)
    assert paper.trace.endswith(f"mã tra cứu {own}")
    assert lookups(session, make_list(session, world)) == {}


def test_the_submission_alone_carries_the_code_of_the_list(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = submitted_list(session, world)
        key, code = list_.id, lookups(session, list_)["list"]
    sign_in(client, world.email("awards_officer"))

    word, pdf = (client.get(f"/khen-thuong/{key}/to-trinh.{kind}").data for kind in ("docx", "pdf"))

    assert f"mã tra cứu {code}" in word_text(word)
    assert f"mã tra cứu {code}" in " ".join(" ".join(page_texts(pdf)).split())
