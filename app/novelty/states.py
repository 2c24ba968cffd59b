"""What the secretary may say of two dossiers that are alike."""

from enum import StrEnum

from app.kernel.text import T


class LinkKind(StrEnum):
    """How a dossier stands to an earlier one."""

    DUPLICATE = "duplicate"
    INHERITS = "inherits"
    MERGED = "merged"


LINK_TITLES = {
    LinkKind.DUPLICATE: T("Trùng nội dung"),
    LinkKind.INHERITS: T("Kế thừa, phát triển tiếp"),
    LinkKind.MERGED: T("Gộp để xét chung"),
}
