"""A small application around the templates: the look is tested without the rooms."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, flash, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from app.web.display import prepare_display
from app.web.styleguide import examples

APP = Path(__file__).parents[2] / "app"
INSTANT = datetime(2026, 11, 14, 6, 0, tzinfo=UTC)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)


@dataclass(frozen=True)
class Person:
    """Whoever is signed in, as the layouts know them."""

    user_id: int = 7
    name: str = "Huỳnh Thanh Vân"
    role_title: str = "Cán bộ khen thưởng"
    unit_name: str = "Phòng Nội vụ"


def page_context(person: Person | None = None) -> dict[str, Any]:
    """What `create_app` puts on every page."""
    return {
        "current_actor": person,
        "agency": {"name": "Ủy ban nhân dân Quận 3", "short_name": "UBND Quận 3"},
        "navigation": [
            {"label": "Việc chờ tôi", "url": "/guide", "current": True, "count": 1200},
            {"label": "Kế hoạch", "url": "/plan", "current": False, "count": None},
        ],
        "round_strip": {
            "title": "Đợt xét 2026",
            "stage": "Đang chấm điểm",
            "until_text": "",
            "remaining_text": "còn 2 ngày",
            "url": "/call",
        },
        "now": INSTANT,
        "site": {"home_url": "/home", "sign_in_url": "/in", "sign_out_url": "/out"},
    }


@pytest.fixture(scope="module")
def look_app() -> Flask:
    """Templates, filters and token as in the real application; unknown names are errors."""
    app = Flask(
        "look", template_folder=str(APP / "web/templates"), static_folder=str(APP / "static")
    )
    app.secret_key = "only for this test"
    Babel(app, default_locale="vi")
    CSRFProtect(app)
    prepare_display(app)
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(lambda: page_context(Person()))

    @app.get("/guide")
    def guide() -> str:
        flash("Đã gửi nhắc 3 đơn vị.", "ok")
        return render_template("web/styleguide.html", **examples())

    @app.after_request
    def strict(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@pytest.fixture
def render(look_app: Flask) -> Iterator[Callable[..., str]]:
    """Render template source with the components as `ui`."""

    def run(source: str, **values: Any) -> str:
        # Importing at the top of a page that extends works as well; here there is no layout.
        prefix = "" if "extends" in source else '{% import "web/components.html" as ui %}'
        return render_template_string(prefix + source, **values)

    with look_app.test_request_context("/"):
        yield run
