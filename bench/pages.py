"""The pages that are timed: name, who asks, and the path on the database at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.actor import Role

# Answers one value from the bench database, so that a path can name a row that is really there.
Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `role` None: a visitor. `path` is made once, before the timing."""

    name: str
    role: Role | None
    path: Callable[[Ask], str]


def at(path: str) -> Callable[[Ask], str]:
    """A path that is the same on every database."""
    return lambda _ask: path


def one(path: str, statement: str) -> Callable[[Ask], str]:
    """A path that names the one value a query finds on the bench database."""
    return lambda ask: path.format(ask(statement))


ROUND = "SELECT id FROM round WHERE state = 'announced' ORDER BY id LIMIT 1"
MIDDLE_OF_INTAKE = "SELECT max(1, count(*) / 100) FROM idea WHERE endorsed_at IS NOT NULL"
MIDDLE_OF_TABLE = (
    "SELECT r.id || '?page=' || max(1, (SELECT count(*) FROM result WHERE round_id = r.id) / 100) "
    "FROM round r WHERE r.state = 'announced' ORDER BY r.id LIMIT 1"
)
LAST_OF_GALLERY = (
    "SELECT max(1, (count(*) + 23) / 24) FROM published_solution WHERE withdrawn_at IS NULL"
)
SHEET = (
    "SELECT s.id FROM sheet s JOIN account a ON a.id = s.reviewer_id "
    "WHERE a.email LIKE 'uy-vien@%' ORDER BY s.id DESC LIMIT 1"
)
SOLUTION = "SELECT slug FROM published_solution ORDER BY id DESC LIMIT 1"
IDEA = "SELECT id FROM idea WHERE state = 'recognised' ORDER BY id DESC LIMIT 1"
LIST = "SELECT id FROM nomination_list ORDER BY id LIMIT 1"
PERIOD = "SELECT id FROM reporting_period WHERE consolidated ORDER BY id LIMIT 1"

PAGES = (
    Page("Lời kêu gọi", None, at("/")),
    Page("Thư viện", None, at("/thu-vien")),
    Page("Thư viện: trang cuối", None, one("/thu-vien?page={}", LAST_OF_GALLERY)),
    Page("Thư viện: tìm", None, at("/thu-vien?q=tro+ly+ao")),
    Page("Một giải pháp", None, one("/thu-vien/{}", SOLUTION)),
    Page("Đăng nhập", None, at("/dang-nhap")),
    Page("Việc chờ tôi: tác giả", Role.AUTHOR, at("/viec-cho-toi")),
    Page("Hồ sơ của tôi", Role.AUTHOR, at("/ho-so")),
    Page("Việc chờ tôi: thư ký", Role.SECRETARY, at("/viec-cho-toi")),
    Page("Tiếp nhận hồ sơ", Role.SECRETARY, at("/tiep-nhan")),
    Page("Tiếp nhận: trang giữa", Role.SECRETARY, one("/tiep-nhan?page={}", MIDDLE_OF_INTAKE)),
    Page("Tiếp nhận: tìm", Role.SECRETARY, at("/tiep-nhan?q=van+thu")),
    Page("Một hồ sơ", Role.SECRETARY, one("/tiep-nhan/{}", IDEA)),
    Page("Phân công", Role.SECRETARY, one("/phan-cong/{}", ROUND)),
    Page("Bảng quyết định", Role.SECRETARY, one("/quyet-dinh/{}", ROUND)),
    Page("Bảng quyết định: trang giữa", Role.SECRETARY, one("/quyet-dinh/{}", MIDDLE_OF_TABLE)),
    Page("Bảng quyết định: tìm", Role.SECRETARY, one("/quyet-dinh/{}?q=tro+ly+ao", ROUND)),
    Page("Bảng quyết định: theo mã", Role.SECRETARY, one("/quyet-dinh/{}?xep=ma", ROUND)),
    Page("Việc chờ tôi: ủy viên", Role.REVIEWER, at("/viec-cho-toi")),
    Page("Bàn chấm điểm", Role.REVIEWER, at("/cham-diem")),
    Page("Phiếu chấm", Role.REVIEWER, one("/cham-diem/{}", SHEET)),
    Page("Danh sách khen thưởng", Role.AWARDS_OFFICER, one("/khen-thuong/{}", LIST)),
    Page("Ứng viên khen thưởng", Role.AWARDS_OFFICER, one("/khen-thuong/{}/ung-vien", LIST)),
    Page("Kế hoạch", Role.PLAN_OFFICER, at("/ke-hoach")),
    Page("Báo cáo tổng hợp", Role.PLAN_OFFICER, one("/ke-hoach/tong-hop/{}", PERIOD)),
)
