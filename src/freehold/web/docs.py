"""The reference as pages at ``/docs`` and as an OpenAPI document at ``/openapi.json``: from the code, readable offline."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from freehold.rpc import openapi, reference
from freehold.rpc.action import Action
from freehold.rpc.errors import HELP_PATH
from freehold.web.answering import answer
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

_HTML = b"text/html;charset=utf-8"
_CSS = b"text/css;charset=utf-8"
_POLICY = b"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

_STYLE = """
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
td, th { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }
code { font-size: 13px; }
h2 { margin-top: 2.5rem; }
a { color: light-dark(#0958d9, #69b1ff); }
"""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><nav><a href="/docs">Coverage</a><a href="{errors}">Error codes</a><a
href="/openapi.json">OpenAPI</a></nav><main>{body}</main></body></html>
"""

_LINK = re.compile(r'href="actions/(\w+)\.md"')


def routes(built: Iterable[Action]) -> Mapping[str, AsgiApp]:
    """What is served at which path."""
    actions = list(built)

    @cache
    def coverage() -> bytes:
        return _page("Coverage", reference.coverage(actions))

    @cache
    def document() -> bytes:
        return json.dumps(openapi.document(actions), ensure_ascii=False).encode()

    @cache
    def details(name: str) -> bytes:
        return _page(name, reference.page_of(by_name[name]))

    by_name = {action.name: action for action in actions}
    return {
        "/docs": _serving(coverage, _HTML),
        "/docs/style.css": _serving(_STYLE.encode, _CSS),
        "/openapi.json": _serving(document, b"application/json;charset=utf-8"),
        **{f"/docs/actions/{name}": _serving(partial(details, name), _HTML) for name in by_name},
    }


def _serving(make: Callable[[], bytes], content_type: bytes) -> AsgiApp:
    async def serve(_scope: Scope, _receive: Receive, send: Send) -> None:
        await answer(send, 200, make(), content_type, [(b"content-security-policy", _POLICY)])

    return serve


def _page(title: str, markdown: str) -> bytes:
    # Here, since the start has to be fast and few servers are ever asked for these pages.
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark").enable("table").render(markdown)
    # Links between the files of the documents lead to the pages served.
    body = _LINK.sub(r'href="/docs/actions/\1"', body.replace('href="../refusals.md', f'href="{HELP_PATH}'))
    return _PAGE.format(title=f"{title} - Freehold", body=body, errors=HELP_PATH).encode()
