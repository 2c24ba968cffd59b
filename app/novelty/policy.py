"""Who may compare, link and change the words. What of another dossier is shown: see `queries`."""

from app.ideas import policy as ideas
from app.ideas.policy import READ_ALL, Standing
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

OFFICE = (Role.SECRETARY, *READ_ALL)
EDITORS = (Role.SECRETARY, Role.ADMIN)


def report(actor: Actor, dossier: Standing, *, as_reviewer: bool) -> Denial | None:
    """The comparison with all others: the office once endorsed, and the dossier's reviewers.

    Authors and units do not read it: it holds passages of other people's dossiers.
    """
    if as_reviewer:
        return None
    if dossier.is_author(actor) or not actor.has(*OFFICE) or not dossier.was_endorsed:
        return NOT_FOUND
    return ideas.read(actor, dossier)


def link(actor: Actor, dossier: Standing, other: Standing) -> Denial | None:
    """The secretary of the dossier's council, who reads the other one too and wrote neither."""
    denial = ideas.read(actor, dossier) or ideas.read(actor, other)
    if denial is not None:
        return denial
    if not actor.in_council(dossier.council_id, Role.SECRETARY):
        return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được liên kết hồ sơ."))
    if dossier.is_author(actor) or other.is_author(actor):
        return Denial("own_dossier", T("Tác giả không tự kết luận về hồ sơ của mình."))
    return None


def state_difference(actor: Actor, dossier: Standing) -> Denial | None:
    """The authors, as they write the rest of the dossier."""
    return ideas.write(actor, dossier)


def change_words(actor: Actor) -> Denial | None:
    """Secretaries and the administrator."""
    if actor.has(*EDITORS):
        return None
    return Denial("not_editor", T("Chỉ thư ký Hội đồng và quản trị hệ thống được sửa bảng từ."))
