"""The client EPP (module eppy), in a process of its own: its steps at a registry, one JSON object each."""

import json
import sys

from eppy.client import EppClient
from eppy.doc import (
    EppCreateContactCommand,
    EppCreateDomainCommand,
    EppInfoDomainCommand,
    EppPollCommand,
    EppUpdateDomainCommand,
)

host, port, login, password, ca = sys.argv[1:]


def tell(step, response, **seen):
    print(json.dumps({"step": step, "code": int(response.code), **seen}), flush=True)


def contact():
    command = EppCreateContactCommand()
    command.id = "EPPY-1"
    command.postalInfo = {
        "@type": "int",
        "name": "Ada Example",
        "org": "Example Widgets Ltd",
        "addr": {"street": ["1 Example Road"], "city": "Hangzhou", "sp": "Zhejiang", "pc": "310024", "cc": "CN"},
    }
    command.voice = "+86.57188887777"
    command.email = "ada@example.com"
    command.authInfo = {"pw": "secret-12"}
    return command


def domain():
    command = EppCreateDomainCommand()
    command.name = "eppy.example"
    command.period = {"_text": "1", "@unit": "y"}
    command.registrant = "EPPY-1"
    command.authInfo = {"pw": "secret-12"}
    return command


def info(name):
    command = EppInfoDomainCommand()
    command.name = name
    return command


def update():
    command = EppUpdateDomainCommand()
    command.name = "shop.example"
    command.chg = {"registrant": "EPPY-1"}
    return command


client = EppClient(host=host, port=int(port), ssl_cacerts=ca)
client.connect(host, int(port))
tell("login", client.login(login, password, obj_uris=[
    "urn:ietf:params:xml:ns:domain-1.0", "urn:ietf:params:xml:ns:contact-1.0", "urn:ietf:params:xml:ns:host-1.0",
]))  # fmt: skip
tell("contact create", client.send(contact()))
tell("contact create again", client.send(contact()))
tell("domain create", client.send(domain()))
tell("domain info", client.send(info("shop.example")))
tell("domain update", client.send(update()))
after = client.send(info("shop.example"))
tell("domain info after", after, registrant=after.resData["domain:infData"]["registrant"] == "EPPY-1")
tell("unknown domain", client.send(info("nobody.example")))
waiting = client.send(EppPollCommand("req"))
tell("poll", waiting)
tell("acknowledge", client.send(EppPollCommand("ack", waiting["epp"]["response"]["msgQ"]["@id"])))
tell("poll again", client.send(EppPollCommand("req")))
tell("logout", client.logout())
