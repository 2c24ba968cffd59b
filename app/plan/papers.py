"""The consolidated report as an administrative document; every number from `Summary.value`."""

from dataclasses import dataclass

from app.accounts.models import Agency
from app.documents import phrases
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Column,
    Dashed,
    GroupRow,
    Heading,
    Lettered,
    Letterhead,
    Paragraph,
    Row,
    Signature,
    Table,
    TotalRow,
)
from app.kernel.dates import day_text, document_day
from app.kernel.numbers import count_in_words, integer_text
from app.plan.metrics import METRIC_TITLES, SUMMED, GroupLines, ItemLine, Metric, Summary, UnitLine
from app.plan.queries import PlanHead
from app.plan.report_queries import PeriodLine
from app.plan.rules import period_title
from app.plan.states import TASK_LIFECYCLE

_COMMITTEE = "Ủy ban nhân dân"
_TASK_COLUMNS = (
    Column("Mục", 8),
    Column("Nhiệm vụ", 36),
    Column("Tiến độ, kết quả", 26),
    Column("Trạng thái", 14),
    Column("Số đơn vị báo cáo", 9, Align.RIGHT),
    Column("Tỷ lệ bình quân (%)", 10, Align.RIGHT),
)
_UNIT_COLUMNS = (
    Column("Số TT", 5, Align.CENTER),
    Column("Đơn vị", 30),
    Column("Ngày gửi", 12),
    Column("Tình trạng", 15),
    Column("Lượt người tập huấn", 11, Align.RIGHT),
    Column("Sự kiện, hội thảo", 10, Align.RIGHT),
    Column("Giải pháp đã nộp", 10, Align.RIGHT),
    Column("Giải pháp áp dụng", 10, Align.RIGHT),
)
_TASK_METRICS = (
    Metric.TASKS_DONE,
    Metric.TASKS_UNDER_WAY,
    Metric.TASKS_NOT_STARTED,
    Metric.TASKS_PAUSED,
)
_UNITS_OF_MEASURE = {
    Metric.TRAINED: "lượt người",
    Metric.EVENTS: "sự kiện",
    Metric.IDEAS: "giải pháp",
    Metric.SOLUTIONS: "giải pháp",
}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report is written from; `addressee` is the superior body."""

    agency: Agency
    plan: PlanHead
    period: PeriodLine
    source: PeriodLine
    summary: Summary
    addressee: str


def consolidated_report(facts: ReportFacts) -> AdministrativeDocument:
    """Báo cáo kết quả thực hiện kế hoạch; number and day stay blank until they were issued."""
    letterhead = _letterhead(facts)
    agency, summary = facts.agency, facts.summary
    sent = f"{summary.value(Metric.SENT)}/{summary.value(Metric.DUE)}"
    leads = dict.fromkeys(group.lead_name for group in summary.groups)
    return AdministrativeDocument(
        kind="BÁO CÁO",
        abstract=f"Kết quả thực hiện Kế hoạch số {facts.plan.number} năm {facts.period.year}",
        letterhead=letterhead,
        legal_bases=(f"Căn cứ {_plan_name(facts.plan)}",),
        addressees=(facts.addressee,),
        body=_body(facts),
        signature=Signature(_authority(agency)),
        recipients=(f"Thường trực {agency.name}", *leads, "Lưu: VT"),
        annexes=(_annex(facts, letterhead),),
        trace=f"Số liệu tổng hợp từ {sent} báo cáo của đơn vị trên hệ thống Sáng kiến số",
    )


def _letterhead(facts: ReportFacts) -> Letterhead:
    number, _, symbol = facts.period.document_number.partition("/")
    return Letterhead(
        superior=facts.agency.superior_name,
        issuer=facts.agency.name,
        symbol=symbol or f"BC-{facts.agency.symbol}",
        place=facts.agency.place,
        number=number or None,
        issued_on=facts.period.issued_on,
        year=facts.period.year,
    )


def _authority(agency: Agency) -> tuple[str, ...]:
    head = agency.head_title.upper()
    return (f"TM. {_COMMITTEE.upper()}", head) if agency.name.startswith(_COMMITTEE) else (head,)


def _plan_name(plan: PlanHead) -> str:
    subject = plan.title.removeprefix("Kế hoạch ")
    day = document_day(plan.issued_on)
    return f"Kế hoạch số {plan.number} {day} của {plan.issuer} về {subject}"


def _body(facts: ReportFacts) -> tuple[Block, ...]:
    summary, source = facts.summary, facts.source
    return (
        Paragraph(
            f"Thực hiện chế độ báo cáo của Kế hoạch số {facts.plan.number}, {facts.agency.name} "
            f"báo cáo kết quả thực hiện năm {facts.period.year} (số liệu từ ngày "
            f"{day_text(source.covers_from)} đến ngày {day_text(source.covers_to)}) như sau:"
        ),
        Heading(1, "Kết quả thực hiện"),
        Heading(2, "Tình hình báo cáo của các đơn vị"),
        *_reporting(summary),
        Heading(2, "Kết quả chung"),
        *_figures(summary),
        Heading(2, "Kết quả theo năm nhóm nhiệm vụ" if len(summary.groups) == 5
                else "Kết quả theo nhóm nhiệm vụ"),
        _task_table(summary),
        Heading(2, "Kết quả nổi bật của các đơn vị"),
        _by_unit(summary, "achievements", "Các đơn vị không nêu kết quả nổi bật."),
        Heading(1, "Khó khăn, vướng mắc"),
        _by_unit(summary, "difficulties", "Các đơn vị không báo cáo khó khăn, vướng mắc."),
        Heading(1, "Kiến nghị, đề xuất"),
        _by_unit(summary, "proposals", "Các đơn vị không có kiến nghị, đề xuất."),
        Paragraph(
            f"Trên đây là báo cáo kết quả thực hiện Kế hoạch số {facts.plan.number} năm "
            f"{facts.period.year}; số liệu chi tiết theo đơn vị tại Phụ lục kèm theo. "
            f"{facts.agency.name} kính gửi {facts.addressee} tổng hợp."
        ),
    )  # fmt: skip


def _count(summary: Summary, metric: Metric, noun: str) -> str:
    """ "05 (năm) đơn vị", "không có đơn vị"."""
    value = summary.value(metric)
    return f"{count_in_words(value, pad=True)} {noun}" if value else f"không có {noun}"


def _reporting(summary: Summary) -> tuple[Block, ...]:
    sent = _count(summary, Metric.SENT, "đơn vị đã gửi báo cáo")
    in_time = _count(summary, Metric.ON_TIME, "báo cáo gửi đúng hạn")
    late = _count(summary, Metric.SENT_LATE, "báo cáo gửi chậm")
    missing = _count(summary, Metric.MISSING, "đơn vị chưa gửi báo cáo")
    nothing = _count(summary, Metric.NO_ACTIVITY, "báo cáo không phát sinh hoạt động")
    return (
        Paragraph(f"Có {_count(summary, Metric.DUE, 'đơn vị phải báo cáo')}, trong đó:"),
        Lettered((
            _capital(f"{sent}, gồm {in_time} và {late};"),
            _capital(f"{missing};"),
            _capital(f"{nothing}."),
        )),
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figures(summary: Summary) -> tuple[Block, ...]:
    nouns = {metric: str(METRIC_TITLES[metric]).lower() for metric in _TASK_METRICS}
    tasks = "; ".join(
        _count(summary, metric, noun) for metric, noun in nouns.items() if summary.value(metric)
    )
    rows = tuple(
        Row((str(METRIC_TITLES[metric]), _UNITS_OF_MEASURE[metric],
             integer_text(summary.value(metric))))
        for metric in SUMMED
    )  # fmt: skip
    columns = (
        Column("Chỉ tiêu", 60),
        Column("Đơn vị tính", 20),
        Column("Kết quả", 20, Align.RIGHT),
    )
    return (
        Paragraph(f"Kế hoạch có {_count(summary, Metric.TASKS, 'nhiệm vụ')}, trong đó: {tasks}."),
        Table(columns, rows),
    )


def _task_table(summary: Summary) -> Table:
    rows: list[Row | GroupRow] = []
    for group in summary.groups:
        rows.append(GroupRow(_group_text(group)))
        rows += [_task_row(item) for item in group.items]
    return Table(_TASK_COLUMNS, tuple(rows))


def _group_text(group: GroupLines) -> str:
    return f"{group.ref}. {group.title} (chủ trì: {group.lead_name})"


def _task_row(item: ItemLine) -> Row:
    percent = "" if item.percent is None else str(item.percent)
    state = str(TASK_LIFECYCLE.titles[item.state])
    reported = integer_text(len(item.results))
    return Row((item.ref, item.text, item.progress_note, state, reported, percent))


def _by_unit(summary: Summary, name: str, nothing: str) -> Block:
    texts = summary.texts(name)
    if not texts:
        return Paragraph(nothing)
    return Dashed(tuple(f"{unit}: {' '.join(text.split())}" for unit, text in texts))


def _annex(facts: ReportFacts, letterhead: Letterhead) -> Annex:
    summary = facts.summary
    rows = [_unit_row(place, unit) for place, unit in enumerate(summary.units, start=1)]
    sums = (integer_text(summary.value(metric)) for metric in SUMMED)
    total = TotalRow(("", "Tổng cộng", "", "", *sums))
    source = period_title(facts.source.name, facts.source.year)
    return Annex(
        title=f"Bảng tổng hợp theo đơn vị ({source})",
        relates_to=phrases.attached_to("Báo cáo", letterhead, facts.agency.name),
        body=(Table(_UNIT_COLUMNS, (*rows, total)),),
        landscape=True,
    )


def _unit_row(place: int, unit: UnitLine) -> Row:
    figures = (
        unit.trained_people, unit.events_held, unit.ideas_submitted, unit.solutions_applied,
    )  # fmt: skip
    shown = (integer_text(figure) if unit.is_sent else "" for figure in figures)
    sent_on = day_text(unit.sent_on) if unit.sent_on else ""
    return Row((str(place), unit.unit_name, sent_on, _standing(unit), *shown))


def _standing(unit: UnitLine) -> str:
    if not unit.is_sent:
        return "Chưa gửi"
    if unit.no_activity:
        return "Không phát sinh"
    return "Đúng hạn" if unit.in_time else "Gửi chậm"
