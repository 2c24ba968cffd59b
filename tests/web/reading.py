"""Reading rendered pages in tests: the words, and the attributes of a tag."""

import re


def words(html: str) -> str:
    """What is read: no tags, single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def attributes(html: str, tag: str) -> dict[str, str | None]:
    """Attributes of the first such tag."""
    found = re.search(rf"<{tag}\b([^>]*)>", html)
    assert found, html
    return {name: value for name, _, value in re.findall(r'([\w-]+)(="([^"]*)")?', found[1])}
