"""A second language is only a catalogue: every text can be collected and replaced."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from app.kernel.text import T
from app.web.display import prepare_display

ROOT = Path(__file__).parents[2]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "_l": None, "T": None}


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Every message of the application."""
    found = extract_from_dir(str(ROOT / "app"), METHODS, keywords=KEYWORDS)
    return {
        message for _file, _line, message, _comments, _context in found if isinstance(message, str)
    }


def test_texts_of_templates_rules_and_states_are_collected(collected: set[str]) -> None:
    for text in ("Việc chờ tôi", "Địa chỉ thư hoặc mật khẩu không đúng", "Bản nháp", "Đăng nhập"):
        assert text in collected


def test_a_catalogue_replaces_the_texts(tmp_path: Path) -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("Còn %(n)s phần", "%(n)s parts left")
    catalogue.add("Đăng nhập", "Sign in")
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    packed = BytesIO()
    write_mo(packed, catalogue)
    (folder / "messages.mo").write_bytes(packed.getvalue())
    app = Flask("words")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(tmp_path)
    Babel(app, default_locale="vi")
    prepare_display(app)

    with app.test_request_context(), force_locale("en"):
        shown = render_template_string(
            "{{ _('Đăng nhập') }}: {{ left }}", left=T("Còn %(n)s phần", n=3)
        )

    assert shown == "Sign in: 3 parts left"


@pytest.mark.parametrize(("html", "name"), [(True, "&lt;b&gt;"), (False, "<b>")])
def test_values_are_escaped_where_the_page_is_html(html: bool, name: str) -> None:
    app = Flask("words")
    Babel(app, default_locale="vi")
    prepare_display(app)
    app.jinja_env.autoescape = html

    with app.test_request_context():
        shown = app.jinja_env.from_string(
            "{{ _('Hồ sơ của %(who)s đạt %(n)s%%', who='<b>', n=5) }} {{ _('đủ 100%%') }}"
        ).render()

    assert shown == f"Hồ sơ của {name} đạt 5% đủ 100%"
