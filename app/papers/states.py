"""The life of one version of a Word template: tried out, in use, no longer used."""

from enum import StrEnum

from app.kernel.lifecycle import Lifecycle, Move
from app.kernel.text import T


class TemplateState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


S = TemplateState
TEMPLATE_TITLES = {
    S.DRAFT: T("Chưa dùng"),
    S.ACTIVE: T("Đang dùng"),
    S.RETIRED: T("Thôi dùng"),
}
TEMPLATE_SHAPES = {S.DRAFT: "none", S.ACTIVE: "ok", S.RETIRED: "locked"}

TEMPLATE_LIFECYCLE = Lifecycle(
    "paper_template",
    TEMPLATE_TITLES,
    [
        Move("activate", T("Đưa mẫu vào dùng"), frozenset({S.DRAFT}), S.ACTIVE),
        Move("retire", T("Thôi dùng mẫu"), frozenset({S.DRAFT, S.ACTIVE}), S.RETIRED),
    ],
)
