"""Tra cứu: whoever holds a paper types or scans its code and learns whether it counts."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.kernel.vietnamese import clean_line
from app.papers import codes
from app.papers.blueprint import bp
from app.web.access import Answer, public
from app.web.refusals import page


@bp.get("/tra-cuu")
@public
def look_up() -> Answer:
    """Type a code."""
    typed = clean_line(request.args.get("ma", ""))[:60]
    other = codes.address_elsewhere(db.session(), typed) if typed else None
    if other:
        return redirect(other, 303)
    if codes.normal(typed):
        return redirect(url_for("papers.check", code=codes.normal(typed)), 303)
    return render_template("papers/look_up.html")


@bp.get("/tra-cuu/<code>")
@public
def check(code: str) -> Answer:
    """Valid, replaced or revoked; nothing private."""
    found = codes.answer_for(db.session(), code)
    if found is None:
        return page(404, _("Không có văn bản nào mang mã này"),
                    _("Mã tra cứu được gõ sai, hoặc văn bản không do hệ thống này lập."),
                    next=_("Đối chiếu từng ký tự với bản giấy rồi tra lại."))  # fmt: skip
    shown, answer = found
    return render_template(
        "papers/check.html", code=shown, answer=answer, titles=codes.STANDING_TITLES,
        shapes=codes.STANDING_SHAPES,
    )  # fmt: skip
