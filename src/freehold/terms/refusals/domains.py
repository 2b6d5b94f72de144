"""Domains of a call, their groups and lists, and the tasks that hold them."""

from freehold.terms.refusals.refusal import Refusal


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


class DomainNotExist(Refusal):
    """Some names are not domains of the account; all are told, the first 1,000 by name."""

    code = "DomainNotExist"
    sentence = "The domain does not exist in this account: {names} ({count} in all). Take them off the list or import them; nothing was changed."


class TaskIsBeingProcessed(Refusal):
    """Some domains already have an unfinished change; all are told, the first 1,000 by name."""

    code = "TaskIsBeingProcessed"
    sentence = "An operation is being processed for {names} ({count} in all). Wait for it to end, or submit the others; nothing was changed."


class TaskNotExist(Refusal):
    """No task of this number in the account."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the account has no task {task}. QueryTaskList shows those it has."


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
