"""What hands do on a page: press a button by its words, say yes in the dialog, type, go on."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.auditing import faults_of

AGREE = "Tôi hiểu, tiếp tục"


def press(page: Page, words: str) -> None:
    """Press the button that says exactly this."""
    page.get_by_role("button", name=words, exact=True).click()


def press_and_agree(page: Page, words: str, yes: str = AGREE) -> None:
    """Press a button that asks first, read the question, answer it."""
    press(page, words)
    page.get_by_role("dialog").get_by_role("button", name=yes, exact=True).click()


def follow(page: Page, words: str) -> None:
    """Follow the link that says exactly this."""
    page.get_by_role("link", name=words, exact=True).first.click()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """The main part of the page says this."""
    expect(page.locator("main")).to_contain_text(words)


def type_into(page: Page, label: str, text: str) -> None:
    """Put the cursor into a field and type."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def saved_by_itself(page: Page, state: str = "#luu") -> None:
    """The autosave has reached the server."""
    expect(page.locator(state)).to_contain_text(re.compile(r"Đã lưu lúc \d{1,2}:\d\d"))


def download(page: Page, words: str, folder: Path) -> Path:
    """Follow a link that gives a file; where it was put."""
    with page.expect_download() as waiting:
        follow(page, words)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def read_by_machine(page: Page, heading: str) -> None:
    """The page of this heading, which exists only on the way, keeps what every page keeps."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
    faults = faults_of(page)
    assert not faults, "\n".join([page.url, *faults])
