"""The page ``Recommend`` links to: every code there is, with its status and sentences in both languages."""

from html import escape
from itertools import groupby
from operator import attrgetter

from freehold.languages import sentence
from freehold.terms.refusals import Refusal

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Error codes</title></head>
<body><h1>Error codes</h1>
<p>Words in braces stand for values of the call. <span lang="zh">花括号中的词代表请求中的值。</span></p>
<dl>
{entries}
</dl></body></html>
"""


def error_help() -> str:
    """The page as HTML; the place of a code is its anchor."""
    refusals = sorted(_below(Refusal), key=lambda refusal: (refusal.code, refusal.__name__))
    entries = []
    for code, same in groupby(refusals, key=attrgetter("code")):
        several = list(same)
        entries.append(f'<dt id="{escape(code)}"><code>{escape(code)}</code> (HTTP {several[0].status})</dt>')
        for refusal in several:
            chinese = sentence(refusal.__name__, refusal.sentence, "zh")
            entries.append(f'<dd>{escape(refusal.sentence)}<br><span lang="zh">{escape(chinese)}</span></dd>')
    return _PAGE.format(entries="\n".join(entries))


def _below(refusal: type[Refusal]) -> set[type[Refusal]]:
    return {found for child in refusal.__subclasses__() for found in {child, *_below(child)}}
