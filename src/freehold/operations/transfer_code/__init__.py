"""The code that lets a domain be transferred to another registrar: given to its registrant by mail, and good for 15 days."""

from freehold.operations.transfer_code.replace import begin_due
from freehold.operations.transfer_code.submit import submit

__all__ = ["begin_due", "submit"]
