"""Every page of every role: readable by machine and eye, at every width, in light and dark."""

import pytest

from tests.browser.auditing import SITE, axe_faults, faults_of
from tests.browser.conftest import SignIn
from tests.browser.live import LiveServer

# What stands in braces below is looked up in the data.
IN_THE_DATA = {
    "open": "SELECT id FROM round WHERE code LIKE '%-2'",
    "asked": "SELECT id FROM round WHERE qualifiers IS NOT NULL",
    "judged": "SELECT id FROM round ORDER BY id LIMIT 1 OFFSET 1",
    "reviewer": "SELECT id FROM account WHERE email = 'uy-vien@quan3.example'",
    "qualification": "SELECT max(q.id) FROM qualification q JOIN account a ON a.id = q.qualifier_id"
    " WHERE a.email = 'uy-vien@quan3.example' AND q.verdict IS NULL",
    "qualified": "SELECT max(idea_id) FROM qualification",
    "draft": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia@quan3.example'",
    "supplement": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'supplement_asked' AND a.email = 'tac-gia-4@quan3.example'",
    "submitted": "SELECT min(id) FROM idea WHERE state = 'submitted'",
    "recognised": "SELECT min(id) FROM idea WHERE state = 'recognised'",
    "ranked": "SELECT min(i.id) FROM idea i JOIN round r ON r.id = i.round_id"
    " WHERE i.state = 'recognised' AND r.state = 'announced'",
    "achievement": "SELECT min(id) FROM achievement",
    "waiting": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'awaiting_unit' AND a.email = 'tac-gia-2@quan3.example'",
    "receipt": "SELECT receipt_key FROM idea WHERE state = 'submitted' ORDER BY id LIMIT 1",
    "certificate": "SELECT key FROM initiative_certificate ORDER BY id LIMIT 1",
    "certified": "SELECT r.idea_id FROM recognition r JOIN initiative_certificate c"
    " ON c.recognition_id = r.id ORDER BY c.id LIMIT 1",
    "certificate_id": "SELECT min(id) FROM initiative_certificate",
    "code": "SELECT code FROM paper_code ORDER BY id LIMIT 1",
    "sheet": "SELECT min(s.id) FROM sheet s JOIN account a ON a.id = s.reviewer_id"
    " WHERE a.email = 'uy-vien@quan3.example'",
    "applied": "SELECT min(a.id) FROM adoption a JOIN unit u ON u.id = a.unit_id"
    " WHERE a.state = 'reported' AND u.code = 'P9'",
    "awards": "SELECT min(id) FROM nomination_list",
    "complaint": "SELECT min(id) FROM complaint",
    "proposal": "SELECT min(id) FROM unit_proposal",
    "slug": "SELECT slug FROM published_solution ORDER BY id LIMIT 1",
    "item": "SELECT min(id) FROM plan_item",
    "period": "SELECT max(id) FROM reporting_period WHERE NOT consolidated",
    "summary": "SELECT min(id) FROM reporting_period WHERE consolidated",
    "unit": "SELECT id FROM unit WHERE code = 'P9'",
    "reporter": "SELECT unit_id FROM unit_report ORDER BY id LIMIT 1",
    "problem": "SELECT min(id) FROM problem",
    "alike": "SELECT min(id) FROM idea WHERE state = 'recognised'",
    "read": "SELECT min(s.idea_id) FROM sheet s JOIN account a ON a.id = s.reviewer_id"
    " WHERE a.email = 'uy-vien@quan3.example'",
}

PAGES = {
    "": (
        "/", "/dang-nhap", "/thu-vien", "/thu-vien?q=do+thi", "/thu-vien?q=khongcogi",
        "/thu-vien/{slug}", "/bien-nhan/{receipt}", "/chung-nhan/{certificate}", "/khong-co-trang",
    ),
    "tac-gia": (
        "/", "/viec-cho-toi", "/ho-so", "/ho-so/moi", "/ho-so/{draft}", "/ho-so/{draft}/thong-tin",
        "/ho-so/{draft}/tac-gia", "/ho-so/{draft}/van-de-giai-phap",
        "/ho-so/{draft}/ap-dung-hieu-qua", "/ho-so/{draft}/minh-chung",
        "/ho-so/{draft}/phieu-ttnt", "/ho-so/{draft}/kiem-tra", "/ho-so/{recognised}",
        "/ho-so/{recognised}/bien-nhan", "/cong-nhan", "/cong-nhan/{recognised}", "/ap-dung",
        "/ap-dung/moi", "/ap-dung/moi?idea={recognised}",
    ),
    "tac-gia-4": ("/ho-so/{supplement}", "/ho-so/{supplement}/kiem-tra"),
    "don-vi": (
        "/viec-cho-toi", "/don-vi/ho-so", "/ap-dung", "/ap-dung/{applied}", "/ke-hoach",
        "/ke-hoach/bao-cao", "/ke-hoach/bao-cao/{period}/{unit}",
        "/de-nghi-khen-thuong/moi", "/cong-khai-khen-thuong",
    ),
    "don-vi-ubmttq": ("/don-vi/ho-so", "/don-vi/ho-so/{waiting}"),
    "thu-ky": (
        "/viec-cho-toi", "/dot-xet", "/dot-xet/moi", "/dot-xet/{open}", "/dot-xet/{open}/thong-tin",
        "/dot-xet/{open}/linh-vuc", "/dot-xet/{open}/thang-diem",
        "/dot-xet/{open}/cac-vong", "/dot-xet/{judged}/sua-thang-diem", "/tiep-nhan",
        "/tiep-nhan/{submitted}", "/phan-cong", "/phan-cong/{judged}", "/phan-cong/{open}",
        "/quyet-dinh", "/quyet-dinh/{judged}", "/quyet-dinh/{open}",
        "/quyet-dinh/{judged}/ho-so/{ranked}", "/cong-nhan", "/cong-nhan/{recognised}",
    ),
    "uy-vien": ("/viec-cho-toi", "/cham-diem", "/cham-diem/{sheet}", "/cham-diem/{sheet}/in"),
    "chu-tich-hd": ("/viec-cho-toi", "/quyet-dinh", "/quyet-dinh/{judged}"),
    "khen-thuong": (
        "/viec-cho-toi", "/khen-thuong", "/khen-thuong/moi", "/khen-thuong/danh-muc",
        "/khen-thuong/danh-muc/moi", "/khen-thuong/danh-muc/CSTD-CS",
        "/khen-thuong/danh-muc/GK-CN/thay-doi", "/khen-thuong/quy-tac/1",
        "/khen-thuong/quy-tac/1/ban-moi", "/khen-thuong/quy-tac/1/thu",
        "/khen-thuong/{awards}", "/khen-thuong/{awards}/thong-tin",
        "/khen-thuong/{awards}/ung-vien", "/khen-thuong/{awards}/ket-luan",
        "/khen-thuong/{awards}/cong-khai", "/khen-thuong/{awards}/thu-truoc",
        "/khen-thuong/{awards}/phien-ban",
        "/khen-thuong/kien-nghi/{complaint}", "/de-nghi-khen-thuong",
        "/de-nghi-khen-thuong/{proposal}",
    ),
    "ke-hoach": (
        "/viec-cho-toi", "/ke-hoach", "/ke-hoach/nhiem-vu/{item}", "/ke-hoach/bao-cao",
        "/ke-hoach/bao-cao/{period}/{reporter}", "/ke-hoach/bao-cao/{period}/don-doc",
        "/ke-hoach/tong-hop/{summary}", "/ke-hoach/tong-hop/{summary}/so-lieu/luot-nguoi-tap-huan",
    ),
    "truyen-thong": ("/viec-cho-toi", "/truyen-thong", "/truyen-thong/{recognised}"),
    "lanh-dao": ("/viec-cho-toi", "/khen-thuong", "/ke-hoach"),
    "kiem-tra": ("/viec-cho-toi", "/khen-thuong"),
    "quan-tri": ("/viec-cho-toi",),
}  # fmt: skip

# Read at the two widths that differ most: the run stays short.
NARROW_AND_WIDE = (360, 1366)
IDEAS_AND_REVIEW = {
    "": ("/bai-toan", "/bai-toan/{problem}"),
    "tac-gia": (
        "/ho-so/{draft}/cau-hoi", "/ho-so/{draft}/nguoi-ap-dung-lan-dau",
        "/ho-so/{draft}/dieu-kien", "/ho-so/{draft}/bai-toan", "/ho-so/{draft}/dong-tac-gia",
        "/ho-so/{draft}/tuong-tu", "/ho-so/{recognised}/cac-lan-nop",
        "/ho-so/{recognised}/hoi-dong-hoi", "/nhap-ho-so/tu-word", "/tim-kiem",
        "/tim-kiem?q=tro+ly", "/tim-kiem?q=khongcogi",
    ),
    "don-vi": (
        "/bai-toan", "/bai-toan/moi", "/nhap-ho-so", "/ho-so/nhap-thay", "/don-vi/ho-so/xac-nhan",
    ),
    "thu-ky": (
        "/tim-kiem?q=tro+ly", "/doi-chieu", "/doi-chieu/{submitted}",
        "/doi-chieu/{submitted}?voi={alike}", "/doi-chieu/bang-tu", "/nhap-ho-so", "/phien-hop",
        "/phien-hop/moi", "/bai-toan/{problem}/sua", "/phan-cong/{open}/tai",
        "/phan-cong/{open}/de-xuat", "/phan-cong/{open}/thu", "/phan-cong/{open}/csv",
        "/phan-cong/{judged}/tien-do",
        "/phan-cong/{judged}/hoi-ti", "/phan-cong/{open}/an-danh",
        "/phan-cong/{open}/cham-thu", "/phan-cong/{open}/cham-thu/0", "/binh-chon/{open}/thiet-lap",
        "/quyet-dinh/{judged}/phan-tich",
        "/quyet-dinh/{judged}/phan-tich?loc=tat-ca", "/quyet-dinh/{judged}/thu-trong-so",
        "/quyet-dinh/{judged}/trinh", "/quyet-dinh/{judged}/ghi-quyet-dinh",
        "/quyet-dinh/{judged}/ho-so/{ranked}/trao-doi",
    ),
    "khen-thuong": (
        "/so-thanh-tich", "/so-thanh-tich?q=khongcogi", "/so-thanh-tich/moi",
        "/so-thanh-tich/xep-loai", "/so-thanh-tich/xep-loai/moi", "/so-thanh-tich/luu-y",
        "/so-thanh-tich/luu-y/moi", "/so-thanh-tich/nhap", "/so-thanh-tich/{achievement}",
        "/chuyen-cap-tren", "/van-ban-can-cu", "/van-ban-can-cu/1",
        "/van-ban-can-cu/1/sua", "/van-ban-can-cu/soat", "/so-thanh-tich/{achievement}/sua",
        "/so-thanh-tich/sang-kien/{recognised}",
    ),
    "uy-vien": ("/tai-khoan/chuyen-mon", "/doi-chieu/{read}"),
    "chu-tich-hd": ("/quyet-dinh/{judged}/phan-tich/nguoi-cham",),
}  # fmt: skip

QUALIFYING = {
    "thu-ky": (
        "/tham-dinh/dot/{asked}", "/tham-dinh/dot/{asked}/phan-cong",
        "/tham-dinh/dot/{asked}/phan-cong?nguoi={reviewer}", "/tiep-nhan/{qualified}",
        "/tiep-nhan/{qualified}/tham-dinh",
    ),
    "uy-vien": (
        "/tham-dinh", "/tham-dinh/{qualification}",
        "/tham-dinh/{qualification}/xin-khong-tham-dinh",
    ),
}  # fmt: skip

PAPERS = {
    "": ("/tra-cuu", "/tra-cuu/{code}", "/chung-nhan/{certificate}"),
    "thu-ky": (
        "/mau-van-ban", "/mau-van-ban/to_trinh", "/mau-van-ban/giay_chung_nhan/phoi",
        "/cong-nhan/{certified}/giay-chung-nhan/{certificate_id}", "/cong-nhan/{certified}/huy",
        "/cong-nhan/{certified}/nhan-rong",
    ),
    "khen-thuong": ("/mau-van-ban/giay_khen/phoi", "/khen-thuong/can-xem-lai",
                    "/khen-thuong/so-luong"),
}  # fmt: skip

ON_THE_PHONE_AT_NIGHT = (
    ("", "/"), ("", "/thu-vien"), ("", "/thu-vien/{slug}"), ("tac-gia", "/viec-cho-toi"),
    ("tac-gia", "/ho-so/{draft}"), ("tac-gia", "/ho-so/{draft}/van-de-giai-phap"),
    ("uy-vien", "/cham-diem/{sheet}"), ("thu-ky", "/quyet-dinh/{judged}"),
    ("khen-thuong", "/khen-thuong/{awards}"), ("ke-hoach", "/ke-hoach"),
    ("", "/bai-toan/{problem}"), ("tac-gia", "/ho-so/{draft}/tuong-tu"),
    ("tac-gia", "/tim-kiem?q=tro+ly"), ("thu-ky", "/doi-chieu/{submitted}?voi={alike}"),
    ("thu-ky", "/quyet-dinh/{judged}/phan-tich"),
)  # fmt: skip


def address(live: LiveServer, path: str) -> str:
    """The path with what stands in braces looked up."""
    wanted = {name: sql for name, sql in IN_THE_DATA.items() if f"{{{name}}}" in path}
    return path.format(**{name: live.value(sql) for name, sql in wanted.items()})


@pytest.mark.parametrize("who", PAGES)
def test_pages_of(who: str, live: LiveServer, visit: SignIn, sign_in: SignIn, watch) -> None:
    page = sign_in(f"{who}@quan3.example") if who else visit()
    watch.expect("/khong-co-trang")
    faults = []
    for path in PAGES[who]:
        answer = page.goto(address(live, path))
        assert answer
        wanted = 404 if path == "/khong-co-trang" else 200
        if answer.status != wanted:
            faults.append(f"{path}: status {answer.status}")
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def compared(live: LiveServer) -> None:
    """What the worker does by itself a moment later: every dossier can be compared."""
    assert "hồ sơ" in live.flask("ideas", "index")


@pytest.mark.parametrize("who", IDEAS_AND_REVIEW)
@pytest.mark.usefixtures("compared")
def test_ideas_and_review_of(who: str, live: LiveServer, visit: SignIn, sign_in: SignIn) -> None:
    page = sign_in(f"{who}@quan3.example") if who else visit()
    faults = []
    for path in IDEAS_AND_REVIEW[who]:
        answer = page.goto(address(live, path))
        assert answer
        assert answer.status == 200, path
        faults += [f"{path}: {fault}" for fault in faults_of(page, NARROW_AND_WIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", QUALIFYING)
def test_qualifying_of(who: str, live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in(f"{who}@quan3.example")
    faults = []
    for path in QUALIFYING[who]:
        answer = page.goto(address(live, path))
        assert answer
        assert answer.status == 200, path
        faults += [f"{path}: {fault}" for fault in faults_of(page, NARROW_AND_WIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", PAPERS)
def test_papers_of(who: str, live: LiveServer, visit: SignIn, sign_in: SignIn) -> None:
    page = sign_in(f"{who}@quan3.example") if who else visit()
    faults = []
    for path in PAPERS[who]:
        answer = page.goto(address(live, path))
        assert answer
        assert answer.status == 200, path
        faults += [f"{path}: {fault}" for fault in faults_of(page, NARROW_AND_WIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("who", "path"), ON_THE_PHONE_AT_NIGHT)
def test_on_the_phone_in_the_dark(
    who: str, path: str, live: LiveServer, visit: SignIn, sign_in: SignIn
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
    page = sign_in(f"{who}@quan3.example", **phone) if who else visit(**phone)
    page.goto(address(live, path))
    assert page.title().endswith(SITE)
    assert axe_faults(page) == []
