"""create_app(): the only place where all rooms are joined."""

import sys
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Agency
from app.accounts.queries import agency_on, email_of
from app.cli import add_commands
from app.database.engine import engine_options, prepare_engine, report_queries
from app.database.guards import guard_states
from app.database.once import remember
from app.database.transaction import transaction
from app.extensions import babel, csrf, db, login_manager, mail
from app.files.limits import limit_bodies
from app.files.scanning import addressed_by, closed_when
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.text import T
from app.operation.logs import prepare_logs
from app.signin.pacing import prepare_pace
from app.signin.visitor import prepare_sign_in, seconds_left
from app.switches.gate import nothing_may_change
from app.web.access import current_actor, public
from app.web.display import prepare_addresses, prepare_display
from app.web.keeping import keep_key
from app.web.late_rules import LateRule
from app.web.once import once_key
from app.web.refusals import handle_refusals
from app.web.registry import Registry, Tab
from app.web.security import (
    cookie_name,
    refuse_debugging,
    secure_headers,
    sign_with_sha256,
    static_headers,
)
from app.web.security_txt import add_security_txt
from config import Settings

ROOMS = (
    "accounts", "signin", "switches", "files", "papers", "councils", "citations", "sittings",
    "rounds", "problems", "ideas", "novelty", "imports", "finding", "community", "review",
    "adoption", "achievements", "awards", "forwarding", "plan", "gallery", "privacy",
    "operation", "jobs", "outbox", "oversight",
)  # fmt: skip


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from one validated set of settings."""
    settings = settings or Settings.from_env()
    app = Flask(__name__, template_folder="web/templates")
    app.url_rule_class = LateRule
    app.config.update(_flask_config(settings))
    refuse_debugging(app)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    prepare_logs(app, settings)
    db.init_app(app)
    _join_migrations(app)
    mail.init_app(app)
    limit_bodies(app)
    csrf.init_app(app)
    babel.init_app(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh")
    prepare_addresses(app)
    prepare_sign_in(app)
    prepare_display(app)
    prepare_pace(app)
    sign_with_sha256(app)
    secure_headers(app)
    handle_refusals(app)
    guard_states()
    addressed_by(email_of)
    closed_when(nothing_may_change)
    with app.app_context():
        prepare_engine(db.engine)
        if settings.app_env == "bench":
            report_queries(app, db.engine)
    _join_rooms(app)
    _page_context(app)
    _plain_routes(app, settings)
    if settings.metrics_token:
        import_module("app.operation.metrics").prepare_metrics(app, settings)
    add_commands(app)
    if app.config["STATIC_BY_WHITENOISE"]:
        _serve_static(app)
    if settings.trusted_proxies:
        _trust_proxies(app, settings.trusted_proxies)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    base = urlsplit(settings.base_url)
    hosts = {base.hostname or "", settings.host, "127.0.0.1", "localhost"}
    return {
        "SETTINGS": settings,
        "TESTING": settings.app_env == "test",
        "PROPAGATE_FAULTS": settings.app_env == "test",
        "STATIC_BY_WHITENOISE": settings.app_env in {"production", "bench"},
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": sorted(hosts - {"", "0.0.0.0"}),  # noqa: S104 - compared, not bound
        "BASE_URL": settings.base_url,
        "DEMO": settings.demo,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "FILES_FOLDER": settings.data_dir / "files",
        "MAX_UPLOAD_MB": settings.max_upload_mb,
        "MAX_CONTENT_LENGTH": (settings.max_upload_mb + 2) << 20,
        "MAX_FORM_MEMORY_SIZE": 4 << 20,
        "SESSION_COOKIE_NAME": cookie_name("sangkien", https=settings.cookie_secure),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.cookie_secure,
        "SESSION_IDLE_MINUTES": settings.session_idle_minutes,
        "SESSION_HOURS": settings.session_hours,
        "SECOND_FACTOR_ROLES": settings.second_factor_roles,
        "PASSWORD_LEAST": settings.password_least,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "MAIL_SUPPRESS_SEND": False,
    }


def _join_migrations(app: Flask) -> None:
    """Everywhere but in the web server, which never migrates: Alembic is a fifth of a start."""
    if "gunicorn" not in sys.modules:
        migrate = import_module("flask_migrate").Migrate
        migrate(app, db, directory="migrations", render_as_batch=True)


def _join_rooms(app: Flask) -> None:
    """Register each room's blueprint, tabs, waiting work and other hooks (`join` of its views)."""
    registry = Registry()
    app.extensions["sangkien"] = registry
    for room in ROOMS:
        views = import_module(f"app.{room}.views")
        app.register_blueprint(views.bp)
        if hasattr(views, "join"):
            views.join(registry)
    registry.tabs.append(Tab(T("Quản trị"), "accounts.administration", 80, registry.administrators))
    registry.tabs.sort(key=lambda tab: tab.position)


def _is_for(tab: Tab, person: Actor | None) -> bool:
    if person is None:
        return tab.public
    return not tab.visitors and (not tab.roles or person.has(*tab.roles))


def _current(urls: list[str], endpoints: list[str]) -> str | None:
    """The open tab: the longest address this page lies under, else the first of the same room."""
    path, room = request.path, (request.endpoint or "").split(".")[0]
    under = [url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")]
    under = [url for url in under if url != "/" or path == "/"]
    same = [url for url, end in zip(urls, endpoints, strict=True) if end.split(".")[0] == room]
    return max(under, key=len, default=same[0] if same else None)


def _behind_a_door(registry: Registry) -> str | None:
    """Pages of administration lie in many rooms: their tab is the index of the doors."""
    room = (request.endpoint or "").split(".")[0]
    if any(door.endpoint.split(".")[0] == room for door in registry.administration):
        return url_for("accounts.administration")
    return None


def _unnamed() -> Agency:
    """Who runs an installation that does not know it yet; a page still has its head and foot."""
    name = gettext("Cơ quan chưa đặt tên")
    return Agency(name=name, short_name=name, contact="")


def _page_context(app: Flask) -> None:
    """What every template may use; see `app/web/templates/web/base.html`."""
    registry: Registry = app.extensions["sangkien"]

    def navigation() -> list[dict[str, Any]]:
        person = current_actor()
        tabs = [tab for tab in registry.tabs if _is_for(tab, person)]
        urls = [url_for(tab.endpoint) for tab in tabs]
        here = _current(urls, [tab.endpoint for tab in tabs]) or _behind_a_door(registry)
        return [
            {"label": tab.label, "url": url, "current": url == here, "count": None}
            for tab, url in zip(tabs, urls, strict=True)
        ]

    @app.context_processor
    def context() -> dict[str, Any]:
        instant = now()
        if g.get("database_is_down"):
            return {"current_actor": None, "navigation": [], "agency": None, "now": instant}
        if "agency" not in g:
            g.agency = agency_on(db.session(), local_date(instant)) or _unnamed()
        person = current_actor()
        strip = registry.strip(db.session(), instant) if registry.strip and person else None
        return {
            "current_actor": person,
            "navigation": navigation(),
            "agency": g.agency,
            "round_strip": strip,
            "now": instant,
            "once_key": once_key,
            "site": {
                "home_url": url_for("accounts.home") if person else url_for("rounds.call"),
                "sign_in_url": url_for("signin.sign_in"),
                "sign_out_url": url_for("signin.sign_out"),
                "session_url": url_for("signin.session_now"),
                "session_left": seconds_left(),
                "keep_key": keep_key(person.user_id) if person and person.user_id else "",
                "account_url": url_for("signin.account"),
                "search_url": url_for(registry.search.endpoint) if registry.search else None,
                "footer_links": [
                    {"label": gettext("Giải pháp đã áp dụng"), "url": url_for("gallery.index")},
                    {"label": gettext("Dữ liệu cá nhân"), "url": url_for("privacy.notice")},
                    {"label": gettext("Đăng nhập"), "url": url_for("signin.sign_in")},
                ],
            },
        }


def _plain_routes(app: Flask, settings: Settings) -> None:
    app.view_functions["static"].__dict__["__guard__"] = "public"
    add_security_txt(app, settings)
    if settings.app_env == "bench":

        @app.get("/trang-trong")
        @public
        def empty_page() -> str:
            return render_template("web/officer.html" if current_actor() else "web/public.html")

        @app.post("/ghi-trong")
        @public
        def empty_post() -> str:
            person = current_actor()
            with transaction() as session:
                key = f"bench {request.form.get('n', '')}"
                remember(session, key, person.user_id if person else None, "", now())
            return ""

    if settings.app_env in {"development", "test"}:

        @app.get("/phong-cach")
        @public
        def style_guide() -> str:
            from app.web.styleguide import examples  # noqa: PLC0415 - invented data, development only

            return render_template("web/styleguide.html", **examples())


def _trust_proxies(app: Flask, count: int) -> None:
    """Our own proxies say whose request it is; without them, X-Forwarded-For is anybody's word."""
    from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: PLC0415 - only behind a proxy

    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_port=0, x_prefix=0
    )


def _serve_static(app: Flask) -> None:
    from whitenoise import WhiteNoise  # noqa: PLC0415 - only where it serves

    folder = app.static_folder or ""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=folder, prefix="static/", max_age=31536000,
        immutable_file_test=lambda path, url: True, allow_all_origins=False,
        add_headers_function=partial(static_headers, https=app.config["SESSION_COOKIE_SECURE"]),
    )  # fmt: skip


__all__ = ["create_app", "login_manager"]
