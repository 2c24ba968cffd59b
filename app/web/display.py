"""How values are written on pages: filters, hashed static addresses, translation of Text."""

import hashlib
import os
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from jinja2 import StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape
from werkzeug.routing import IntegerConverter, Map

from app.kernel import dates, money, numbers
from app.kernel.keys import LARGEST
from app.kernel.text import Text
from app.web.fieldwise import read_marks


def _catalogue() -> Any:
    """The texts of this request's language, found once: a page asks for hundreds of them."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def translated(message: str) -> str:
    """One text in the language of this request."""
    return _words(_catalogue(), message)


@lru_cache(maxsize=8192)
def _words(catalogue: Any, message: str) -> str:
    return str(catalogue.ugettext(message))


@lru_cache(maxsize=8192)
def _ready(catalogue: Any, message: str) -> Markup:
    """A translated text as a template holds it: words of ours, so they are no one's markup."""
    return Markup(catalogue.ugettext(message))  # noqa: S704 - messages stand in the source


@lru_cache(maxsize=8192)
def _without_values(catalogue: Any, message: str) -> Markup:
    return _ready(catalogue, message) % {}


@pass_eval_context
def page_text(context: EvalContext, message: str, /, **values: Any) -> str:
    """`_("Còn %(n)s phần", n=3)` in a template: values are escaped where the page is HTML.

    The same as Jinja's own, without its detours: a list asks for hundreds of texts.
    """
    if not context.autoescape:
        return translated(message) % values
    if values:
        return _ready(_catalogue(), message) % values
    return _without_values(_catalogue(), message)


def shown(value: Any) -> Any:
    """Translate `Text` at the moment it is shown (Jinja's finalize).

    A lazy text calls itself safe HTML, whatever was put into it: it is shown as plain words.
    """
    if isinstance(value, Text):
        return value.translated(translated) if value.values else _words(_catalogue(), value.message)
    if isinstance(value, LazyString):
        return str(value)
    return value


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; a blank line or a newline starts a new one."""
    lines = [line for line in (text or "").split("\n") if line.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def filesize(size: int) -> str:
    """1,9 MB · 340 KB."""
    if size >= 1 << 20:
        return f"{numbers.decimal_text(Decimal(size) / (1 << 20), 1)} MB"
    return f"{max(1, round(size / 1024))} KB"


@lru_cache(maxsize=256)
def _fingerprint(path: str, _changed: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class Key(IntegerConverter):
    """An id in an address; what no database could hold is simply not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def prepare_addresses(app: Flask) -> None:
    """Bound every `<int:…>`; call before the rooms register their routes."""
    app.url_map.converters["int"] = Key


def _static_addresses(folder: str) -> Callable[[str], str]:
    """`static_url("css/x.css")`: a dozen are on every page, so each is built once."""
    built: dict[tuple[str, str], str] = {}

    def static_url(name: str) -> str:
        path, key = f"{folder}/{name}", (request.root_path, name)
        if key not in built:
            built[key] = url_for("static", filename=name)
        try:
            return f"{built[key]}?v={_fingerprint(path, os.stat(path).st_mtime)}"
        except OSError:
            return built[key]

    return static_url


def prepare_display(app: Flask) -> None:
    """Teach Jinja our filters and globals."""
    env = app.jinja_env
    env.finalize = shown
    if app.testing:  # to a user a misspelt name is an empty cell: a test trips over it
        env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translated,
        ngettext=lambda one, more, n: _catalogue().ungettext(one, more, n),
        newstyle=True,
    )
    env.globals["_"] = env.globals["gettext"] = page_text
    env.filters.update(
        day=lambda value: dates.day_text(value) if isinstance(value, date) else "",
        instant=lambda value: dates.instant_text(value) if isinstance(value, datetime) else "",
        deadline=lambda value: dates.deadline_text(value) if value else "",
        integer=lambda value: "" if value is None else numbers.integer_text(int(value)),
        decimal=lambda value, digits=None: (
            "" if value is None else numbers.decimal_text(Decimal(value), digits)
        ),
        dong=lambda value: "" if value is None else money.dong_text(int(value)),
        filesize=filesize,
        paragraphs=paragraphs,
        said=lambda value: escape(str(shown(value))),
    )
    env.globals["static_url"] = _static_addresses(app.static_folder or "")
    env.globals["read_marks"] = read_marks
