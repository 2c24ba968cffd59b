"""Requests made in bad faith: forged, bent, overlong, or pointing elsewhere."""

import re

import pytest
from flask import Flask, Response, abort, request
from markupsafe import escape
from sqlalchemy import String, Text, UniqueConstraint, update
from werkzeug.datastructures import MultiDict

from app.database.base import Base
from app.database.transaction import transaction
from tests.conftest import OwnContextClient
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.small_world import SmallWorld
from tests.people import World
from tests.safety.addresses import every_address
from tests.safety.bending import BENDS, QUERIES, READINESS, Bent, NoticingRequest
from tests.safety.rehearsal import rehearsal

READERS = ("author", "clerk", "secretary", "reviewer", "awards_officer", "plan_officer",
           "communications", "inspector", "admin")  # fmt: skip

# --- where links and redirects lead ---------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "localhost@evil.example",
     "localhost:80@evil.example", "[::1].evil.example"],
)  # fmt: skip
def test_a_strange_host_is_refused(visitor: Browser, host: str) -> None:
    assert visitor.client.get("/dang-nhap", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL",
     "X-Rewrite-URL"],
)  # fmt: skip
def test_headers_of_a_proxy_do_not_bend_links(
    visitor: Browser, small: SmallWorld, header: str
) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    for path in ("/", "/thu-vien", f"/thu-vien/{small.slug}", "/dang-nhap"):
        answer = visitor.client.get(path, headers={header: value})

        assert answer.status_code == 200
        assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)


EVASIVE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)", "/%09/evil.example",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
    "http://localhost@evil.example", "http:\\\\evil.example", "//localhost.evil.example",
    "/..//evil.example", "/./\\evil.example", "/%5cevil.example\\", "/\u2028//evil.example",
    "data:text/html,x", "//%65vil.example", "/\x00//evil.example", "?next=//evil.example",
    "https://localhost.evil.example/", "ftp://evil.example", "//evil.example/%2f..",
    "\u3000//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", EVASIVE)
def test_after_signing_in_one_stays_here(app: Flask, world: World, target: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = OwnContextClient
    typed = {"email": world.email("author"), "password": "sang-kien-so-2026", "next": target}

    answer = app.test_client().post("/dang-nhap", data=typed)

    where = answer.headers["Location"]
    assert answer.status_code == 303
    assert re.match(r"^/[A-Za-z0-9.%]", where), where
    assert not where.startswith(("//", "/\\"))


# --- forged forms ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("bare_refusals")
def test_no_form_is_taken_without_its_own_token(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [a for a in every_address(app, small) if a.method == "POST"]
    browsers = [signed(name) for name in ("secretary", "author", "admin")]
    app.config["WTF_CSRF_ENABLED"] = True
    strangers = _token(browsers[1])
    taken, tried = [], 0

    with rehearsal(monkeypatch) as writes:
        for address in posts:
            for at, token in enumerate((None, "", "x", strangers)):
                browser = browsers[0 if (at + len(address.path)) % 2 else 2]
                data = {} if token is None else {"csrf_token": token}
                answer = browser.client.post(address.path, data=data)
                tried += 1
                if answer.status_code != 400 or writes.taken():
                    taken.append((address.name, token, answer.status_code))

    app.config["WTF_CSRF_ENABLED"] = False
    print(f"{tried} forged forms")  # noqa: T201 - the figure
    assert taken == []
    assert tried > 1000


def _token(browser: Browser) -> str:
    page = browser.client.get("/ho-so/moi").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.usefixtures("bare_refusals")
def test_other_methods_are_refused(app: Flask, signed: Signer, small: SmallWorld) -> None:
    client = signed("admin").client
    for address in every_address(app, small):
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            assert client.open(address.path, method=method).status_code == 405, address


ASSIGNED = {
    "id": "1", "state": "recognised", "code": "SK-1", "owner_id": "1", "account_id": "1",
    "role": "admin", "roles": "admin", "active": "1", "score": "100", "total": "100",
    "submitted_at": "2020-01-01", "is_admin": "true", "demo": "1", "unit_name": "Kẻ lạ",
}  # fmt: skip


def test_fields_that_a_form_does_not_have_change_nothing(signed: Signer, small: SmallWorld) -> None:
    author = signed("author")
    page = author.open(f"/ho-so/{small['draft']}/thong-tin")
    form = page.form("Lưu nháp")
    before = _row(small["draft"])

    answer = author.client.post(form.action or page.address, data=MultiDict([
        *form.fill({"title": "Tên được phép sửa"}).values().items(multi=True),
        *ASSIGNED.items(),
    ]))  # fmt: skip

    after = _row(small["draft"])
    assert answer.status_code in {200, 303}
    assert after.pop("title") == "Tên được phép sửa"
    assert before.pop("title") != "Tên được phép sửa"
    changing = {"version", "updated_at", "updated_by", "section_edits"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def _row(idea_id: int) -> dict[str, object]:
    with transaction() as session:
        table = Base.metadata.tables["idea"]
        found = session.execute(table.select().where(table.c.id == idea_id)).mappings().one()
        return dict(found)


# --- bent addresses -------------------------------------------------------------------------------


@pytest.mark.usefixtures("bare_refusals")
def test_bent_queries_meet_no_fault_and_no_other_representation(
    app: Flask, signed: Signer, visitor: Browser, small: SmallWorld,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(app, "request_class", NoticingRequest)
    paths = sorted({a.path for a in every_address(app, small)
                    if a.method == "GET" and "." not in a.path})  # fmt: skip
    bent = Bent()
    for browser in (visitor, *(signed(name) for name in READERS)):
        for path in paths:
            bent.bend(browser, path)

    print(f"{bent.tried} bent addresses of {len(bent.opened)} pages")  # noqa: T201 - the figure
    assert bent.faults == []
    assert {f"?{name}={bend}" for name in ("size", "loc", "xep") for bend in BENDS} <= bent.met
    assert {query for query in QUERIES if query.startswith(("?q=", "?page="))} <= bent.met


def test_a_fault_behind_another_parameter_is_met() -> None:
    app = Flask(__name__)
    app.request_class = NoticingRequest

    @app.get("/danh-sach")
    def page() -> str:
        if "loc" in request.args and request.args.get("tu", "-1") != "-1":
            abort(400)
        if request.args.get("loc", "").startswith("//"):
            return str(int(request.args.get("den", "khong so")))
        return "trang"

    bent = Bent()
    bent.bend(Browser(app.test_client()), "/danh-sach")

    assert bent.faults == [("/danh-sach?loc=//evil.example", 500)]


@pytest.mark.parametrize("planted", ["?_anchor=x&_method=POST", "?debug=1"])
def test_a_fault_of_a_name_that_is_not_asked_for_is_met(planted: str) -> None:
    app = Flask(__name__)
    app.request_class = NoticingRequest

    @app.get("/danh-sach")
    def page() -> Response:
        found = planted[1:].encode() in request.query_string
        return Response("trang", mimetype="text/csv" if found else "text/html")

    bent = Bent()
    bent.bend(Browser(app.test_client()), "/danh-sach")

    assert ("/danh-sach" + planted, 200) in bent.faults


@pytest.mark.parametrize(
    "words",
    ["Tai-khoan-bi-khoa-goi-so-0900", "%3Cscript%3Ealert(1)%3C/script%3E", "a%0d%0aX-Bent:%20yes",
     "..%2f..%2fetc%2fpasswd", "%00", "%ff"],
)  # fmt: skip
def test_an_unknown_address_is_not_repeated(visitor: Browser, words: str) -> None:
    answer = visitor.client.get(f"/{words}")

    assert answer.status_code in {400, 404}
    text = answer.get_data(as_text=True)
    for piece in ("goi-so-0900", "<script>alert", "passwd", "X-Bent"):
        assert piece not in text
    assert "X-Bent" not in answer.headers


# --- texts of all kinds ---------------------------------------------------------------------------

PAYLOAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*191*7919}}${7*191*7919}"
# Words with a meaning to the program, not texts that somebody wrote.
MEANT = {"key", "code", "kind", "slug", "symbol", "metric", "condition", "parameter", "parts",
         "parts_present", "subject_key", "purpose", "media_type", "snapshot", "detail", "verb",
         "subject", "below_floor", "name_key", "email", "address", "password_hash", "hash", "share",
         "ground", "used_for", "receipt_key", "decision_number", "address_line",
         # JSON, read by the program and shown field by field.
         "minutes", "eligibility", "structure", "mapping", "counts", "cells", "values", "problems",
         "raw", "options", "spec", "columns", "before", "value", "content", "layout", "table",
         "data", "figures", "applies_to", "visible_when", "bounds", "kept", "answers", "reference",
         # A reason of ours, and only where there is no clean copy.
         "held"}  # fmt: skip


def _written_columns() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if type(column.type) in (String, Text)
        and not column.primary_key and not column.unique and not column.foreign_keys
        and column.name not in MEANT and not column.name.endswith(("_hash", "_key", "_kind"))
        and not any(column.name in unique.columns for unique in table.constraints
                    if isinstance(unique, UniqueConstraint))
        and (getattr(column.type, "length", None) or 9999) >= len(PAYLOAD)
    ]  # fmt: skip


@pytest.mark.usefixtures("refusals_once")
def test_what_people_wrote_is_never_code(
    app: Flask, signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    browsers = [visitor, *(signed(name) for name in READERS)]
    columns = _written_columns()
    with transaction() as session:
        for table, column in columns:
            target = Base.metadata.tables[table]
            session.execute(update(target).values({column: PAYLOAD}))
    live, shown, faults = [], 0, []
    paths = [a.path for a in every_address(app, small) if a.method == "GET"]
    for browser in browsers:
        for path in paths:
            answer = browser.client.get(path)
            if answer.status_code >= 500 and path != READINESS:
                faults.append((path, answer.status_code))
            if not (answer.content_type or "").startswith("text/html"):
                continue
            html = answer.get_data(as_text=True)
            shown += str(escape("<script>alert(1)")) in html
            if "<script>alert" in html or "<img src=x" in html or "10587703" in html:
                live.append(
                    (path, re.findall(r".{60}(?:<script>alert|<img src=x|10587703).{20}", html)[:2])
                )

    print(f"{len(columns)} columns, shown on {shown} pages")  # noqa: T201 - the figure
    assert faults == []
    assert live == []
    assert shown > 50
