"""How the call is put: its action, its form, its parameters."""

from freehold.terms.refusals.refusal import Refusal


class InvalidActionNotFound(Refusal):
    """No published action has this name."""

    code = "InvalidAction.NotFound"
    status = 404
    sentence = "Specified api is not found, please check your url and method: there is no action {action}. Names are case-sensitive."


class UnsupportedOperation(Refusal):
    """A published action that is not built."""

    code = "UnsupportedOperation"
    sentence = "The action {action} is part of the published API, but this server does not carry it out. See the coverage table in the reference."


class UnsupportedHTTPMethod(Refusal):
    """Neither GET nor POST, or GET where only POST is allowed."""

    code = "UnsupportedHTTPMethod"
    sentence = "This http method is not supported: {method}. Use {allowed}."


class UnsupportedContentType(Refusal):
    """A body of another kind than the API takes (SEC-12)."""

    code = "InvalidParameter"
    sentence = "The content type or encoding of the body is not supported: {value}. Send application/x-www-form-urlencoded, not compressed."


class RequestTooLarge(Refusal):
    """The request target, the body or the number of parameters is over the limit."""

    code = "InvalidParameter"
    sentence = "The request is too large: {what} is over {limit}. Split it."


class MalformedRequest(Refusal):
    """The request cannot be read: not UTF-8, a name twice, a content type of another kind."""

    code = "InvalidParameter"
    sentence = "The request cannot be read: {why}."


class InvalidFormat(Refusal):
    """Format is neither XML nor JSON."""

    code = "InvalidParameter.Format"
    sentence = "The parameter Format is not valid: {value}. Use JSON or XML."


class MissingHeader(Refusal):
    """A V3 header that stands for a common parameter is absent; the code names the parameter."""

    code = "Missing<Param>"
    sentence = "Header {header} is mandatory for this action."


class MissingParameter(Refusal):
    """A mandatory parameter is absent: ``Missing<Param>``."""

    code = "Missing<Param>"
    sentence = "{parameter} is mandatory for this action."


class InvalidParameter(Refusal):
    """A common or paging parameter has a wrong type or range: ``Invalid<Param>``."""

    code = "Invalid<Param>"
    sentence = "Specified parameter {parameter} is not valid: {why}."


class ParameterIllegal(Refusal):
    """An action's own value is of a wrong form."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {parameter} {why}. Correct it and call again."


class IdempotentParameterMismatch(Refusal):
    """A ClientToken was used within a day for another call (REL-14)."""

    code = "IdempotentParameterMismatch"
    sentence = "The ClientToken {token} was used within the last 24 hours for a call with other parameters. Use a new token for each new call; nothing was changed."
