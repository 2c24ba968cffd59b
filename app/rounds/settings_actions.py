"""Apply a whole settings file, or an older version, as one act."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.rounds import actions, policy
from app.rounds.models import Round
from app.rounds.settings_file import Settings, settings_values, stored_settings
from app.rounds.settings_versions import keep_version
from app.rounds.stage_actions import set_stages


def apply_settings(
    session: Session,
    actor: Actor,
    found: Round,
    settings: Settings,
    now: datetime,
    *,
    reason: str = "",
    source: str = "file",
) -> None:
    """Set everything a file says, or nothing: every rule of the single pages holds here too.

    Raises `Blocked` with paths of the file as field names. `source` says in the record whether it
    was a file or a kept version.
    """
    require(policy.manage(actor, found))
    before = settings_values(stored_settings(session, found))
    _at("round", lambda: actions.change_round(
        session, actor, found, settings.draft, now, reason=reason))  # fmt: skip
    names = settings.categories
    _at("fields", lambda: actions.set_fields(
        session, actor, found, settings.fields, now, categories=names))  # fmt: skip
    _at("categories", lambda: actions.set_category_names(session, actor, found, names, now))
    _at("eligibility", lambda: actions.set_eligibility(
        session, actor, found, settings.eligibility, now))  # fmt: skip
    if settings.stages != stored_settings(session, found).stages:
        _at("stages", lambda: set_stages(session, actor, found, settings.stages, now))
    stored = stored_settings(session, found)
    if settings.rubric is not None and settings.rubric != stored.rubric:
        rubric = settings.rubric
        _at("rubric", lambda: actions.set_rubric(session, actor, found, rubric, now))
    elif settings.rubric is None and stored.rubric is not None:
        text = T("Tệp không có thang điểm; thang điểm đã lập không bỏ được bằng tệp")
        require_ready([Blocker("rubric", text)])
    if settings_values(stored_settings(session, found)) != before:
        record(session, actor, "round:settings_applied", found, now, reason=reason, source=source)
        keep_version(session, actor, found, source, now)


def _at(path: str, act: Callable[[], object]) -> None:
    try:
        act()
    except Blocked as refused:
        raise Blocked([
            Blocker(
                one.field if one.field.startswith(path) else f"{path}.{one.field}".rstrip("."),
                one.message,
            )
            for one in refused.blockers
        ]) from None  # fmt: skip
