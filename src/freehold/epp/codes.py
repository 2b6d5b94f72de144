"""Result codes (RFC 5730, 3): their texts, and what class an answer is of, by its code alone."""

from enum import Enum

TEXTS: dict[int, str] = {
    1000: "Command completed successfully",
    1001: "Command completed successfully; action pending",
    1300: "Command completed successfully; no messages",
    1301: "Command completed successfully; ack to dequeue",
    1500: "Command completed successfully; ending session",
    2000: "Unknown command",
    2001: "Command syntax error",
    2002: "Command use error",
    2003: "Required parameter missing",
    2004: "Parameter value range error",
    2005: "Parameter value syntax error",
    2100: "Unimplemented protocol version",
    2101: "Unimplemented command",
    2102: "Unimplemented option",
    2103: "Unimplemented extension",
    2104: "Billing failure",
    2105: "Object is not eligible for renewal",
    2106: "Object is not eligible for transfer",
    2200: "Authentication error",
    2201: "Authorization error",
    2202: "Invalid authorization information",
    2300: "Object pending transfer",
    2301: "Object not pending transfer",
    2302: "Object exists",
    2303: "Object does not exist",
    2304: "Object status prohibits operation",
    2305: "Object association prohibits operation",
    2306: "Parameter value policy error",
    2307: "Unimplemented object service",
    2308: "Data management policy violation",
    2400: "Command failed",
    2500: "Command failed; server closing connection",
    2501: "Authentication error; server closing connection",
    2502: "Session limit exceeded; server closing connection",
}


class Class(Enum):
    """What an answer amounts to (epp-facts.md, 5)."""

    DONE = "done"
    PENDING = "pending"
    FINAL = "final"
    FIX_AND_RETRY = "fix and retry"
    WAIT_AND_RETRY = "wait and retry"
    LANE_STOP = "lane stop"
    AMBIGUOUS = "ambiguous"


_CLASSES: dict[int, Class] = {
    1001: Class.PENDING,
    2002: Class.FIX_AND_RETRY,
    2104: Class.LANE_STOP,
    2200: Class.LANE_STOP,
    2300: Class.WAIT_AND_RETRY,
    2302: Class.FIX_AND_RETRY,
    2303: Class.FIX_AND_RETRY,
    2304: Class.FIX_AND_RETRY,
    2305: Class.WAIT_AND_RETRY,
    2400: Class.AMBIGUOUS,
    2500: Class.AMBIGUOUS,
    2501: Class.LANE_STOP,
    2502: Class.WAIT_AND_RETRY,
}


def class_of(code: int) -> Class:
    """The class of a code; one that is not defined goes with its family, and anything odd is ambiguous."""
    known = _CLASSES.get(code)
    if known is not None:
        return known
    if 1000 <= code < 2000:
        return Class.DONE
    return Class.FINAL if 2000 <= code < 2400 else Class.AMBIGUOUS


def ends_session(code: int) -> bool:
    """Whether the server closes the connection after this answer."""
    return code == 1500 or 2500 <= code <= 2599
