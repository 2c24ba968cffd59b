"""What machines ask: does the process live, is the system ready, how is it doing."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, jsonify, request

from app.kernel.clock import now
from app.operation.beating import show_life
from app.operation.checking import ready
from app.web.access import Answer, public
from app.web.registry import Registry
from config import Settings

bp = Blueprint("operation", __name__)


def join(registry: Registry) -> None:
    """The worker shows that it lives."""
    registry.background["heartbeat"] = show_life


@bp.get("/healthz")
@public
def healthz() -> Answer:
    """The process answers; nothing else is looked at."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@bp.get("/readyz")
@public
def readyz() -> Answer:
    """503 when no page can be served. `?strict=1`: also when anything else needs attention."""
    findings = ready(now())
    serves = all(finding.ok for finding in findings if finding.vital)
    well = all(finding.ok for finding in findings)
    told: dict[str, object] = {"status": "ready" if well else "degraded" if serves else "not ready"}
    if _may_see_details():
        told["checks"] = {f.name: {"ok": f.ok, "text": f.text} for f in findings}
    fine = well if request.args.get("strict") == "1" else serves
    return jsonify(told), 200 if fine else 503, {"Cache-Control": "no-store"}


@bp.get("/metrics")
@public
def metrics() -> Answer:
    """Prometheus text, for those who know METRICS_TOKEN; without the setting there is no page."""
    if not _bears_token():
        abort(404)
    from app.operation.metrics import exposition  # noqa: PLC0415 - loaded only where it is used

    text, content_type = exposition(now())
    return Response(text, content_type=content_type, headers={"Cache-Control": "no-store"})


def _bears_token() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.metrics_token) and hmac.compare_digest(
        given.encode(), settings.metrics_token.encode()
    )


def _may_see_details() -> bool:
    """Somebody on this machine itself, not through a proxy; or who knows the token."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        here = ip_address(request.remote_addr or "").is_loopback and not forwarded
    except ValueError:
        here = False
    return here or _bears_token()
