"""Why a transfer authorization code is not given out."""

from freehold.terms.refusals.refusal import Refusal


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
