"""The reference pages that the server shows, and its OpenAPI document, over HTTP."""

import asyncio
import json
from html.parser import HTMLParser

from freehold import actions as package
from freehold.rpc.catalogue import find_actions, published_actions
from freehold.web import docs

BUILT = find_actions(package)
ROUTES = docs.routes(BUILT)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.words = set(), [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids.add(found.get("id"))
        if "href" in found:
            self.links.append(found["href"])

    def handle_data(self, data):
        self.words.append(data)


def got(path):
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(ROUTES[path]({"type": "http", "path": path}, None, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def page(path):
    status, headers, body = got(path)
    assert status == 200
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")
    reader = _Links()
    reader.feed(body.decode())
    return reader


PAGES = ["/docs", *(f"/docs/actions/{action.name}" for action in BUILT)]


def test_the_first_page_names_all_actions_and_links_those_built():
    found = page("/docs")

    assert set(published_actions()) <= set(found.words)
    assert {f"/docs/actions/{action.name}" for action in BUILT} <= set(found.links)


def test_each_link_leads_to_a_page_of_this_server():
    links = {link.partition("#")[0] for path in PAGES for link in page(path).links}

    assert links <= {*ROUTES, "/docs/errors"}


def test_a_page_says_what_an_action_takes_gives_and_refuses():
    found = page("/docs/actions/QueryTaskDetailList").words

    assert {"TaskNo", "Data.TaskDetail[].TaskStatus", "QueryTaskDetailList"} <= set(found)


def test_the_openapi_document_is_served():
    status, headers, body = got("/openapi.json")

    assert (status, headers[b"content-type"]) == (200, b"application/json;charset=utf-8")
    assert json.loads(body)["openapi"] == "3.1.0"
