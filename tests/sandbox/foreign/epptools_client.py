"""The client epptools, in a process of its own: its steps at a registry, one JSON object each."""

import json
import sys

from epptools import Client, Config

host, port, login, password, ca = sys.argv[1:]


def tell(step, response, **seen):
    print(json.dumps({"step": step, "code": response.code(), **seen}), flush=True)


client = Client(
    Config(host=host, port=int(port), clid=login, password=password, ca_file=ca, ext_uris=[])
).throw_on_failure(False)
client.connect()
tell("login", client.login())
created = client.contact.create(
    "TOOLS-1", name="Ada Example", org="Example Widgets Ltd", street=["1 Example Road"], city="Hangzhou", sp="Zhejiang",
    pc="310024", cc="CN", voice="+86.57188887777", email="ada@example.com", auth_info="secret-12",
)  # fmt: skip
tell("contact create", created)
tell("contact create again", client.contact.create(
    "TOOLS-1", name="Ada Example", street=["1 Example Road"], city="Hangzhou", cc="CN", email="ada@example.com",
    auth_info="secret-12",
))  # fmt: skip
tell("domain create", client.domain.create("tools.example", years=1, registrant="TOOLS-1", auth_info="secret-12"))
tell("domain info", client.domain.info("shop.example"))
tell("domain update", client.domain.update("shop.example", chg={"registrant": "TOOLS-1"}))
info = client.domain.info("shop.example")
tell("domain info after", info, registrant="registrant>TOOLS-1<" in info.raw)
tell("unknown domain", client.domain.info("nobody.example"))
waiting = client.poll.request()
tell("poll", waiting)
tell("acknowledge", client.poll.ack(waiting.message_id()))
tell("poll again", client.poll.request())
tell("logout", client.logout())
