"""Two ways to work a page without a mouse: only the keyboard, or only a fingertip on a phone."""

from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

FARTHEST = 150  # presses of Tab; a page that needs more has lost its reader

# Where the focus is, as its user sees it; an empty text when all is right.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "";
  const says = here.outerHTML.slice(0, 140);
  const style = getComputedStyle(here);
  const shown = [here, ...(here.labels ?? []), here.parentElement].some((e) => {
    const one = getComputedStyle(e);
    return (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0)
      || one.boxShadow !== "none";
  });
  if (!shown) return `focus not shown: ${says}`;
  const box = here.getBoundingClientRect();
  if (!box.width || !box.height || style.visibility === "hidden") return `focus hidden: ${says}`;
  if (box.bottom <= 0 || box.top >= innerHeight) return `focus off the screen: ${says}`;
  const x = box.left + box.width / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const at = document.elementFromPoint(x, y);
  const own = [here, ...(here.labels ?? [])].some((e) => e.contains(at) || at?.contains(here));
  if (at && !own) return `focus covered: ${says}`;
  return "";
}"""
FOLLOWS = """(wanted) => {
  const here = document.activeElement ?? document.body;
  return !(here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING)
    || here.contains(wanted);
}"""
# All buttons of the radio button's group, which Tab enters as one; another box is its own group.
GROUP = """(e) => e.type === "radio" ? `input[type=radio][name="${CSS.escape(e.name)}"]`
  : `#${CSS.escape(e.id)}`"""
# What a fingertip must hit: 44 px high, or 36 px for a small button in a row (look.md).
SMALL = """() => {
  const own = "main button, main .btn, main select, main input:not([type=hidden]), main textarea";
  const faults = [];
  for (const one of document.querySelectorAll(own)) {
    const place = one.closest("label.choice") ?? one;
    const { height, width } = place.getBoundingClientRect();
    if (!height || one.classList.contains("sr") || one.closest("[hidden]")) continue;
    if (getComputedStyle(place).clipPath !== "none") continue;
    const least = one.classList.contains("small") ? 36 : 44;
    if (height < least - 0.5 || width < 24)
      faults.push(`${Math.round(width)}x${Math.round(height)}: ${one.outerHTML.slice(0, 140)}`);
  }
  return faults;
}"""


class Way(Protocol):
    """How one works a page: what tests say is the same for keys and fingers."""

    page: Page

    def go(self, place: Locator) -> None:
        """Press a button or follow a link."""

    def write(self, place: Locator, text: str) -> None:
        """Replace what a box holds."""

    def mark(self, place: Locator) -> None:
        """Choose one of several, or tick a box."""

    def choose(self, place: Locator, option: str) -> None:
        """Take an option of a list."""


@dataclass
class Keys:
    """Tab, Shift+Tab, arrows, Space, Enter and typing; every stop of the focus is looked at."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def to(self, place: Locator) -> None:
        """Tab until the focus is there, or on any of them; backwards when they lie before."""
        expect(place.first).to_be_visible()
        key = "Tab" if place.first.evaluate(FOLLOWS) else "Shift+Tab"
        for _ in range(FARTHEST):
            if place.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press(key)
            if fault := self.page.evaluate(FOCUS):
                self.faults.append(f"{self.page.url}: {fault}")
        raise AssertionError(f"{self.page.url}: no way by {key} to {place}")

    def go(self, place: Locator) -> None:
        """Enter on a button or a link."""
        self.to(place)
        self.page.keyboard.press("Enter")

    def write(self, place: Locator, text: str) -> None:
        """Type over what is there."""
        self.to(place)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def mark(self, place: Locator) -> None:
        """Tab to the group, arrows within it, Space."""
        group = place.evaluate(GROUP)
        stop = self.page.locator(group).locator("visible=true")
        chosen = stop.and_(self.page.locator(":checked"))
        self.to(chosen if chosen.count() else stop)
        for _ in range(stop.count()):
            if place.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not place.is_checked():
            self.page.keyboard.press("Space")
        expect(place).to_be_checked()

    def choose(self, place: Locator, option: str) -> None:
        """Arrow down through the list."""
        self.to(place)
        for _ in range(place.locator("option").count()):
            if place.locator("option:checked").inner_text() == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is not in the list")


@dataclass
class Fingers:
    """Taps on a touch screen, and its own keyboard for the text."""

    page: Page

    def go(self, place: Locator) -> None:
        """Tap it."""
        place.tap()

    def write(self, place: Locator, text: str) -> None:
        """Tap into the box and type over what is there."""
        place.tap()
        place.fill(text)

    def mark(self, place: Locator) -> None:
        """Tap it."""
        if not place.is_checked():
            place.tap()
        expect(place).to_be_checked()

    def choose(self, place: Locator, option: str) -> None:
        """The telephone's own list."""
        place.select_option(option)


def touch_faults(page: Page) -> list[str]:
    """What a fingertip would miss."""
    found: list[str] = page.evaluate(SMALL)
    return [f"small: {one}" for one in found]
