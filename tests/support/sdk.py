"""The official SDKs as clients of a Freehold under test."""

from pathlib import Path
from typing import Any

from alibabacloud_domain20180129.client import Client
from alibabacloud_tea_openapi import models as open_api
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient

V3 = "V3"
V1 = "V1"


def v2_client(
    endpoint: str, key: str, secret: str, mode: str = V3, *, token: str | None = None, ca: Path | None = None
) -> Client:
    """The second-generation SDK, signing in V3 (its default) or, with ``mode="V1"``, HMAC-SHA1.

    It speaks plain HTTP, or HTTPS when it is given the file of a certificate to trust.
    """
    config = open_api.Config(
        access_key_id=key,
        access_key_secret=secret,
        endpoint=endpoint,
        protocol="http" if ca is None else "https",
        ca=None if ca is None else str(ca),
        region_id="cn-hangzhou",
    )
    if mode == V1:
        config.signature_algorithm = "v2"
    if token is not None:
        config.security_token = token
        config.type = "sts"
    return Client(config)


def v1_client(endpoint: str, key: str, secret: str, *, token: str | None = None) -> "V1Client":
    """The first-generation SDK."""
    return V1Client(endpoint, key, secret, token)


class V1Client:
    """``aliyunsdkcore``'s client bound to one endpoint."""

    def __init__(self, endpoint: str, key: str, secret: str, token: str | None) -> None:
        self._endpoint = endpoint
        if token is None:
            self._client = AcsClient(key, secret, "cn-hangzhou")
        else:
            self._client = AcsClient(region_id="cn-hangzhou", credential=StsTokenCredential(key, secret, token))

    def call(self, request: Any) -> bytes:
        """Send a request of ``aliyunsdkdomain`` and give the body; raises ``ServerException`` for a refusal."""
        request.set_endpoint(self._endpoint)
        request.set_accept_format("JSON")
        body: bytes = self._client.do_action_with_exception(request)
        return body
