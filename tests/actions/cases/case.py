"""What a call of the golden pairs is made of: what each case says, and what many cases share.

A value in angle brackets is filled in from the world: ``<task>``, ``<instance>``, ``<token …>``. A key that ends in ``@``
travels in the form of a POST.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from freehold.db.session import Session
from support.action_world import picture
from support.signing import KEY, SECRET

PAGE = {"PageNum": "1", "PageSize": "20"}
BO = "bo-key"
SECRETS = {KEY: SECRET, BO: "bo-secret"}
"""The account's own key, and that of its user bo, whose policy is in the world's seed."""


@dataclass(frozen=True)
class Case:
    action: str
    title: str
    parameters: dict[str, str] = field(default_factory=dict)
    key: str = KEY
    arranged: Callable[[Session], object] | None = None
    """What is written to the copy of the world before the call."""

    @property
    def signer(self) -> dict[str, str]:
        """Key and secret, as a V1 call takes them."""
        return {"AccessKeyId": self.key, "secret": SECRETS[self.key]}


PICTURE = picture()
SMALL_PICTURE = picture(width=250, height=250)
"""Little more than the least size: it is signed and sent many hundred times."""
PROFILE = {
    "RegistrantType": "2",
    "RegistrantName": "Li Wei",
    "RegistrantOrganization": "New Holder Ltd",
    "Country": "CN",
    "Province": "zhe jiang",
    "City": "hang zhou shi",
    "Address": "1 Example Road",
    "PostalCode": "310024",
    "TelArea": "86",
    "Telephone": "57188887777",
    "Email": "new@example.com",
    "ZhRegistrantName": "李伟",
    "ZhRegistrantOrganization": "新持有者有限公司",
    "ZhProvince": "浙江",
    "ZhCity": "杭州市",
    "ZhAddress": "示例路1号",
}


def listed(*names):
    """The names of a list of domains."""
    return {f"DomainName.{number}": name for number, name in enumerate(names, 1)}


def document(**more):
    """A document for profile 2, these of its parameters changed."""
    base = {
        "RegistrantProfileID": "2",
        "IdentityCredentialType": "YYZZ",
        "IdentityCredentialNo": "91350100M000100Y43",
        "IdentityCredential@": PICTURE,
    }
    return {**base, **more}
