"""Formatted answers: which HTML is kept, how it is shown, how it reads as plain text.

The safe list: p, br, b, strong, i, em, u, s, sub, sup, h3, h4, ul, ol, li, blockquote, and tables
(table, thead, tbody, tr, th, td with colspan and rowspan). No links, images, classes or styles:
what is kept cannot load, run or lead anywhere. A text without any of these tags is plain text,
its line breaks are kept, and "<" is a "<".
"""

import html
import re

import nh3

SAFE_TAGS = frozenset(
    {"p", "br", "b", "strong", "i", "em", "u", "s", "sub", "sup", "h3", "h4", "ul", "ol", "li",
     "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
)  # fmt: skip
SAFE_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_ANY_SAFE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(SAFE_TAGS))})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LINE_ENDS = re.compile(r"</(?:p|li|h3|h4|tr|blockquote|ul|ol|table)>|<br\s*/?>", re.IGNORECASE)
_CELL_ENDS = re.compile(r"</t[dh]>", re.IGNORECASE)
_MANY_ENDS = re.compile(r"\n{3,}")


def is_formatted(text: str) -> bool:
    """Whether the text uses a tag of the safe list."""
    return _ANY_SAFE_TAG.search(text) is not None


def sanitised(text: str) -> str:
    """What is stored: plain text as it was typed, HTML reduced to the safe list.

    ``sanitised("<b onclick=x>A</b><script>…</script>") == "<b>A</b>"``; saving it again changes
    nothing.
    """
    if not is_formatted(text):
        return text
    return nh3.clean(
        text, tags=set(SAFE_TAGS), attributes=dict(SAFE_ATTRIBUTES), link_rel=None,
        url_schemes=set(),
    )  # fmt: skip


def shown(text: str) -> str:
    """HTML for a page; sanitised again, whoever stored it."""
    if is_formatted(text):
        return sanitised(text)
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    lines = (html.escape(part).replace("\n", "<br>") for part in paragraphs)
    return "".join(f"<p>{part}</p>" for part in lines)


def plain(text: str) -> str:
    """The words alone, one block a line: for documents, exports, counts and the search."""
    if not is_formatted(text):
        return text
    broken = _CELL_ENDS.sub(" | ", _LINE_ENDS.sub("\n", sanitised(text)))
    words = html.unescape(nh3.clean(broken, tags=set()))
    lines = (line.strip().removesuffix("|").strip() for line in words.split("\n"))
    return _MANY_ENDS.sub("\n\n", "\n".join(lines)).strip()
