"""The ways a registry takes a new registrant, a function each (epp-facts.md, 8)."""

from freehold.operations.registrant_change.case import MethodFunction
from freehold.operations.registrant_change.methods.audited import audited
from freehold.operations.registrant_change.methods.registrar_only import registrar_only
from freehold.operations.registrant_change.methods.registrar_only_with_code import registrar_only_with_code
from freehold.operations.registrant_change.methods.trade import trade
from freehold.operations.registrant_change.methods.trade_with_consent import trade_with_consent
from freehold.operations.registrant_change.methods.update import update
from freehold.operations.registrant_change.methods.update_with_data import update_with_data
from freehold.terms.methods import Method

METHODS: dict[Method, MethodFunction] = {
    Method.UPDATE: update,
    Method.REGISTRAR_ONLY: registrar_only,
    Method.REGISTRAR_ONLY_WITH_CODE: registrar_only_with_code,
    Method.AUDITED: audited,
    Method.UPDATE_WITH_DATA: update_with_data,
    Method.TRADE: trade,
    Method.TRADE_WITH_CONSENT: trade_with_consent,
}
