"""Who calls: the access key, its signature, what the caller is permitted."""

from freehold.terms.refusals.refusal import Refusal


class AccessKeyNotFound(Refusal):
    """The access key is unknown."""

    code = "InvalidAccessKeyId.NotFound"
    status = 404
    sentence = (
        "Specified access key is not found. Check the AccessKeyId; freehold account list shows those of this server."
    )


class AccessKeyInactive(Refusal):
    """The access key is switched off."""

    code = "InvalidAccessKeyId.Inactive"
    sentence = "Specified access key is disabled. Use another key of the account, or have this one switched on."


class InvalidSignatureMethod(Refusal):
    """A signature algorithm that is not taken."""

    code = "InvalidSignatureMethod"
    sentence = "Specified signature method is not valid: {method}. Use HMAC-SHA1 (V1) or ACS3-HMAC-SHA256 (V3)."


class SignatureMethodSwitchedOff(Refusal):
    """The key takes no V1 signatures (SEC-1)."""

    code = "InvalidSignatureMethod"
    sentence = "Specified signature method is not valid: HMAC-SHA1 is switched off for this access key. Sign with ACS3-HMAC-SHA256 (V3)."


class IncompleteSignature(Refusal):
    """The signature's data is not of the right form. Clients look for ``server string to sign is:``."""

    code = "IncompleteSignature"
    sentence = (
        "The request signature does not conform to the standards: {why}. server string to sign is:{string_to_sign}"
    )


class BothCredentials(Refusal):
    """A request signed twice, in V1 and in V3 form (SEC-4)."""

    code = "IncompleteSignature"
    sentence = "The request carries both a parameter Signature and an Authorization header. Sign it once."


class MalformedAuthorization(Refusal):
    """The Authorization header or what it says is signed is not of the right form."""

    code = "IncompleteSignature"
    sentence = "The request signature does not conform to the standards: {why}."


class SignatureDoesNotMatch(Refusal):
    """V1: the sentence ends with the server's string, which client libraries compare with their own (protocol.md, 7.1)."""

    code = "SignatureDoesNotMatch"
    sentence = "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"


class SignatureV3DoesNotMatch(Refusal):
    """V3: the server's string and canonical request follow."""

    code = "SignatureDoesNotMatch"
    sentence = "Specified signature does not match our calculation. server string to sign is:{string_to_sign}\nserver canonical request is:{canonical_request}"


class SignatureNonceUsed(Refusal):
    """A nonce came twice."""

    code = "SignatureNonceUsed"
    sentence = "Specified signature nonce was used already. Make a new nonce for each request, retries included."


class TimestampMalformed(Refusal):
    """Timestamp or x-acs-date is not ``YYYY-MM-DDThh:mm:ssZ``."""

    code = "InvalidTimeStamp.Format"
    sentence = (
        "Specified time stamp or date value is not well formatted: {value}. Use UTC in the form 2026-01-02T03:04:05Z."
    )


class TimestampExpired(Refusal):
    """More than 15 minutes off, in either direction."""

    code = "InvalidTimeStamp.Expired"
    sentence = "Specified time stamp or date value is expired: {value}, and here it is {now}. Set the caller's clock."


class ContentDoesNotMatch(Refusal):
    """The body is not the one whose hash was signed."""

    code = "ContentLengthDoesNotMatch"
    sentence = "The body does not match the header x-acs-content-sha256. Sign the body that is sent."


class MissingSecurityToken(Refusal):
    """A temporary key came without its token."""

    code = "MissingSecurityToken"
    sentence = "SecurityToken is mandatory for this action: the access key is a temporary one."


class SecurityTokenExpired(Refusal):
    """The temporary key's time is over."""

    code = "InvalidSecurityToken.Expired"
    sentence = "Specified SecurityToken is expired. Fetch new temporary credentials."


class SecurityTokenMismatch(Refusal):
    """The token is not this key's."""

    code = "InvalidSecurityToken.MismatchWithAccessKey"
    sentence = "Specified SecurityToken does not belong to the access key. Send the token that came with the key."


class ForbiddenByPolicy(Refusal):
    """A sub-user calls an action that its policies do not permit."""

    code = "Forbidden.RAM"
    status = 403
    sentence = "User not authorized to operate on the specified resource: {user} needs {permission} on this account. Ask whoever runs the account to permit it."


class ForbiddenOnDomains(Refusal):
    """A sub-user's policies do not permit the action on some of the domains; all are told, the first 1,000 by name."""

    code = "Forbidden.RAM"
    status = 403
    sentence = "User not authorized to operate on the specified resource: {user} needs {permission} on {names} ({count} in all). Take them off the list, or ask whoever runs the account to permit it; nothing was changed."
