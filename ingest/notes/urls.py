"""The web addresses that stand in a note's words."""

import re

_URL = re.compile(r"https?://[^\s<>\"“”‘’«»]+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def urls_in(text: str) -> tuple[str, ...]:
    """The http(s) addresses in ``text``, in order, once each, without the punctuation that follows them."""
    return tuple(dict.fromkeys(_trimmed(found) for found in _URL.findall(text)))


def _trimmed(url: str) -> str:
    while url:
        last = url[-1]
        opening = _CLOSING.get(last)
        if last in ".,;:!?'" or (opening and url.count(last) > url.count(opening)):
            url = url[:-1]
        else:
            break
    return url
