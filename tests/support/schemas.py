"""The registries' own schemas as one, which imports all that are named.

They lie beside the checkout, in ``../shared/registry/xsd``, or where FREEHOLD_XSD says.
"""

import os
from pathlib import Path

import pytest
from lxml import etree

SCHEMAS = Path(os.environ.get("FREEHOLD_XSD") or Path(__file__).parents[3] / "shared" / "registry" / "xsd")
# epp and eppcom first: the imports of the others name no place and find only what is loaded.
CORE = ("eppcom-1.0", "epp-1.0", "host-1.0", "contact-1.0", "domain-1.0")


def schema_of(*names: str) -> etree.XMLSchema:
    """The core's schemas and these; a file's target namespace is read from it."""
    files = [SCHEMAS / f"{name}.xsd" for name in (*CORE, *names)]
    absent = [file.name for file in files if not file.is_file()]
    if absent:
        pytest.fail(f"The schemas {', '.join(absent)} are not in {SCHEMAS}; say with FREEHOLD_XSD where they are.")
    imports = "".join(
        f'<import namespace="{etree.parse(file).getroot().get("targetNamespace")}" schemaLocation="{file.as_uri()}"/>'
        for file in files
    )
    return etree.XMLSchema(etree.fromstring(f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{imports}</schema>'))
