"""Every page of every role: readable by machine and eye, at every width, in light and dark."""

import pytest

from tests.browser.auditing import SITE, axe_faults, faults_of
from tests.browser.conftest import SignIn
from tests.browser.live import LiveServer

# What stands in braces below is looked up in the data.
IN_THE_DATA = {
    "open": "SELECT id FROM round ORDER BY id DESC LIMIT 1",
    "judged": "SELECT id FROM round ORDER BY id LIMIT 1 OFFSET 1",
    "draft": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia@quan3.example'",
    "supplement": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'supplement_asked' AND a.email = 'tac-gia-4@quan3.example'",
    "submitted": "SELECT min(id) FROM idea WHERE state = 'submitted'",
    "recognised": "SELECT min(id) FROM idea WHERE state = 'recognised'",
    "ranked": "SELECT min(i.id) FROM idea i JOIN round r ON r.id = i.round_id"
    " WHERE i.state = 'recognised' AND r.state = 'announced'",
    "waiting": "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'awaiting_unit' AND a.email = 'tac-gia-2@quan3.example'",
    "receipt": "SELECT receipt_key FROM idea WHERE state = 'submitted' ORDER BY id LIMIT 1",
    "certificate": "SELECT key FROM initiative_certificate ORDER BY id LIMIT 1",
    "sheet": "SELECT min(s.id) FROM sheet s JOIN account a ON a.id = s.reviewer_id"
    " WHERE a.email = 'uy-vien@quan3.example'",
    "applied": "SELECT min(a.id) FROM adoption a JOIN unit u ON u.id = a.unit_id"
    " WHERE a.state = 'reported' AND u.code = 'P9'",
    "awards": "SELECT min(id) FROM nomination_list",
    "slug": "SELECT slug FROM published_solution ORDER BY id LIMIT 1",
    "item": "SELECT min(id) FROM plan_item",
    "period": "SELECT max(id) FROM reporting_period WHERE NOT consolidated",
    "summary": "SELECT min(id) FROM reporting_period WHERE consolidated",
    "unit": "SELECT id FROM unit WHERE code = 'P9'",
    "reporter": "SELECT unit_id FROM unit_report ORDER BY id LIMIT 1",
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
    ),
    "don-vi-ubmttq": ("/don-vi/ho-so", "/don-vi/ho-so/{waiting}"),
    "thu-ky": (
        "/viec-cho-toi", "/dot-xet", "/dot-xet/moi", "/dot-xet/{open}", "/dot-xet/{open}/thong-tin",
        "/dot-xet/{open}/linh-vuc", "/dot-xet/{open}/thang-diem", "/tiep-nhan",
        "/tiep-nhan/{submitted}", "/phan-cong", "/phan-cong/{judged}", "/phan-cong/{open}",
        "/quyet-dinh", "/quyet-dinh/{judged}", "/quyet-dinh/{open}",
        "/quyet-dinh/{judged}/ho-so/{ranked}", "/cong-nhan", "/cong-nhan/{recognised}",
    ),
    "uy-vien": ("/viec-cho-toi", "/cham-diem", "/cham-diem/{sheet}", "/cham-diem/{sheet}/in"),
    "chu-tich-hd": ("/viec-cho-toi", "/quyet-dinh", "/quyet-dinh/{judged}"),
    "khen-thuong": (
        "/viec-cho-toi", "/khen-thuong", "/khen-thuong/moi", "/khen-thuong/danh-muc",
        "/khen-thuong/{awards}", "/khen-thuong/{awards}/thong-tin",
        "/khen-thuong/{awards}/ung-vien",
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

ON_THE_PHONE_AT_NIGHT = (
    ("", "/"), ("", "/thu-vien"), ("", "/thu-vien/{slug}"), ("tac-gia", "/viec-cho-toi"),
    ("tac-gia", "/ho-so/{draft}"), ("tac-gia", "/ho-so/{draft}/van-de-giai-phap"),
    ("uy-vien", "/cham-diem/{sheet}"), ("thu-ky", "/quyet-dinh/{judged}"),
    ("khen-thuong", "/khen-thuong/{awards}"), ("ke-hoach", "/ke-hoach"),
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


@pytest.mark.parametrize(("who", "path"), ON_THE_PHONE_AT_NIGHT)
def test_on_the_phone_in_the_dark(
    who: str, path: str, live: LiveServer, visit: SignIn, sign_in: SignIn
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
    page = sign_in(f"{who}@quan3.example", **phone) if who else visit(**phone)
    page.goto(address(live, path))
    assert page.title().endswith(SITE)
    assert axe_faults(page) == []
