"""A certificate is checked, replaced and revoked; its code never tells who holds it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.gallery.models import PublishedSolution
from app.ideas.models import Idea
from app.review.certificate_ending import Annulment, revoke_certificate
from app.review.models import CertificateEnd, InitiativeCertificate
from tests.documents.reading import page_texts
from tests.people import NOON, World, sign_in
from tests.review.recognised import certificates, decided
from tests.rounds.builders import SITTING

PRIVATE = ("Trần Ngọc Ánh", "Phạm Đình Ân", "Phường 9", "In sai", "Khai không đúng", "@quan3")


def base(idea: int, certificate_id: int) -> str:
    return f"/cong-nhan/{idea}/giay-chung-nhan/{certificate_id}"


def shown(client: FlaskClient, key: str) -> str:
    """The public page of a code; nothing private is ever on it."""
    page = client.get(f"/chung-nhan/{key}")
    assert page.status_code == 200
    main = page.text.split("<main", 1)[1].split("</main>")[0]
    assert [word for word in PRIVATE if word in page.text] == []
    assert "noindex" in page.text
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def printed(client: FlaskClient, idea: int, certificate_id: int) -> str:
    """The words on the paper."""
    pages = page_texts(client.get(f"{base(idea, certificate_id)}.pdf").data)
    return " ".join(" ".join(pages).split())


def replace(
    client: FlaskClient, idea: int, one: InitiativeCertificate, **more: str
) -> TestResponse:
    typed = {"shown": one.key, "name": "", "reason": "In sai họ tên."} | more
    return client.post(f"{base(idea, one.id)}/cap-lai", data=typed)


def revoke(client: FlaskClient, idea: int, one: InitiativeCertificate, **more: str) -> TestResponse:
    typed = {"revoke_number": "31/QĐ-UBND", "revoked_on": "12/11/2026",
             "revoke_reason": "Khai không đúng sự thật."} | more  # fmt: skip
    return client.post(f"{base(idea, one.id)}/thu-hoi", data=typed)


def test_the_page_of_a_code_says_that_it_counts_and_no_name(
    client: FlaskClient, world: World
) -> None:
    decided(world)
    key = certificates()[0].key

    text = shown(client, key)

    for words in ("Còn giá trị", "001/GCNSK-DX-2026", "215/QĐ-UBND", "10/11/2026"):
        assert words in text
    assert "Trợ lý đọc đơn" not in text, "the title is not published"
    assert client.get("/chung-nhan/khong-co").status_code == 404
    assert client.get(f"/chung-nhan/{key[:-1]}").status_code == 404


def test_a_published_title_stands_on_the_page_until_it_is_taken_away(
    client: FlaskClient, world: World
) -> None:
    idea_id = decided(world)
    key = certificates()[0].key
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        session.add(PublishedSolution(
            idea_id=idea_id, slug="tro-ly", title="Trợ lý đã công khai", problem="a", solution="b",
            year=2026, unit_id=idea.unit_id, unit_name="x", published_at=NOON,
        ))  # fmt: skip
    public = shown(client, key)
    with transaction() as session:
        session.scalars(select(PublishedSolution)).one().withdrawn_at = NOON

    assert "Trợ lý đã công khai" in public
    assert "Trợ lý đã công khai" not in shown(client, key)


def test_a_code_typed_at_the_look_up_leads_to_its_page(client: FlaskClient, world: World) -> None:
    decided(world)
    key = certificates()[0].key

    found = client.get("/tra-cuu", query_string={"ma": f" {key} "})

    assert (found.status_code, found.headers["Location"]) == (303, f"/chung-nhan/{key}")


def test_a_replaced_certificate_has_another_code_and_the_corrected_name(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, coauthors=("author2",))
    own, other = certificates()
    sign_in(client, world.email("secretary"))

    answer = replace(client, idea, own, name="Trần Ngọc Ánh Dương")

    new = certificates()[0]
    assert (answer.status_code, new.number) == (303, own.number)
    assert new.key != own.key
    assert "Đã được thay thế" in shown(client, own.key)
    assert "Còn giá trị" in shown(client, new.key)
    paper, beside = (printed(client, idea, key) for key in (own.id, other.id))
    assert "Trần Ngọc Ánh Dương" in paper
    assert new.key in paper
    assert own.key not in paper
    assert "cùng với Trần Ngọc Ánh Dương" in beside
    assert "In sai họ tên." in client.get(base(idea, own.id)).text


def test_a_second_press_does_not_replace_the_new_paper(client: FlaskClient, world: World) -> None:
    idea = decided(world)
    own = certificates()[0]
    sign_in(client, world.email("secretary"))
    replace(client, idea, own)
    new = certificates()[0]

    again = replace(client, idea, own)

    assert again.status_code == 409
    assert certificates()[0].key == new.key


def test_a_revoked_certificate_is_printed_no_more_and_its_code_says_so(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, coauthors=("author2",))
    own, other = certificates()
    sign_in(client, world.email("secretary"))

    assert revoke(client, idea, own).status_code == 303

    text = shown(client, own.key)
    for words in ("Đã bị thu hồi", "31/QĐ-UBND", "12/11/2026"):
        assert words in text
    assert "Còn giá trị" in shown(client, other.key)
    assert client.get(f"{base(idea, own.id)}.pdf").status_code == 404
    beside = printed(client, idea, other.id)
    assert "Trần Ngọc Ánh" not in beside, "no co-author whose certificate was revoked"
    assert revoke(client, idea, own).status_code == 422
    assert replace(client, idea, own).status_code == 422
    with transaction() as session:
        acts = session.scalars(
            select(AuditEntry.verb).where(AuditEntry.subject == f"initiative_certificate:{own.id}")
        )
        assert list(acts) == ["initiative_certificate:revoke"]


def test_an_annulled_recognition_takes_every_certificate_with_it(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, coauthors=("author2",))
    own, other = certificates()
    sign_in(client, world.email("secretary"))
    revoke(client, idea, own)

    revoke(client, idea, other, all_of_it="y", revoke_number="32/QĐ-UBND")

    assert "31/QĐ-UBND" in shown(client, own.key)
    assert "32/QĐ-UBND" in shown(client, other.key)
    with transaction() as session:
        assert len(session.scalars(select(CertificateEnd)).all()) == 2


def test_all_of_them_are_revoked_at_once(world: World) -> None:
    decided(world, coauthors=("author2",))
    with transaction() as session:
        row = session.scalars(select(InitiativeCertificate)).first()
        assert row is not None
        draft = Annulment("31/QĐ-UBND", SITTING.date(), "Hủy bỏ.", all_of_it=True)
        assert revoke_certificate(session, world.secretary, row, draft, SITTING) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"revoked_on": "09/11/2026"}, "không được trước ngày công nhận 10/11/2026"),
     ({"revoked_on": "01/01/2099"}, "không được sau ngày hôm nay"),
     ({"revoke_number": "x" * 61}, "không được quá 60 ký tự"),
     ({"revoke_reason": " "}, "Nhập lý do thu hồi")],
)  # fmt: skip
def test_a_revocation_wants_a_decision_that_can_be(
    client: FlaskClient, world: World, typed: dict[str, str], said: str
) -> None:
    idea = decided(world)
    own = certificates()[0]
    sign_in(client, world.email("secretary"))

    answer = revoke(client, idea, own, **typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Còn giá trị" in shown(client, own.key)


@pytest.mark.parametrize("who", ["author", "chair", "awards_officer", "clerk", "leader"])
def test_only_the_secretary_replaces_and_revokes(
    client: FlaskClient, world: World, who: str
) -> None:
    idea = decided(world)
    own = certificates()[0]
    sign_in(client, world.email(who))

    answers = [client.get(base(idea, own.id)), replace(client, idea, own),
               revoke(client, idea, own)]  # fmt: skip

    assert {answer.status_code for answer in answers} <= {403, 404}
    assert "Cấp lại, thu hồi" not in client.get(f"/cong-nhan/{idea}").text
    assert certificates()[0].key == own.key


def test_a_certificate_is_changed_only_through_its_own_dossier(
    client: FlaskClient, world: World
) -> None:
    decided(world)
    own = certificates()[0]
    sign_in(client, world.email("secretary"))

    assert replace(client, 999, own).status_code == 404
    assert certificates()[0].key == own.key


def test_a_name_typed_as_in_the_dossier_is_no_correction(client: FlaskClient, world: World) -> None:
    idea = decided(world)
    sign_in(client, world.email("secretary"))
    replace(client, idea, certificates()[0], name="Tên in sai")

    replace(client, idea, certificates()[0], name="Trần Ngọc Ánh", reason="Sửa lại.")

    assert certificates()[0].printed_name == ""
    assert "Tên in sai" not in printed(client, idea, certificates()[0].id)
    assert shown(client, certificates()[0].key)
