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
    Page("Thư viện: trang cuối", None, at("/thu-vien?page=200")),
    Page("Thư viện: tìm", None, at("/thu-vien?q=tro+ly+ao")),
    Page("Một giải pháp", None, one("/thu-vien/{}", SOLUTION)),
    Page("Đăng nhập", None, at("/dang-nhap")),
    Page("Việc chờ tôi: tác giả", Role.AUTHOR, at("/viec-cho-toi")),
    Page("Hồ sơ của tôi", Role.AUTHOR, at("/ho-so")),
    Page("Việc chờ tôi: thư ký", Role.SECRETARY, at("/viec-cho-toi")),
    Page("Tiếp nhận hồ sơ", Role.SECRETARY, at("/tiep-nhan")),
    Page("Tiếp nhận: trang 150", Role.SECRETARY, at("/tiep-nhan?page=150")),
    Page("Tiếp nhận: tìm", Role.SECRETARY, at("/tiep-nhan?q=van+thu")),
    Page("Một hồ sơ", Role.SECRETARY, one("/tiep-nhan/{}", IDEA)),
    Page("Phân công", Role.SECRETARY, one("/phan-cong/{}", ROUND)),
    Page("Bảng quyết định", Role.SECRETARY, one("/quyet-dinh/{}", ROUND)),
    Page("Bảng quyết định: trang 100", Role.SECRETARY, one("/quyet-dinh/{}?page=100", ROUND)),
    Page("Việc chờ tôi: ủy viên", Role.REVIEWER, at("/viec-cho-toi")),
    Page("Bàn chấm điểm", Role.REVIEWER, at("/cham-diem")),
    Page("Phiếu chấm", Role.REVIEWER, one("/cham-diem/{}", SHEET)),
    Page("Danh sách khen thưởng", Role.AWARDS_OFFICER, one("/khen-thuong/{}", LIST)),
    Page("Ứng viên khen thưởng", Role.AWARDS_OFFICER, one("/khen-thuong/{}/ung-vien", LIST)),
    Page("Kế hoạch", Role.PLAN_OFFICER, at("/ke-hoach")),
    Page("Báo cáo tổng hợp", Role.PLAN_OFFICER, one("/ke-hoach/tong-hop/{}", PERIOD)),
)
