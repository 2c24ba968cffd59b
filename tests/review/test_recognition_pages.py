"""What authors read of a decision, their certificates, and the public check."""

import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from app.database.transaction import transaction
from app.documents.checker import check_docx
from app.rounds.models import Round
from tests.documents.reading import page_texts, word_text
from tests.papers.versions import stored
from tests.people import EARLY, World, sign_in
from tests.review.builders import other_council, scoring_idea, scoring_round
from tests.review.recognised import REASON, certificates, decided


def test_an_author_reads_the_result_and_its_reason_but_no_score(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, recognised=False)
    sign_in(client, world.email("author"))

    listed = client.get("/cong-nhan").text
    page = client.get(f"/cong-nhan/{idea}").text

    assert "Chưa được công nhận trong đợt này" in listed
    assert REASON in page
    assert "2/9 thành viên đồng ý công nhận" in page
    for hidden in ("70", "76", "73", "Lê Minh Khuê", "Bùi Thị Ngọc", "Đủ căn cứ"):
        assert hidden not in page.split("<main", 1)[1].split("</main>")[0]


def test_a_certificate_is_printed_for_its_author(client: FlaskClient, world: World) -> None:
    idea = decided(world, coauthors=("author2",))
    own, other = certificates()
    sign_in(client, world.email("author"))
    base = f"/cong-nhan/{idea}/giay-chung-nhan"

    pdf = client.get(f"{base}/{own.id}.pdf")
    docx = client.get(f"{base}/{own.id}.docx")
    foreign = client.get(f"{base}/{other.id}.pdf")

    text = " ".join(PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text().split())
    assert (pdf.status_code, pdf.mimetype, foreign.status_code) == (200, "application/pdf", 404)
    assert 'filename="giay-chung-nhan-001-GCNSK-DX-2026.pdf"' in pdf.headers["Content-Disposition"]
    for words in ("Trần Ngọc Ánh", "Phạm Đình Ân", "215/QĐ-UBND", "Trợ lý đọc đơn", own.key):
        assert words in text
    word = Document(io.BytesIO(docx.data))
    assert (word.sections[0].orientation, len(word.sections)) == (WD_ORIENT.LANDSCAPE, 1)
    paper = word_text(docx.data)
    for words in ("Trần Ngọc Ánh", "cùng với Phạm Đình Ân", "215/QĐ-UBND", own.key):
        assert words in paper


def test_a_certificate_is_reached_only_through_its_own_dossier(
    client: FlaskClient, world: World
) -> None:
    decided(world)
    own = certificates()[0]
    sign_in(client, world.email("author"))

    assert client.get(f"/cong-nhan/999/giay-chung-nhan/{own.id}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("author", 200), ("author2", 200), ("clerk", 200), ("secretary", 200), ("chair", 200),
     ("leader", 200), ("inspector", 200), ("awards_officer", 200), ("other_author", 404),
     ("other_clerk", 404), ("reviewer", 404), ("communications", 404), ("admin", 404)],
)  # fmt: skip
def test_who_reads_a_decision_in_the_list_and_on_its_page(
    client: FlaskClient, world: World, who: str, status: int
) -> None:
    idea = decided(world, coauthors=("author2",))
    sign_in(client, world.email(who))

    assert client.get(f"/cong-nhan/{idea}").status_code == status
    assert (f"/cong-nhan/{idea}" in client.get("/cong-nhan").text) == (status == 200)


def test_before_the_decision_there_is_nothing_to_read(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        idea = scoring_idea(session, world, round_).id
    sign_in(client, world.email("author"))

    assert client.get(f"/cong-nhan/{idea}").status_code == 404
    assert "Chưa có kết quả nào" in client.get("/cong-nhan").text


def test_an_office_of_another_council_reads_nothing(client: FlaskClient, world: World) -> None:
    idea = decided(world)
    with transaction() as session:
        session.scalars(select(Round)).one().council_id = other_council(session)

    assert sign_in(client, world.email("chair")).get(f"/cong-nhan/{idea}").status_code == 404


def test_the_office_prints_the_letter_of_refusal_with_its_reason(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, recognised=False, coauthors=("author2",))
    sign_in(client, world.email("secretary"))
    assert "Công văn trả lời không công nhận" in client.get(f"/cong-nhan/{idea}").text

    word = client.get(f"/cong-nhan/{idea}/tra-loi.docx")
    pdf = client.get(f"/cong-nhan/{idea}/tra-loi.pdf")

    assert [str(one.message) for one in check_docx(word.data)] == []
    printed = " ".join(page_texts(pdf.data))
    typed = word_text(word.data)
    for words in ("Trần Ngọc Ánh", "Phạm Đình Ân", REASON, "215/QĐ-UBND", "2/9 thành viên",
                  "TM. ỦY BAN NHÂN DÂN", "V/v trả lời kết quả"):  # fmt: skip
        assert words in " ".join(printed.split())
        assert words in " ".join(typed.split())


def test_the_letter_comes_from_the_template_of_the_office(
    client: FlaskClient, world: World
) -> None:
    idea = decided(world, recognised=False)
    key = stored(world.secretary, "Theo mẫu: {{ly_do}}", code="thu_tu_choi")
    sign_in(client, world.email("secretary"))

    word = client.get(f"/cong-nhan/{idea}/tra-loi.docx")
    tried = client.get(f"/mau-van-ban/phien-ban/{key}/xem-thu.docx?du-lieu=that")

    for made in (word, tried):
        lines = [one.text for one in Document(io.BytesIO(made.data)).paragraphs]
        assert f"Theo mẫu: {REASON}" in lines


@pytest.mark.parametrize("who", ["author", "clerk", "leader"])
def test_the_letter_is_no_business_of_others(client: FlaskClient, world: World, who: str) -> None:
    idea = decided(world, recognised=False)
    sign_in(client, world.email(who))

    assert client.get(f"/cong-nhan/{idea}/tra-loi.pdf").status_code == 404
    assert "tra-loi.docx" not in client.get(f"/cong-nhan/{idea}").text


def test_a_recognised_dossier_has_no_letter_of_refusal(client: FlaskClient, world: World) -> None:
    idea = decided(world)
    sign_in(client, world.email("secretary"))

    assert client.get(f"/cong-nhan/{idea}/tra-loi.docx").status_code == 404


def test_all_certificates_of_a_round_are_printed_at_once_on_paper_or_stock(
    client: FlaskClient, world: World
) -> None:
    decided(world, coauthors=("author2",))
    with transaction() as session:
        round_id = session.scalars(select(Round.id)).one()
    address = f"/cong-nhan/dot/{round_id}/giay-chung-nhan.pdf"
    sign_in(client, world.email("secretary"))
    assert address in client.get("/cong-nhan").text

    whole, stock = (page_texts(client.get(f"{address}{more}").data) for more in ("", "?phoi=1"))

    for pages in (whole, stock):
        assert len(pages) == 2
        assert "Trần Ngọc Ánh" in pages[0]
        assert "Phạm Đình Ân" in pages[1]
    assert "CỘNG HÒA" in whole[0]
    assert "CỘNG HÒA" not in stock[0]
    assert client.get("/cong-nhan/dot/999/giay-chung-nhan.pdf").status_code == 404
    client.post("/dang-xuat")
    sign_in(client, world.email("author"))
    assert client.get(address).status_code == 403
    assert address not in client.get("/cong-nhan").text


def test_a_certificate_follows_the_office_s_template(client: FlaskClient, world: World) -> None:
    idea = decided(world)
    (own,) = certificates()
    stored(world.secretary, "Theo mẫu: {{ho_ten}}, {{so_vao_so}}", EARLY, code="giay_chung_nhan")
    sign_in(client, world.email("secretary"))

    words = word_text(client.get(f"/cong-nhan/{idea}/giay-chung-nhan/{own.id}.docx").data)

    assert f"Theo mẫu: Trần Ngọc Ánh, {own.number}" in words
