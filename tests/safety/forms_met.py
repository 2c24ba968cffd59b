"""Which pages are worth reading for their forms: reading HTML is slow, and most repeat others."""

import re
from collections.abc import Collection

_ACTIONS = re.compile(r'\b(?:form)?action="([^"]*)"')
_WITHOUT_ACTION = re.compile(r'<form\b(?![^>]*\baction=")')


def has_new_form(html: str, path: str, met: Collection[str]) -> bool:
    """Whether a form of this page leads where none of those met led."""
    leads = {action.partition("?")[0] or path for action in _ACTIONS.findall(html)}
    if _WITHOUT_ACTION.search(html):
        leads.add(path)
    return not leads <= set(met)
