"""Every reason Freehold declines a call, a family a file: code, HTTP status, sentence.

A sentence says what is wrong, with what, and what to do. Chinese sentences are in ``locale/zh.toml`` under the class's
name. Codes keep the published API's spelling, slips included (protocol.md, 7.2; registrant-family.md).
"""
# ruff: noqa: F403  # a list of the names here would be a second place to keep; the families hold nothing but refusals

from freehold.terms.refusals.access import *
from freehold.terms.refusals.calls import *
from freehold.terms.refusals.domains import *
from freehold.terms.refusals.emails import *
from freehold.terms.refusals.profiles import *
from freehold.terms.refusals.refusal import *
from freehold.terms.refusals.server import *
from freehold.terms.refusals.transfer_out import *
from freehold.terms.refusals.verification import *
