"""Pre-printed stock of Giấy khen and Giấy chứng nhận: what can be placed, where, since when."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.documents import phrases
from app.documents.honours import Commendation
from app.documents.model import Align, Certificate
from app.documents.places import Place, Stock
from app.kernel.actor import Actor
from app.kernel.numbers import decimal_text, parse_decimal
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line
from app.papers import policy
from app.papers.catalogue import CERTIFICATE, COMMENDATION
from app.papers.kinds import PaperKind, Slot
from app.papers.models import STOCK_NAME_LIMIT, PrintedStock

C, L = Align.CENTER, Align.LEFT
_PLACE_AND_DAY = Slot("noi_ngay_ky", T("Địa danh, ngày ký"), "Quận 3, ngày 20 tháng 11 năm 2026")
_STANDING = Slot("chuc_danh", T("Chức vụ, đơn vị trên một dòng"), "Chuyên viên, Phòng Kinh tế")
_SIGNING = {
    "noi_ngay_ky": Place(160, 152, 113, 14, align=C, italic=True),
    "quyen_han": Place(160, 159, 113, 14, lines=2, align=C, bold=True),
    "nguoi_ky": Place(160, 192, 113, 14, align=C, bold=True),
}
_DEFAULTS = {
    COMMENDATION.code: Stock({
        "tham_quyen": Place(24, 46, 249, 22, lines=2, align=C, bold=True, capitals=True),
        "ten": Place(24, 94, 249, 24, lines=2, align=C, bold=True),
        "chuc_danh": Place(24, 116, 249, 16, lines=2, align=C),
        "thanh_tich": Place(24, 131, 249, 16, lines=3, align=C, italic=True),
        "so_quyet_dinh": Place(55, 180, 60, 12),
        "ngay_quyet_dinh": Place(24, 186, 100, 12),
        "so_so_vang": Place(48, 192, 40, 12),
        **_SIGNING,
    }),
    CERTIFICATE.code: Stock({
        "ho_ten": Place(24, 78, 249, 22, lines=2, align=C, bold=True),
        "don_vi": Place(24, 97, 249, 15, align=C),
        "vai_tro": Place(24, 104, 249, 15, lines=2, align=C),
        "sang_kien": Place(24, 117, 249, 19, lines=3, align=C, bold=True),
        "so_quyet_dinh": Place(100, 142, 60, 14),
        "ngay_quyet_dinh": Place(165, 142, 90, 14),
        "so_vao_so": Place(45, 192, 60, 11),
        **_SIGNING,
    }),
}  # fmt: skip
KINDS = tuple(_DEFAULTS)
NUMBERS = ("x", "y", "width", "size", "lines")
MARKS = ("bold", "italic", "capitals")
_MOST_SIZE, _LEAST_SIZE, _MOST_LINES, _MOST_SHIFT = 72, 6, 6, 50


@dataclass(frozen=True, slots=True)
class StockInForce:
    """The places of a day; number 0 is where we begin, before the office saved any."""

    number: int
    name: str
    valid_from: date | None
    stock: Stock


def slots_of(kind: PaperKind) -> tuple[Slot, ...]:
    """What can be placed on the stock of a kind."""
    extra = (_STANDING, _PLACE_AND_DAY) if kind is COMMENDATION else (_PLACE_AND_DAY,)
    return (*kind.slots, *extra)


def stock_on(session: Session, code: str, day: date) -> StockInForce:
    """The places for papers of a day: the last saved of those that have begun."""
    row = session.scalars(
        select(PrintedStock)
        .where(PrintedStock.kind == code, PrintedStock.valid_from <= day)
        .order_by(PrintedStock.valid_from.desc(), PrintedStock.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return StockInForce(0, "", None, _DEFAULTS[code])
    return StockInForce(row.number, row.name, row.valid_from, stock_from_json(row.layout))


def saved_stocks(session: Session, code: str) -> list[PrintedStock]:
    """Everything that was saved for a kind, newest first."""
    chosen = select(PrintedStock).where(PrintedStock.kind == code)
    return list(session.scalars(chosen.order_by(PrintedStock.number.desc())))


def save_stock(
    session: Session, actor: Actor, kind: PaperKind, name: str, valid_from: date,
    typed: Mapping[str, str], now: datetime,
) -> PrintedStock:  # fmt: skip
    """Keep new places from a day on. Blocked with every number that cannot be."""
    require(policy.keep(actor))
    stock, found = read_stock(typed, kind)
    name = clean_line(name)
    if not name or len(name) > STOCK_NAME_LIMIT:
        found.insert(0, Blocker("name", T("Nhập tên phôi, nhiều nhất %(n)s ký tự",
                                          n=STOCK_NAME_LIMIT)))  # fmt: skip
    require_ready(found)
    last = session.scalar(
        select(func.max(PrintedStock.number)).where(PrintedStock.kind == kind.code)
    )
    made = PrintedStock(
        kind=kind.code, number=(last or 0) + 1, name=name, valid_from=valid_from,
        layout=stock_to_json(stock),
        saved_by=actor.user_id, saved_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, actor, "printed_stock:save", f"printed_stock:{made.id}", now, kind=kind.code,
           number=made.number)  # fmt: skip
    return made


def read_stock(typed: Mapping[str, str], kind: PaperKind) -> tuple[Stock, list[Blocker]]:
    """The places as typed (`ten-x`, `ten-bold` …); a blank without numbers is not printed."""
    found: list[Blocker] = []
    width = _number(typed, "width", T("Khổ giấy, chiều ngang"), found, 50, 600)
    height = _number(typed, "height", T("Khổ giấy, chiều dọc"), found, 50, 600)
    shift_x = _number(typed, "shift_x", T("Dịch ngang"), found, -_MOST_SHIFT, _MOST_SHIFT)
    shift_y = _number(typed, "shift_y", T("Dịch dọc"), found, -_MOST_SHIFT, _MOST_SHIFT)
    limits = {"x": (0.0, width), "y": (0.0, height), "width": (5.0, width),
              "size": (_LEAST_SIZE, _MOST_SIZE), "lines": (1, _MOST_LINES)}  # fmt: skip
    places = {}
    for slot in slots_of(kind):
        if not any(typed.get(f"{slot.name}-{one}", "").strip() for one in NUMBERS):
            continue
        numbers = {one: _number(typed, f"{slot.name}-{one}", slot.meaning, found, *limits[one])
                   for one in NUMBERS}  # fmt: skip
        align = typed.get(f"{slot.name}-align", "")
        places[slot.name] = Place(
            numbers["x"], numbers["y"], numbers["width"], numbers["size"], int(numbers["lines"]),
            Align(align) if align in set(Align) else Align.LEFT,
            *(typed.get(f"{slot.name}-{mark}") == "1" for mark in MARKS),
        )  # fmt: skip
        if numbers["x"] + numbers["width"] > width:
            found.append(Blocker(f"{slot.name}-width", T("%(what)s: vượt ra ngoài mép phải của "
                                                         "giấy", what=slot.meaning)))  # fmt: skip
    if not places:
        found.append(Blocker("places", T("Đặt ít nhất một mục lên phôi")))
    return Stock(places, width, height, shift_x, shift_y), found


def _number(
    typed: Mapping[str, str], name: str, what: Text, found: list[Blocker], low: float, high: float
) -> float:
    try:
        value = float(parse_decimal(typed.get(name, "")))
    except ValueError:
        value = low - 1
    if low <= value <= high:
        return value
    shown = [decimal_text(Decimal(str(round(one, 1)))) for one in (low, high)]
    found.append(Blocker(name, T("%(what)s: nhập số từ %(low)s đến %(high)s", what=what,
                                 low=shown[0], high=shown[1])))  # fmt: skip
    return low


def stock_to_json(stock: Stock) -> str:
    """The places as they are kept."""
    return json.dumps(asdict(stock), ensure_ascii=False, sort_keys=True)


def stock_from_json(text: str) -> Stock:
    """What `stock_to_json` gave."""
    kept = json.loads(text)
    places = {
        name: Place(**{**place, "align": Align(place["align"])})
        for name, place in kept.pop("places").items()
    }
    return Stock(places=places, **kept)


def example_values(kind: PaperKind) -> dict[str, str]:
    """What a test print shows."""
    return {slot.name: slot.example for slot in slots_of(kind)}


def commendation_values(one: Commendation) -> dict[str, str]:
    """A Giấy khen's words by blank."""
    return {
        "tham_quyen": one.decided_by, "tang": one.gives, "ten": one.holder,
        "chuc_danh": one.standing, "hinh_thuc": one.award, "thanh_tich": one.achievement,
        "so_quyet_dinh": one.decision_number, "so_so_vang": one.book_number,
        "ngay_quyet_dinh": phrases.day_or_blank(one.decision_date, one.year),
        "ngay_ky": phrases.day_or_blank(one.issued_on, one.year), "noi_ky": one.place,
        "noi_ngay_ky": phrases.date_line(one.place, one.issued_on, one.year),
        "quyen_han": "\n".join(one.signature.authority_lines), "nguoi_ky": one.signature.name,
        "ma_tra_cuu": one.lookup_code,
    }  # fmt: skip


def certificate_values(one: Certificate) -> dict[str, str]:
    """A certificate's words by blank."""
    from app.documents.certificate import standing  # noqa: PLC0415 - only when printing

    return {
        "co_quan_cap_tren": one.superior, "co_quan": one.issuer, "ho_ten": one.holder,
        "don_vi": one.unit, "vai_tro": standing(one), "sang_kien": one.initiative,
        "chu_dau_tu": dict(one.details).get("Chủ đầu tư tạo ra sáng kiến", ""),
        "so_quyet_dinh": one.decision_number, "tham_quyen": one.decided_by,
        "ngay_quyet_dinh": phrases.day_or_blank(one.decision_date, one.year),
        "so_vao_so": one.register_number, "noi_ky": one.place,
        "ngay_ky": phrases.day_or_blank(one.issued_on, one.year),
        "noi_ngay_ky": phrases.date_line(one.place, one.issued_on, one.year),
        "quyen_han": "\n".join(one.signature.authority_lines), "nguoi_ky": one.signature.name,
        "ma_tra_cuu": one.lookup_code,
    }  # fmt: skip
