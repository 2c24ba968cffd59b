"""A new dossier without a mouse: by keyboard alone at a desk, by fingertip on a small phone."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Locator, Page

from tests.browser import wizard
from tests.browser.auditing import WIDEST, faults_of
from tests.browser.conftest import SignIn
from tests.browser.live import LiveServer
from tests.browser.ways import Fingers, Keys, touch_faults
from tests.browser.wizard import Wizard

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
REFUSED = "status of 422"  # the browser's own line about a page that came back with errors


def through(run: Wizard, lay_file: Callable[[Locator, FilePayload], None]) -> int:
    """All pages in their order; the number of the dossier."""
    idea_id = wizard.begin(run)
    wizard.say_what_it_is(run)
    wizard.name_authors(run)
    wizard.say_why_and_how(run)
    wizard.name_helpers(run)
    wizard.answer_on_ai(run)
    wizard.answer_the_round(run)
    wizard.prove_it(run, lay_file)
    wizard.send(run)
    return idea_id


def test_by_keyboard_alone(live: LiveServer, sign_in: SignIn, watch) -> None:
    watch.expect(REFUSED)
    keys = Keys(sign_in("tac-gia@quan3.example"))
    wide: list[str] = []

    def look(page: Page) -> None:
        wide.extend(filter(None, [page.evaluate(WIDEST)]))

    def lay_file(place: Locator, file: FilePayload) -> None:
        keys.to(place)  # Enter here opens the window of the system, which no page can drive
        place.set_input_files(file)

    idea_id = through(Wizard(keys, look), lay_file)
    assert live.value("SELECT state FROM idea WHERE id = ?", idea_id) == "awaiting_unit"
    assert not keys.faults, "\n".join(keys.faults)
    assert not wide, "\n".join(wide)


def test_by_fingertip_at_360(live: LiveServer, sign_in: SignIn, watch) -> None:
    watch.expect(REFUSED)
    page = sign_in("tac-gia-5@quan3.example", **PHONE)
    faults: list[str] = []

    def look(page: Page) -> None:
        found = [*faults_of(page, widths=(360, 1366)), *touch_faults(page)]
        faults.extend(f"{page.url}: {fault}" for fault in found)

    def lay_file(place: Locator, file: FilePayload) -> None:
        place.set_input_files(file)

    idea_id = through(Wizard(Fingers(page), look), lay_file)
    assert live.value("SELECT state FROM idea WHERE id = ?", idea_id) == "awaiting_unit"
    assert not faults, "\n".join(faults)
