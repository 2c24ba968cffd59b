"""The settings of a round as a file: download, dry run, apply; its versions and going back."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.rounds.desk import bp, managed
from app.rounds.models import Round
from app.rounds.reading import Mistake
from app.rounds.settings_actions import apply_settings
from app.rounds.settings_difference import Line, differences
from app.rounds.settings_file import read_settings, settings_values, stored_settings
from app.rounds.settings_text import LARGEST, as_json, as_yaml, parse
from app.rounds.settings_versions import version_count, version_lines, version_of
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

WHAT = {
    "created": T("Lập đợt"), "cloned": T("Sao chép từ đợt khác"), "changed": T("Sửa thông tin"),
    "categories": T("Sửa lĩnh vực"), "rubric": T("Sửa thang điểm"), "fields": T("Sửa câu hỏi"),
    "eligibility": T("Sửa câu hỏi điều kiện"), "file": T("Áp dụng tệp cấu hình"),
    "version": T("Khôi phục bản cũ"), "stages": T("Sửa các vòng"),
    "advance": T("Kết thúc một vòng"), "step_back": T("Hoàn tác chuyển vòng"),
    "rubric_revised": T("Sửa thang điểm sau khi mở chấm"),
}  # fmt: skip


class _DryRun(Exception):
    """Everything went through; take it back."""


@bp.get("/dot-xet/<int:round_id>/cau-hinh")
@needs(Role.SECRETARY)
def settings_file(round_id: int) -> Answer:
    """Download, upload, and the versions kept."""
    return _file_page(round_id)


def _file_page(round_id: int, mistakes: Sequence[Mistake] = (), status: int = 200) -> Answer:
    found, session = managed(round_id), db.session()
    number, size = asked_page(), asked_size()
    lines = version_lines(session, round_id, limit=size, offset=(number - 1) * size)
    page = page_of(lines, version_count(session, round_id), number, size)
    shown = render_template(
        "rounds/settings_file.html", found=found, page=page, what=WHAT, mistakes=mistakes
    )
    return shown, status


@bp.get("/dot-xet/<int:round_id>/cau-hinh.json")
@needs(Role.SECRETARY)
def settings_json(round_id: int) -> Answer:
    """The file as JSON."""
    return _download(round_id, "json")


@bp.get("/dot-xet/<int:round_id>/cau-hinh.yaml")
@needs(Role.SECRETARY)
def settings_yaml(round_id: int) -> Answer:
    """The file as YAML."""
    return _download(round_id, "yaml")


def _download(round_id: int, kind: str) -> Response:
    found = managed(round_id)
    values = settings_values(stored_settings(db.session(), found))
    text = as_json(values) if kind == "json" else as_yaml(values)
    answer = Response(text, content_type=f"application/{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="dot-xet-{round_id}.{kind}"'
    return answer


@bp.post("/dot-xet/<int:round_id>/cau-hinh")
@needs(Role.SECRETARY)
def try_settings(round_id: int) -> Answer:
    """A dry run: what the file would change line by line, or every mistake at its path."""
    managed(round_id)
    upload = request.files.get("file")
    raw = upload.stream.read(LARGEST + 1) if upload else b""
    if not raw:
        return _file_page(round_id, [Mistake("", T("Chọn tệp JSON hoặc YAML"))], 422)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _file_page(round_id, [Mistake("", T("Tệp phải là văn bản UTF-8"))], 422)
    return _preview(round_id, text, "file")


@bp.get("/dot-xet/<int:round_id>/cau-hinh/<int:number>")
@needs(Role.SECRETARY)
def settings_version(round_id: int, number: int) -> Answer:
    """An older version beside what is set now."""
    found = managed(round_id)
    version = version_of(db.session(), found, number)
    if version is None:
        raise Denied(NOT_FOUND)
    now_is = settings_values(stored_settings(db.session(), found))
    return render_template(
        "rounds/settings_preview.html", found=found, text=as_json(json.loads(version.content)),
        lines=differences(now_is, json.loads(version.content)), mistakes=[], source="version",
        number=number, reason="", needs_reason=False,
    )  # fmt: skip


def _preview(round_id: int, text: str, source: str, reason: str = "") -> Answer:
    person, (values, mistakes) = actor(), parse(text)
    lines: list[Line] = []
    settings = None
    if not mistakes:
        settings, mistakes = read_settings(values)
    if settings is not None:
        mistakes = _tried(round_id, person, settings, reason)
    found = managed(round_id)
    if settings is not None:
        now_is = settings_values(stored_settings(db.session(), found))
        lines = differences(now_is, settings_values(settings))
    needs_reason = [one for one in mistakes if one.path == "round.reason"]
    page = render_template(
        "rounds/settings_preview.html", found=found, text=text, lines=lines, source=source,
        mistakes=[one for one in mistakes if one not in needs_reason], number=None, reason=reason,
        needs_reason=bool(needs_reason),
    )  # fmt: skip
    return page, 422 if mistakes and mistakes != needs_reason else 200


def _tried(round_id: int, person: Actor, settings: Any, reason: str) -> list[Mistake]:
    """What would refuse the file; nothing is kept of the trial."""
    try:
        with transaction() as session:
            found = to_change(session, Round, round_id)
            apply_settings(session, person, found, settings, now(), reason=reason)
            raise _DryRun
    except _DryRun:
        return []
    except Blocked as refused:
        return [Mistake(one.field, one.message) for one in refused.blockers]
    finally:
        db.session.remove()


@bp.post("/dot-xet/<int:round_id>/cau-hinh/ap-dung")
@needs(Role.SECRETARY)
def apply_settings_file(round_id: int) -> Answer:
    """Apply the file of the dry run, whole or not at all."""
    managed(round_id)
    text, reason = request.form.get("text", ""), request.form.get("reason", "").strip()
    source = "version" if request.form.get("source") == "version" else "file"
    if len(text) > LARGEST or len(reason) > 500:
        abort(413)
    values, mistakes = parse(text)
    settings, mistakes = read_settings(values) if not mistakes else (None, mistakes)
    if settings is None:
        return _preview(round_id, text, source, reason)
    try:
        with transaction() as session:
            found = to_change(session, Round, round_id)
            apply_settings(session, actor(), found, settings, now(), reason=reason, source=source)
    except Blocked:
        db.session.remove()
        page, _status = _preview(round_id, text, source, reason)
        return page, 422
    flash(_("Đã áp dụng cấu hình."), "ok")
    return redirect(url_for(".show", round_id=round_id), 303)
