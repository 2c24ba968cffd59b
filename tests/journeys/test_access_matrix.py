"""Who may open the sensitive pages; nothing of a blind dossier leaks.

The matrix of every address is in tests/safety.
"""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.database.transaction import transaction
from app.kernel.actor import Role
from app.outbox.models import OutboxMessage
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.reader import read
from tests.journeys.small_world import CANARIES, UNIT, SmallWorld
from tests.people import PEOPLE

VISITOR = "visitor"
NAMES = [name for name, _full_name, _unit, _role in PEOPLE]


def browser_of(name: str, signed: Signer, visitor: Browser) -> Browser:
    return visitor if name == VISITOR else signed(name)


OFFICE = {"secretary", "chair"}
OPEN_TO: dict[str, set[str]] = {
    # an author's draft: nobody but its authors
    "/ho-so/{draft}": {"author", "author2"},
    "/ho-so/{draft}/tac-gia": {"author", "author2"},
    "/ho-so/{draft}/kiem-tra": {"author", "author2"},
    "/tep/{draft_file}": {"author", "author2"},
    "/don-vi/ho-so/{draft}": set(),
    "/tiep-nhan/{draft}": set(),
    # submitted: the unit; endorsed: the office and those who oversee it
    "/don-vi/ho-so/{waiting}": {"clerk"},
    "/tiep-nhan/{waiting}": set(),
    "/tiep-nhan/{submitted}": {"secretary", "leader", "inspector"},
    "/ho-so/{submitted}/bien-nhan": {"author", "author2", "clerk", "secretary", "leader",
                                     "inspector"},
    # a blind dossier: its file and names never reach a reviewer
    "/tiep-nhan/{scoring}": {"secretary", "leader", "inspector"},
    # (they get the file itself, under a plain name: see below)
    "/tep/{scoring_file}": {"reviewer", "reviewer2", "secretary", "leader", "inspector"},
    # scoring: one's own sheet only
    "/cham-diem/{sheet}": {"reviewer"},
    "/cham-diem/{sheet}/in": {"reviewer"},
    "/cham-diem/{locked_sheet}": {"reviewer2"},
    # results before the decision: the office
    "/phan-cong/{scoring_round}": OFFICE,
    "/quyet-dinh/{scoring_round}": OFFICE,
    "/quyet-dinh/{council_round}": OFFICE,
    "/quyet-dinh/{council_round}/ghi-quyet-dinh": OFFICE,
    "/quyet-dinh/{scoring_round}/bang-quyet-dinh.xlsx": OFFICE,
    "/cong-nhan/{brought}": set(),
    # the decision and its certificate
    "/cong-nhan/{recognised}": {"author", "author2", "clerk", "secretary", "chair", "leader",
                                "inspector", "awards_officer"},
    "/cong-nhan/{recognised}/giay-chung-nhan/{certificate}.docx":
        {"author", "clerk", "secretary", "chair", "awards_officer"},
    # applications, public texts, awards, plan, rounds
    "/ap-dung/{waiting_adoption}": {"author", "author2", "clerk", "secretary", "awards_officer",
                                    "inspector"},
    "/truyen-thong/{recognised}": {"communications"},
    "/truyen-thong/{scoring}": set(),
    "/khen-thuong/{list}": {"awards_officer", "plan_officer", "leader", "inspector"},
    "/khen-thuong/{list}/ung-vien": {"awards_officer", "plan_officer"},
    "/khen-thuong/{list}/to-trinh.docx": {"awards_officer", "plan_officer", "leader", "inspector"},
    "/ke-hoach/bao-cao/{period}/{P9}": {"clerk", "plan_officer", "leader", "inspector"},
    "/ke-hoach/bao-cao/{period}/{P1}": {"other_clerk"},
    "/ke-hoach/tong-hop/{whole_period}": {"plan_officer", "leader", "inspector"},
    "/dot-xet/{unannounced}": {"secretary"},
    "/dot-xet/{receiving}/thong-tin": {"secretary"},
}  # fmt: skip


def test_sensitive_pages_open_to_exactly_these_people(
    signed: Signer, visitor: Browser, small: SmallWorld
) -> None:
    opened: dict[str, set[str]] = {address: set() for address in OPEN_TO}
    for name in (*NAMES, VISITOR):
        client = browser_of(name, signed, visitor).client
        for address in OPEN_TO:
            if client.get(address.format(**small.ids)).status_code == 200:
                opened[address].add(name)

    wrong = {a: sorted(who) for a, who in opened.items() if who != OPEN_TO[a]}
    assert not wrong, wrong


# --- the blind round ------------------------------------------------------------------------------


def crawl(browser: Browser, *starts: str, most: int = 400) -> dict[str, str]:
    """Every page that links lead to, with its headers; the words that somebody can read."""
    seen: dict[str, str] = {}
    todo = deque(starts)
    while todo and len(seen) < most:
        address = todo.popleft()
        if address in seen:
            continue
        answer = browser.client.get(address)
        html = answer.data.decode("utf-8", "replace") if _is_text(answer.content_type) else ""
        seen[address] = f"{html}\n{answer.headers}"
        page = read(address, answer.status_code, answer.data, answer.content_type or "")
        links = [*(link.address for link in page.links), answer.headers.get("Location", "")]
        todo += [near for link in links if (near := _here(address, link)) and near not in seen]
    assert len(seen) < most
    return seen


def _is_text(kind: str | None) -> bool:
    return (kind or "").startswith(("text/", "application/json"))


def _here(address: str, link: str) -> str:
    """The address of a link inside this site, without its fragment; "" for others."""
    parts = urlsplit(link)
    if not link or link.startswith("#") or parts.scheme == "mailto":
        return ""
    if parts.netloc not in {"", "localhost"} or parts.path.startswith("/static"):
        return ""
    path = parts.path or urlsplit(address).path
    return f"{path}?{parts.query}" if parts.query else path


@pytest.mark.parametrize(
    ("name", "seen_too", "may_know"),
    [
        ("reviewer", "/cham-diem/{sheet}", {"két sắt"}),  # the council reads the confidential part
        ("reviewer3", "/cham-diem", set()),
        ("author", "/ho-so/{draft}", {UNIT}),  # units are offered in lists of places
        (VISITOR, "/thu-vien", set()),
    ],
)
def test_nothing_of_a_blind_dossier_leaks(
    signed: Signer, visitor: Browser, small: SmallWorld, name: str, seen_too: str,
    may_know: set[str],
) -> None:  # fmt: skip
    browser = browser_of(name, signed, visitor)

    pages = crawl(browser, "/", "/viec-cho-toi", "/thu-vien?q=oanh", "/cham-diem")

    assert seen_too.format(**small.ids) in pages  # the crawl went where it matters
    leaks = [(address, word) for address, html in pages.items() for word in CANARIES
             if word.casefold() in html.casefold() and word not in may_know]  # fmt: skip
    assert leaks == []


def test_the_canaries_can_be_found_where_they_may_be_seen(
    signed: Signer, small: SmallWorld
) -> None:
    """Else the test above could not fail."""
    dossier = signed("secretary").open(f"/tiep-nhan/{small['scoring']}").html
    detail = signed("secretary").open(
        f"/quyet-dinh/{small['scoring_round']}/ho-so/{small['scoring']}"
    ).html  # fmt: skip

    missing = [word for word in CANARIES if word not in dossier + detail and "@" not in word]
    assert missing == []


def test_the_evidence_of_a_blind_dossier_has_a_plain_name_for_its_reviewer(
    signed: Signer, small: SmallWorld
) -> None:
    page = signed("reviewer").open(f"/cham-diem/{small['sheet']}")

    files = [link.address for link in page.links if re.match(r"/tep/\d+", link.address)]
    assert files
    for address in files:
        answer = signed("reviewer").client.get(address)
        named = str(answer.headers.get("Content-Disposition", ""))
        assert not [word for word in CANARIES if word in named]
    assert "Giải pháp giấu tên" in page


def test_mails_to_reviewers_name_nobody(small: SmallWorld) -> None:
    judges = {small.world.actors[name].user_id for name, _n, _u, role in PEOPLE
              if role in {Role.REVIEWER, Role.CHAIR}}  # fmt: skip
    with transaction() as session:
        mails = session.scalars(
            select(OutboxMessage).where(OutboxMessage.account_id.in_(judges))
        ).all()

    assert mails
    leaks = [(mail.kind, word) for mail in mails for word in CANARIES
             if word.casefold() in f"{mail.title}\n{mail.body}".casefold()]  # fmt: skip
    assert leaks == []
