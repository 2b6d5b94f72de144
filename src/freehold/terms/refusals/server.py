"""Freehold itself: it has too much to do, stops, cannot store, has a bug, or was told to refuse."""

from freehold.terms.refusals.refusal import Refusal


class Throttled(Refusal):
    """More than we can take just now; carries the wait in ``retry_after_ms``."""

    code = "Throttling.User"
    sentence = "Request was denied due to user flow control. Wait {retry_after_ms} ms and try again."


class ServiceUnavailable(Refusal):
    """The store cannot make data durable, or the server is stopping (INV-19)."""

    code = "ServiceUnavailable"
    status = 503
    sentence = "The request has failed due to a temporary failure of the server. Nothing was accepted; try again."


class NetworkIOError(Refusal):
    """Something behind us does not answer."""

    code = "NetworkIOError"
    sentence = "Network IO Error: {what} cannot be reached at the moment. Try again."


class InternalError(Refusal):
    """A bug of ours; the request id finds it in the log."""

    code = "InternalError"
    status = 500
    sentence = "The request processing has failed due to some unknown error, exception or failure. Tell the operator the RequestId."


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
