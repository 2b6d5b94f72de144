"""E-mail verification: addresses and the tokens of links."""

from freehold.terms.refusals.refusal import Refusal


class TooManyAddresses(Refusal):
    """One call names more addresses than it may."""

    code = "ParameterIllegal"
    sentence = (
        "Parameter illegal: Email has {count} addresses, more than the {limit} one call may carry. Split the list."
    )


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


class TokenIllegal(Refusal):
    """The token of a mail link is unknown, or its three days are over."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: the token is not known or its link is older than three days. Use SubmitEmailVerification to have a new link sent."
