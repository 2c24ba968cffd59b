"""Forms of the qualification: an answer, stepping back, one person asked by hand."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice

from app.ideas.qualifying_rules import REASON_LIMIT, VERDICT_TITLES, Verdict
from app.review.conflicts import DECLARED_TITLES, DeclaredGround
from app.web.forms import AtMost, ProseField, WebForm


class AnswerForm(WebForm):
    """Pass or fail, and why."""

    verdict = RadioField(
        _l("Kết luận"),
        choices=[SelectChoice(str(one), _l(text.message)) for one, text in VERDICT_TITLES.items()],
        validate_choice=False,
    )
    reason = ProseField(_l("Lý do"), [AtMost(REASON_LIMIT, _l("Lý do"))])

    def given(self) -> Verdict | None:
        """What was chosen; None for nothing and for nonsense."""
        text = self.verdict.data or ""
        return Verdict(text) if text in set(Verdict) else None


class StepBackForm(WebForm):
    """Why I do not judge this dossier."""

    ground = RadioField(
        _l("Lý do không thẩm định"),
        choices=[SelectChoice(str(g), _l(title.message)) for g, title in DECLARED_TITLES.items()],
        validate_choice=False,
    )
    note = ProseField(_l("Giải thích thêm"), [AtMost(500, _l("Giải thích thêm"))])

    def declared(self) -> DeclaredGround | None:
        """The chosen ground; None for nothing and for nonsense."""
        text = self.ground.data or ""
        return DeclaredGround(text) if text in set(DeclaredGround) else None
