"""What the lists of rows share: the members of one row, one domain of a task."""

from typing import Any

from freehold.languages import Language
from freehold.operations.task_texts import ITEM_STATES, item_text
from freehold.store.tasks import Item
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import china_text
from freehold.terms.tasks import ItemState


def row_members(item: Item, language: Language) -> dict[str, Any]:
    """The values of those members that come from the item alone."""
    code, state = ITEM_STATES[ItemState(item.state)]
    return {
        "task_detail_no": item.detail_no,
        "task_status": state,
        "task_status_code": code,
        "domain_name": DomainName(item.domain_name).unicode,
        "instance_id": item.instance_id,
        "try_count": max(0, item.attempts - 1),
        "error_msg": item_text(item, language),
        "update_time": china_text(item.updated_at),
    }
