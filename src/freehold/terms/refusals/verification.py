"""Real-name verification: the domain, its holder, the identity credential."""

from freehold.terms.refusals.refusal import Refusal


class DomainAlreadyAuditing(Refusal):
    """The real-name verification of some domains is under review; all are told, the first 1,000 by name."""

    code = "DomainAlreadyAuditing"
    sentence = "The domain name is on auditing: {names} ({count} in all), submitted with {tasks}. Wait for the verdict, or withdraw it with CancelDomainVerification; nothing was changed."


class DomainAlreadyAudited(Refusal):
    """The real-name verification of some domains has succeeded; all are told, the first 1,000 by name."""

    code = "DomainAlreadyAudited"
    sentence = "The domain name is audited: {names} ({count} in all). It needs no verification; nothing was changed."


class DomainNotAuditing(Refusal):
    """There is no review to withdraw."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: InstanceId {instance} is a domain with no review under way. There is nothing to withdraw."
    )


class ContactNotMatch(Refusal):
    """The profile's holder is not the domain's."""

    code = "ContactNotMatch"
    sentence = "Contact is not match: the holder of profile {profile} is not the holder of {domain}. Use SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID to change the holder."


class HoldersDiffer(Refusal):
    """One document proves one holder; the domains of another are told, the first 1,000 by name."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the document can prove one holder, and {names} ({count} in all) in DomainName have another holder than {domain}. Submit them apart; nothing was changed."


class CredentialIllegal(Refusal):
    """Type or number of an identity document is wrong."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {parameter} {why}. Correct it and call again; nothing was stored."


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
