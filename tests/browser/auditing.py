"""What every page keeps, at every width: one list of faults in words, empty when it is right."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 360, 768, 1366, 1920)
HEIGHT = 768
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SITE = " – Sáng kiến số"

# Each line is a fault that a reader of the page's source would see.
STRUCTURE = """() => {
  const faults = [];
  const say = (what, elements) => elements.forEach((e) => faults.push(
    `${what}: ${e.outerHTML.slice(0, 160)}`));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const heads = all("h1");
  if (heads.length !== 1) faults.push(`${heads.length} headings of the first level`);
  say("inline style", all("[style], style"));
  say("inline script", all("script:not([src])"));
  say("inline handler", all("*").filter(
    (e) => [...e.attributes].some((a) => a.name.startsWith("on"))));
  const fields = all("input:not([type=hidden]), select, textarea");
  say("field without label", fields.filter((e) => !e.labels.length && !e.ariaLabel
    && !e.getAttribute("aria-labelledby")));
  say("label of nothing", all("label[for]").filter((e) => !document.getElementById(e.htmlFor)));
  say("description of nothing", all("[aria-describedby], [aria-labelledby]").filter((e) =>
    `${e.getAttribute("aria-describedby") ?? ""} ${e.getAttribute("aria-labelledby") ?? ""}`
      .split(/\\s+/).some((id) => id && !document.getElementById(id))));
  const ids = all("[id]").map((e) => e.id);
  const twice = new Set(ids.filter((id, at) => ids.indexOf(id) !== at));
  if (twice.size) faults.push(`same id twice: ${[...twice].join(" ")}`);
  say("link without address", all("a:not([href])"));
  return faults;
}"""
WIDEST = """() => {
  const view = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= view) return "";
  const clipped = (e) => { for (let up = e.parentElement; up && up !== document.body;
    up = up.parentElement) if (getComputedStyle(up).overflowX !== "visible") return true;
    return false; };
  const out = [...document.querySelectorAll("body *")].filter(
    (e) => e.getBoundingClientRect().right > view + 1 && !clipped(e));
  return `${document.documentElement.scrollWidth} wide: ` + out.slice(0, 3).map(
    (e) => e.outerHTML.slice(0, 120)).join(" | ");
}"""


def structure_faults(page: Page) -> list[str]:
    """One h1, a title of the page's own before the site's name, bound labels, nothing inline."""
    faults: list[str] = page.evaluate(STRUCTURE)
    title = page.title()
    if not title.endswith(SITE) or len(title) <= len(SITE):
        faults.append(f"title: {title!r}")
    return faults


def axe_faults(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA that a machine can see."""
    page.evaluate("scrollTo(0, 0)")  # what the bar covers half after a jump is no small target
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"axe {one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"]
    ]


def width_faults(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """The page itself never scrolls sideways, from the smallest phone to a wide screen."""
    faults = []
    usual = page.viewport_size or {"width": 1366, "height": HEIGHT}
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if wide := page.evaluate(WIDEST):
            faults.append(f"at {width}: {wide}")
    page.set_viewport_size(usual)
    return faults


def print_faults(page: Page) -> list[str]:
    """On paper there is no bar, no form of the site's own and no skip link."""
    page.emulate_media(media="print")
    shown = page.locator("header.bar, .skip, .foot").filter(visible=True)
    faults = [f"printed: {shown.nth(i).evaluate('e => e.className')}" for i in range(shown.count())]
    page.emulate_media(media="screen")
    return faults


def faults_of(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Everything that is wrong with the page that is open, at its own width and colours."""
    wide = width_faults(page, widths)
    return [*structure_faults(page), *axe_faults(page), *wide, *print_faults(page)]
