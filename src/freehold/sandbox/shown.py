"""What the practice registry adds to a domain by order: grace periods, DNS security, a bundle, organisations, IDN forms.

Kept with the world. Shown by info in sessions that agreed on the extension. A bundle is one object (RFC 9095): registrant and
statuses of one of its names are those of all.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from freehold.epp.commands import domain
from freehold.epp.documents import Response
from freehold.epp.extensions import (
    chinese_names,
    dns_security,
    idn_table,
    organizations,
    registry_grace_period,
    strict_bundles,
)
from freehold.epp.extensions.strict_bundles import Bundle, BundledName
from freehold.epp.mapping import Mapped
from freehold.sandbox.flows.context import Context
from freehold.sandbox.world import World

_FACT = "shown"


class BadShow(ValueError):
    """It cannot be shown; the argument says why."""


class Shown:
    """What was ordered, by domain."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._of: dict[str, dict[str, Any]] = json.loads(world.fact(_FACT, "{}"))

    def set(self, name: str, order: dict[str, Any]) -> None:
        """Show these with the domain, and no others; raises BadShow.

        ``grace``: grace periods; ``ds``: records; ``bundle``: all names of it; ``organizations``: ids by role;
        ``idn`` and ``chinese_names``: their fields.
        """
        unknown = set(order) - {"grace", "ds", "bundle", "organizations", "idn", "chinese_names"}
        if unknown:
            raise BadShow(f"nothing called {min(unknown)!r} can be shown")
        try:
            list(_elements(order))
        except (TypeError, KeyError, AttributeError) as error:
            raise BadShow(f"it has not the fields of its extension: {error}") from error
        for each in order.get("bundle", [name]):
            self._of[each.lower()] = {**self._of.get(each.lower(), {}), "bundle": order.get("bundle", [])}
        self._of[name.lower()] = order
        self._world.put_fact(_FACT, json.dumps(self._of))

    def forget(self) -> None:
        """Show nothing more."""
        self._of.clear()
        self._world.put_fact(_FACT, "{}")

    def complete(self, context: Context, response: Response) -> Response:
        """The answer with what the session agreed to be shown; a bundle follows its name."""
        body = context.body
        order = self._of.get(body.object_name.lower())
        if order is None or response.code != 1000:
            return response
        if isinstance(body, domain.DomainInfo):
            added = tuple(found for found in _elements(order) if found.namespace in context.agreed)
            return replace(response, extensions=(*response.extensions, *added))
        if isinstance(body, domain.DomainUpdate) and order.get("bundle"):
            self._follow(context, body, order["bundle"])
            if strict_bundles.NAMESPACE in context.agreed:
                updated = strict_bundles.BundleUpdated(bundle=_bundle(order["bundle"]))
                return replace(response, extensions=(*response.extensions, updated))
        return response

    def _follow(self, context: Context, body: domain.DomainUpdate, names: list[str]) -> None:
        changed = self._world.domains[body.name.lower()]
        for name in names:
            found = self._world.domains.get(name.lower())
            if found is not None and found.name != body.name.lower():
                self._world.link(found.registrant, -1)
                found.registrant = changed.registrant
                self._world.link(found.registrant, 1)
                found.statuses = dict(changed.statuses)
                found.updated_at, found.updater = self._world.now(), context.client
                self._world.put_domain(found)


def _elements(order: dict[str, Any]) -> Iterator[Mapped]:
    if order.get("grace"):
        yield registry_grace_period.GraceData(
            statuses=tuple(registry_grace_period.Status(value=value) for value in order["grace"])
        )
    if order.get("ds"):
        yield dns_security.SecurityData(records=tuple(dns_security.DsData(**record) for record in order["ds"]))
    if order.get("bundle"):
        yield strict_bundles.BundleData(bundle=_bundle(order["bundle"]))
    if order.get("organizations"):
        ids = order["organizations"].items()
        yield organizations.OrganizationsData(
            ids=tuple(organizations.OrganizationId(id=one, role=role) for role, one in ids)
        )
    if order.get("idn"):
        yield idn_table.IdnData(**order["idn"])
    if order.get("chinese_names"):
        yield chinese_names.ChineseNamesData(**order["chinese_names"])


def _bundle(names: list[str]) -> Bundle:
    first, *rest = (BundledName(name=name) for name in names)
    return Bundle(registered=first, bundled=tuple(rest))
