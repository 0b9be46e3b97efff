"""Removes HTML from text that should be plain, but not what only looks like it: values <LOD or >LOQ."""

import html
import re

# Elements that start a new line (HTML Standard, section 15.3.3), and those that do not.
_BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|"
    "form|h[1-6]|head|header|hgroup|hr|html|legend|main|menu|nav|ol|optgroup|p|pre|search|section|summary|"
    "table|tbody|tfoot|thead|ul"
)
_ITEMS, _CELLS = "li|tr|dt|dd|option", "td|th"
_INLINE = (
    "a|abbr|acronym|area|audio|b|base|basefont|bdi|bdo|big|blink|button|canvas|cite|code|col|colgroup|data|datalist|del|dfn|em|"
    "embed|font|frame|frameset|i|iframe|img|input|ins|kbd|label|link|map|mark|meta|meter|nobr|noframes|noscript|object|"
    "output|param|picture|progress|q|rp|rt|ruby|s|samp|select|slot|small|source|span|strike|strong|sub|sup|svg|"
    "template|textarea|time|title|track|tt|u|var|video|wbr|xml"
)
# An attribute has a value or is one of the few without; otherwise "a<b and c>d" would match.
_ATTRIBUTE = r"[\w:@.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)|checked|disabled|hidden|nowrap|open|controls|download"
_ATTRIBUTES = rf"(?:\s+(?:{_ATTRIBUTE}))*\s*/?\s*"


def _tag(names: str) -> re.Pattern[str]:
    # Names of Word and Office (o:p, w:WordDocument) stand among the rest.
    return re.compile(rf"<\s*/?\s*(?:{names}){_ATTRIBUTES}>", re.IGNORECASE)


_HIDDEN = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?-->|<!doctype[^<>]*>|<\?xml[^<>]*>", re.IGNORECASE | re.DOTALL
)
# The rest are inline elements, and those of Word and Office (o:p, w:WordDocument).
_STEPS = (
    (_HIDDEN, " "),
    (_tag(_BLOCKS), "\n"),
    (re.compile(rf"<\s*/\s*(?:{_ITEMS})\s*>", re.IGNORECASE), " "),
    (_tag(_ITEMS), "\n"),
    (_tag(_CELLS), " "),
    (_tag(rf"{_INLINE}|[a-z]\w*:\w+"), ""),
)
# With its semicolon: "Land&notes" and "?a=1&copy=2" hold no escapes.
_ESCAPE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


def is_in(text: str) -> bool:
    """Return whether the unescaped text holds elements of HTML."""
    read = unescaped(text)
    return any(pattern.search(read) for pattern, _ in _STEPS)


def without(text: str) -> str:
    """Return the text unescaped and without elements: a block becomes a line, a cell a blank."""
    left = unescaped(text)
    for pattern, instead in _STEPS:
        left = pattern.sub(instead, left)
    return left


def unescaped(text: str) -> str:
    """Return the text unescaped, twice if it was escaped twice on the way (&amp;lt;p&amp;gt;)."""
    once = _read_escapes(text)
    return _read_escapes(once) if once != text else once


def _read_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: html.unescape(match[0]), text)
