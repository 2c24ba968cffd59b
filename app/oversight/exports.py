"""The log as a table for spreadsheets: small ones at once, large ones step by step as a job."""

import csv
import io
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Category
from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.text import T
from app.oversight import policy, queries
from app.oversight.queries import Filters, LogLine, detail_text

AT_ONCE = 5000
STEP = 1000
RUNS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "Số", "Lúc", "Người thực hiện", "Địa chỉ", "Nhóm", "Hành động", "Mã hành động", "Đối tượng",
    "Trước", "Sau", "Lý do", "Chi tiết", "Mã băm",
)  # fmt: skip
WIDTHS = (8, 18, 24, 16, 16, 28, 22, 18, 14, 14, 30, 50, 20)


def row_of(line: LogLine) -> tuple[str, ...]:
    """One act as texts, in the order of `COLUMNS`."""
    return (
        str(line.entry_id), instant_text(line.at), str(line.actor_name), line.address,
        str(line.category), str(line.title), line.verb, line.subject, line.before, line.after,
        line.reason, detail_text(line.detail), line.hash,
    )  # fmt: skip


def harmless(text: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text."""
    return f"'{text}" if text.startswith(RUNS) else text


def csv_lines(rows: list[tuple[str, ...]], *, head: bool) -> bytes:
    """CSV that Excel opens with its marks right (UTF-8 with a byte order mark at the head)."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    if head:
        writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig" if head else "utf-8")


def xlsx(rows: list[tuple[str, ...]]) -> bytes:
    """A workbook of one sheet; every cell is text."""
    from app.documents.xlsx_writer import Sheet, SheetColumn, to_xlsx  # noqa: PLC0415 - heavy

    columns = tuple(SheetColumn(name, width) for name, width in zip(COLUMNS, WIDTHS, strict=True))
    return to_xlsx([Sheet("Nhật ký", columns, tuple(rows), "Nhật ký hệ thống")])


def args_of(filters: Filters, *, blind: bool, upto: int) -> Args:
    """Filters as the plain values that a job keeps."""
    return {
        "first": filters.first.isoformat() if filters.first else "",
        "last": filters.last.isoformat() if filters.last else "",
        "person": filters.person,
        "category": str(filters.category or ""),
        "subject": filters.subject,
        "blind": blind,
        "upto": upto,
    }


def filters_of(args: Args) -> Filters:
    """The filters that a job was asked with."""
    return Filters(
        first=date.fromisoformat(args["first"]) if args["first"] else None,
        last=date.fromisoformat(args["last"]) if args["last"] else None,
        person=args["person"],
        category=Category(args["category"]) if args["category"] else None,
        subject=args["subject"],
    )


def one_step(session: Session, actor: Actor, args: Args, cursor: str, _now: datetime) -> Step:
    """A thousand more acts. `cursor`: last number written, how many so far, how many in all.

    Whoever came to judge since asking gets the blind view from then on.
    """
    filters, upto = filters_of(args), int(args["upto"])
    blind = bool(args["blind"]) or policy.judges_blind(actor)
    after, done, total = (int(part) for part in (cursor or "0 0 0").split())
    if not cursor:
        total = queries.count(session, filters, blind=blind, upto=upto)
    lines = queries.entries_after(session, filters, blind=blind, after=after, upto=upto, limit=STEP)
    done += len(lines)
    after = lines[-1].entry_id if lines else after
    return Step(
        cursor=f"{after} {done} {total}", done=done, total=total,
        part=csv_lines([row_of(line) for line in lines], head=not cursor),
        finished=len(lines) < STEP,
    )  # fmt: skip


def _name(_args: dict[str, Any]) -> str:
    return "nhat-ky.csv"


EXPORT = Kind(
    name="audit:export",
    title=T("Xuất nhật ký"),
    media_type="text/csv; charset=utf-8",
    result_name=_name,
    may=lambda actor, _args: policy.read_log(actor),
    step=one_step,
)
