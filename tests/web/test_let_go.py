"""A request goes with its connection, without waiting for a search for garbage (INV-16)."""

import asyncio
import gc
import weakref

import pytest
import uvicorn
from uvicorn.server import ServerState

from freehold.web.asgi import create_watched
from freehold.web.framing import Limits
from freehold.web.protocol import protocol_with

UPLOAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" + b"a" * 100_000


class Gone(asyncio.Transport):
    """A connection that takes everything and is gone."""

    def write(self, data):
        pass

    def is_closing(self):
        return True

    def close(self):
        pass

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


@pytest.fixture
def no_search():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_an_upload_that_breaks_off_is_let_go_at_once(no_search):
    async def broken_off():
        site = create_watched(None)
        config = uvicorn.Config(site, http=protocol_with(Limits(), site), lifespan="off", log_config=None)
        config.load()
        protocol = config.http_protocol_class(config=config, server_state=ServerState(), app_state={})
        protocol.connection_made(Gone())
        protocol.data_received(UPLOAD)
        request = weakref.ref(protocol.cycle)
        protocol.connection_lost(None)
        await asyncio.gather(*protocol.tasks)
        return request, protocol

    request, _protocol = asyncio.run(broken_off())

    assert request() is None
