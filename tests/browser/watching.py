"""What a page must never do, whatever a test is about: log an error, or ask a foreign host."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# The last two are the viewer that Chromium opens a PDF with.
OWN_SCHEMES = ("data:", "blob:", "about:", "chrome-extension:", "chrome:")


@dataclass
class Watch:
    """Complaints of all pages of one test."""

    own: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page that this context opens."""
        context.on("page", self._page)
        context.on("request", self._request)
        return context

    def expect(self, part: str) -> None:
        """This test provokes a refusal: the browser's own line about it is no complaint."""
        self.expected.append(part)

    def check(self) -> None:
        """Fail with every complaint that was not expected."""
        left = [line for line in self.complaints if not any(part in line for part in self.expected)]
        assert not left, "\n".join(left)

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self.complaints.append(f"console {message.type}: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.own, *OWN_SCHEMES)):
            self.complaints.append(f"foreign host: {request.url}")
