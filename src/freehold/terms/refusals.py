"""Every reason Freehold declines a call: code, HTTP status, sentence.

A sentence says what is wrong, with what, and what to do. Chinese sentences are in ``locale/zh.toml`` under the key.
Codes keep the published API's spelling, slips included (protocol.md, 7.2; registrant-family.md).
"""

from typing import ClassVar


class Refusal(Exception):
    """A call is declined; carries the values its sentence names."""

    code: ClassVar[str]
    status: ClassVar[int] = 400
    sentence: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence.format(**values))
        self.values = values

    @property
    def wire_code(self) -> str:
        """The code as sent; some are made from the parameter's name."""
        return self.code

    @property
    def key(self) -> str:
        """Where the Chinese sentence is found."""
        return type(self).__name__


class MissingParameter(Refusal):
    """A mandatory parameter is absent: ``Missing<Param>``."""

    code = "Missing<Param>"
    sentence = "{parameter} is mandatory for this action."

    @property
    def wire_code(self) -> str:
        """``MissingDomainName`` and the like."""
        return f"Missing{self.values['parameter']}"


class InvalidParameter(Refusal):
    """A common or paging parameter has a wrong type or range: ``Invalid<Param>``."""

    code = "Invalid<Param>"
    sentence = "Specified parameter {parameter} is not valid: {why}."

    @property
    def wire_code(self) -> str:
        """``InvalidPageSize`` and the like."""
        return f"Invalid{self.values['parameter']}"


class ParameterIllegal(Refusal):
    """An action's own value is of a wrong form."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {parameter} {why}. Correct it and call again."


class DomainsIllegal(Refusal):
    """Some names of a list are malformed; all are told, the first 1,000 by name."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {count} of the names in DomainName are not valid domain names: {names}. Correct them and submit the list again; nothing was changed."


class TooManyDomains(Refusal):
    """A list is longer than one call may carry."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: DomainName has {count} names, more than the {limit} one call may carry. Split the list."
    )


class ContactTemplateRealNamedNotExist(Refusal):
    """No real-name verified profile of this id in the account (registrant-family.md, 2)."""

    code = "contactTemplateRealNamedNotExist"  # sic
    sentence = "The Registrant Profile completed Real-name verification does not exist: {profile} is not a verified profile of this account. Use QueryRegistrantProfiles with RealNameStatus=SUCCEED to find one."


class RegContactEmailNotVerified(Refusal):
    """The profile is verified, its mail address is not."""

    code = "RegContactEmailNotVerified"
    sentence = "The email of registrant is not yet verified: {email} of profile {profile}. Use SubmitEmailVerification, follow the link in the mail, then submit again."


class NewContactEmailNotVerified(Refusal):
    """The mail address of contact data that came with the call is not verified."""

    code = "RegContactEmailNotVerified"
    sentence = "The email of registrant is not yet verified: {email}. Use SubmitEmailVerification, follow the link in the mail, then submit again."


class RegistrantUnverified(Refusal):
    """Contact data that nobody verified cannot become the registrant where suffixes demand real names."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: ContactType registrant takes a real-name verified registrant for {names} ({count} in all), whose suffix demands one. Use SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID or SaveTaskForUpdatingRegistrantInfoByIdentityCredential; nothing was changed."


class DomainNotExist(Refusal):
    """Some names are not domains of the account; all are told, the first 1,000 by name."""

    code = "DomainNotExist"
    sentence = "The domain does not exist in this account: {names} ({count} in all). Take them off the list or import them; nothing was changed."


class TaskIsBeingProcessed(Refusal):
    """Some domains already have an unfinished change; all are told, the first 1,000 by name."""

    code = "TaskIsBeingProcessed"
    sentence = "An operation is being processed for {names} ({count} in all). Wait for it to end, or submit the others; nothing was changed."


class DomainAlreadyAuditing(Refusal):
    """The real-name verification of some domains is under review; all are told, the first 1,000 by name."""

    code = "DomainAlreadyAuditing"
    sentence = "The domain name is on auditing: {names} ({count} in all), submitted with {tasks}. Wait for the verdict, or withdraw it with CancelDomainVerification; nothing was changed."


class DomainAlreadyAudited(Refusal):
    """The real-name verification of some domains has succeeded; all are told, the first 1,000 by name."""

    code = "DomainAlreadyAudited"
    sentence = "The domain name is audited: {names} ({count} in all). It needs no verification; nothing was changed."


class ContactNotMatch(Refusal):
    """The profile's holder is not the domain's."""

    code = "ContactNotMatch"
    sentence = "Contact is not match: the holder of profile {profile} is not the holder of {domain}. Use SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID to change the holder."


class HoldersDiffer(Refusal):
    """One document proves one holder; the domains of another are told, the first 1,000 by name."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the document can prove one holder, and {names} ({count} in all) in DomainName have another holder than {domain}. Submit them apart; nothing was changed."


class DomainNotAuditing(Refusal):
    """There is no review to withdraw."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: InstanceId {instance} is a domain with no review under way. There is nothing to withdraw."
    )


class TaskNotExist(Refusal):
    """No task of this number in the account."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the account has no task {task}. QueryTaskList shows those it has."


class ContactTemplateNotExist(Refusal):
    """No profile of this id in the account."""

    code = "ContactTemplateNotExist"
    sentence = (
        "Contacts template does not exist: {profile}. Use QueryRegistrantProfiles to list the profiles of this account."
    )


class ContactTemplateAudited(Refusal):
    """A verified profile, or one under review, takes no new material and no edit."""

    code = "ContactTemplateAudited"
    sentence = "Profile {profile} has completed real-name verification or is under review, so it takes no change and no new material. Make a new profile instead."


class ProfileUnderReview(Refusal):
    """A profile under review is not deleted; the published code that says so is the one for new material."""

    code = "ContactTemplateAudited"
    sentence = "Profile {profile} is under review, so it cannot be deleted; nothing was deleted. Wait for the verdict."


class ContactTemplateUpdateFailed(Refusal):
    """The profile could not be stored."""

    code = "ContactTemplateUpdateFailed"
    sentence = "Failed to save template information of profile {profile}. Try again."


class ProfileQuotaExceeded(Refusal):
    """An account keeps 500 profiles at most."""

    code = "ParameterIllegal"
    sentence = "This account has {limit} profiles, the most it may keep. Delete one first."


class FileDataError(Refusal):
    """The image is not base64, or no image."""

    code = "FileDataError"
    sentence = "File data error: IdentityCredential {why}. Send the jpg or bmp file in base64."


class FileFormatNotSupported(Refusal):
    """The image is of another format."""

    code = "FileFormatNotSupported"
    sentence = "The file format is not supported: {format}. Send a jpg or bmp image."


class FileSizeLessThanMinLimit(Refusal):
    """The image is smaller than 55 KB."""

    code = "FileSizeLessThanMinLimit"
    sentence = "The file size is smaller than the minimum limit: {size} octets, at least {limit} are needed. Send a larger scan."


class FileSizeGreaterThanMaxLimit(Refusal):
    """The image is larger than 1 MB."""

    code = "FileSizeGreaterThanMaxLimit"
    sentence = "The file size exceeds the maximum limit: {size} octets, at most {limit} are taken. Send a smaller scan."


class NetworkIOError(Refusal):
    """Something behind us does not answer."""

    code = "NetworkIOError"
    sentence = "Network IO Error: {what} cannot be reached at the moment. Try again."


class UnsupportedOperation(Refusal):
    """A published action that is not built."""

    code = "UnsupportedOperation"
    sentence = "The action {action} is part of the published API, but this server does not carry it out. See the coverage table in the reference."


class InvalidActionNotFound(Refusal):
    """No published action has this name."""

    code = "InvalidAction.NotFound"
    status = 404
    sentence = "Specified api is not found, please check your url and method: there is no action {action}. Names are case-sensitive."


class UnsupportedHTTPMethod(Refusal):
    """Neither GET nor POST, or GET where only POST is allowed."""

    code = "UnsupportedHTTPMethod"
    sentence = "This http method is not supported: {method}. Use {allowed}."


class InvalidFormat(Refusal):
    """Format is neither XML nor JSON."""

    code = "InvalidParameter.Format"
    sentence = "The parameter Format is not valid: {value}. Use JSON or XML."


class RequestTooLarge(Refusal):
    """The request target, the body or the number of parameters is over the limit."""

    code = "InvalidParameter"
    sentence = "The request is too large: {what} is over {limit}. Split it."


class MalformedRequest(Refusal):
    """The request cannot be read: not UTF-8, a name twice, a content type of another kind."""

    code = "InvalidParameter"
    sentence = "The request cannot be read: {why}."


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


class IncompleteSignature(Refusal):
    """The signature's data is not of the right form. Clients look for ``server string to sign is:``."""

    code = "IncompleteSignature"
    sentence = (
        "The request signature does not conform to the standards: {why}. server string to sign is:{string_to_sign}"
    )


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


class Throttled(Refusal):
    """More than we can take just now; carries the wait in ``retry_after_ms``."""

    code = "Throttling.User"
    sentence = "Request was denied due to user flow control. Wait {retry_after_ms} ms and try again."


class Ordered(Refusal):
    """An emulator was told to refuse so (``freehold fault add``)."""

    code = "*"
    sentence = "{ordered} was ordered of this emulator for the call. Run freehold fault list to see the orders."

    @property
    def wire_code(self) -> str:
        """The code ordered."""
        return str(self.values["ordered"])


class OrderedThrottling(Throttled):
    """An emulator was told to refuse for want of patience; with the header that says when to come back."""

    sentence = "{ordered} was ordered of this emulator for the call. Wait {retry_after_ms} ms and try again."

    @property
    def wire_code(self) -> str:
        """The code ordered."""
        return str(self.values["ordered"])


class InternalError(Refusal):
    """A bug of ours; the request id finds it in the log."""

    code = "InternalError"
    status = 500
    sentence = "The request processing has failed due to some unknown error, exception or failure. Tell the operator the RequestId."


class ServiceUnavailable(Refusal):
    """The store cannot make data durable, or the server is stopping (INV-19)."""

    code = "ServiceUnavailable"
    status = 503
    sentence = "The request has failed due to a temporary failure of the server. Nothing was accepted; try again."


class MissingHeader(Refusal):
    """A V3 header that stands for a common parameter is absent; the code names the parameter."""

    code = "Missing<Param>"
    sentence = "Header {header} is mandatory for this action."

    @property
    def wire_code(self) -> str:
        """``MissingTimestamp`` and the like."""
        return f"Missing{self.values['parameter']}"


class BothCredentials(Refusal):
    """A request signed twice, in V1 and in V3 form (SEC-4)."""

    code = "IncompleteSignature"
    sentence = "The request carries both a parameter Signature and an Authorization header. Sign it once."


class MalformedAuthorization(Refusal):
    """The Authorization header or what it says is signed is not of the right form."""

    code = "IncompleteSignature"
    sentence = "The request signature does not conform to the standards: {why}."


class UnsupportedContentType(Refusal):
    """A body of another kind than the API takes (SEC-12)."""

    code = "InvalidParameter"
    sentence = "The content type or encoding of the body is not supported: {value}. Send application/x-www-form-urlencoded, not compressed."


class ContactIllegal(Refusal):
    """Fields of a contact are of a wrong form; all are told."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {problems}. Correct them and call again; nothing was saved."


class CredentialIllegal(Refusal):
    """Type or number of an identity document is wrong."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {parameter} {why}. Correct it and call again; nothing was stored."


class TokenIllegal(Refusal):
    """The token of a mail link is unknown, or its three days are over."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the token is not known or its link is older than three days. Use SubmitEmailVerification to have a new link sent."


class EmailNotSubmitted(Refusal):
    """The account never asked for a proof of this address."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: the address {email} was never submitted by this account. Use SubmitEmailVerification first."
    )


class EmailNotVerified(Refusal):
    """The account did not prove this address, whether it asked for a proof or not."""

    code = "RegContactEmailNotVerified"
    sentence = "The email is not yet verified: {email}. Use SubmitEmailVerification and follow the link in the mail."


class TooManyAddresses(Refusal):
    """One call names more addresses than it may."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: Email has {count} addresses, more than the {limit} one call may carry. Split the list."
    )


class SignatureMethodSwitchedOff(Refusal):
    """The key takes no V1 signatures (SEC-1)."""

    code = "InvalidSignatureMethod"
    sentence = "Specified signature method is not valid: HMAC-SHA1 is switched off for this access key. Sign with ACS3-HMAC-SHA256 (V3)."


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


class IdempotentParameterMismatch(Refusal):
    """A ClientToken was used within a day for another call (REL-14)."""

    code = "IdempotentParameterMismatch"
    sentence = "The ClientToken {token} was used within the last 24 hours for a call with other parameters. Use a new token for each new call; nothing was changed."


class DomainGroupNameDuplicated(Refusal):
    """The account has another group of this name."""

    code = "DomainGroupNameDuplicated"
    sentence = "The Group Name has existed: {name}. Choose another name."


class DomainGroupNotExist(Refusal):
    """No group of this id in the account; the published sample has no code of its own for it."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: DomainGroupId {group} is no group of this account. Use QueryDomainGroupList to list them; nothing was changed."


class TooManyDomainGroups(Refusal):
    """An account keeps a thousand groups at most."""

    code = "ParameterIllegal"
    sentence = "This account has {limit} groups of domains, the most it may keep. Delete one first."


class SpreadsheetIllegal(Refusal):
    """The uploaded list is not base64, no workbook, or holds what is no name."""

    code = "FileDataError"
    sentence = (
        "File data error: FileToUpload {why}. Send an xlsx workbook in base64, one name a row; nothing was changed."
    )


class SpreadsheetFormatNotSupported(Refusal):
    """The uploaded list is of another format."""

    code = "FileFormatNotSupported"
    sentence = "The file format is not supported. Send the list as an xlsx workbook; nothing was changed."


class SpreadsheetTooLarge(Refusal):
    """The uploaded list is larger than 2 MB, or unpacks to more than a list of names does."""

    code = "FileSizeGreaterThanMaxLimit"
    sentence = "The file size exceeds the maximum limit: {size} octets, at most {limit} are taken. Split the list; nothing was changed."


class TransferOutProhibited(Refusal):
    """A domain may not leave for another registrar now, so its code is not given out; no code is published for it."""

    code = "TransferOutProhibited"
    sentence = "The transfer authorization code of {domain} is not given out."


class LockedAfterChange(TransferOutProhibited):
    """The lock after a change of registrant runs (registrant-family.md, 2)."""

    sentence = "The registrant of {domain} was changed, and the domain may not be transferred before {until} (China time). Ask again then."


class TransferLockOn(TransferOutProhibited):
    """The account's own transfer lock is on."""

    sentence = "The transfer lock of {domain} is on. Switch it off, then ask again."


class RegisteredLately(TransferOutProhibited):
    """Within 60 days of its registration a domain stays."""

    sentence = "{domain} was registered within the last {days} days, and may not be transferred before {until} (China time). Ask again then."


class ExpiresSoon(TransferOutProhibited):
    """A domain that expires within 15 days stays."""

    sentence = "{domain} expires at {expires} (China time). A code is given out only while more than {days} days are left: renew it, then ask again."


class AlreadyLeaving(TransferOutProhibited):
    """A transfer to another registrar is under way."""

    sentence = "A transfer of {domain} to another registrar is under way. Wait for its end."


class NoRegistrantAddress(TransferOutProhibited):
    """The code goes by mail to the registrant, and there is no address."""

    sentence = "The registrant of {domain} has no mail address to send the code to. Give the domain a registrant with one, then ask again."
