"""Phôi in sẵn: where each word is printed, and a test print with a grid."""

from decimal import Decimal

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.once import earlier_result, remember
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.numbers import decimal_text
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.papers import kinds, policy, stocks
from app.papers.blueprint import bp
from app.papers.forms import StockForm
from app.papers.kinds import PaperKind
from app.papers.stocks import StockInForce
from app.web.access import Answer, actor, needs


def _kind(code: str) -> PaperKind:
    kind = kinds.kind_of(code)
    if kind is None or code not in stocks.KINDS:
        raise Denied(NOT_FOUND)
    return kind


@bp.get("/mau-van-ban/<code>/phoi")
@needs(*policy.KEEPERS)
def stock(code: str) -> Answer:
    """The places in force, to be changed into new ones."""
    kind = _kind(code)
    current = stocks.stock_on(db.session(), code, local_date(now()))
    form = StockForm(formdata=None, data={"name": current.name, "valid_from": local_date(now())})
    return _page(kind, form, _typed(current))


def _page(kind: PaperKind, form: StockForm, typed: dict[str, str], status: int = 200) -> Answer:
    session = db.session()
    page = render_template(
        "papers/stock.html", kind=kind, form=form, typed=typed, slots=stocks.slots_of(kind),
        current=stocks.stock_on(session, kind.code, local_date(now())),
        saved=stocks.saved_stocks(session, kind.code), numbers=stocks.NUMBERS,
    )  # fmt: skip
    return page, status


def _typed(current: StockInForce) -> dict[str, str]:
    """The numbers as people write them."""
    whole = current.stock
    shown = {name: _shown(getattr(whole, name))
             for name in ("width", "height", "shift_x", "shift_y")}  # fmt: skip
    for name, place in whole.places.items():
        shown |= {f"{name}-{one}": _shown(getattr(place, one)) for one in stocks.NUMBERS}
        shown |= {f"{name}-{mark}": "1" for mark in stocks.MARKS if getattr(place, mark)}
        shown[f"{name}-align"] = str(place.align)
    return shown


def _shown(value: float) -> str:
    return decimal_text(Decimal(str(round(value, 1))).normalize())


@bp.post("/mau-van-ban/<code>/phoi")
@needs(*policy.KEEPERS)
def save_stock(code: str) -> Answer:
    """New places from a day on."""
    kind, form, person, key = _kind(code), StockForm(), actor(), request.form.get("once_key", "")
    typed = {name: value[:40] for name, value in request.form.items()}
    if not form.validate() or form.valid_from.data is None:
        return _page(kind, form, typed, 422)
    try:
        with transaction() as session:
            if not earlier_result(session, key, person.user_id):
                made = stocks.save_stock(session, person, kind, form.name.data or "",
                                         form.valid_from.data, typed, now())  # fmt: skip
                remember(session, key, person.user_id, str(made.id), now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _page(kind, form, typed, 422)
    flash(_("Đã lưu vị trí in. In thử có lưới lên giấy trắng rồi đặt lên phôi để so."), "ok")
    return redirect(url_for("papers.stock", code=code), 303)


@bp.get("/mau-van-ban/<code>/phoi/in-thu.pdf")
@needs(*policy.KEEPERS)
def stock_trial(code: str) -> Answer:
    """The examples at their places, with a grid unless it is not wanted."""
    from app.documents.stock import stock_to_pdf  # noqa: PLC0415 - Typst, only when printing

    kind = _kind(code)
    current = stocks.stock_on(db.session(), code, local_date(now()))
    content = stock_to_pdf(current.stock, [stocks.example_values(kind)], str(kind.title),
                           grid=request.args.get("luoi") != "0")  # fmt: skip
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"in-thu-{code}.pdf")
    return answer
