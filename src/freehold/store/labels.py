"""What an account notes at its domains, of which registries know nothing: remark, resource group, automatic renewal.

None of it moves ``updated_at``, which is compared with the date of the registry's last change.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from freehold.db.arrays import text_array
from freehold.db.session import Session
from freehold.store.domains import domains


def of_instances(session: Session, account_id: int, instance_ids: Sequence[str]) -> set[str]:
    """Those of the registrations that are the account's."""
    listed = text_array("instances")
    found = session.execute(
        sa.select(domains.c.instance_id)
        .select_from(listed.join(domains, domains.c.instance_id == listed.c.value))
        .where(domains.c.account_id == account_id),
        {"instances": instance_ids},
    )
    return {row.instance_id for row in found}


def set_remark(session: Session, account_id: int, instance_ids: Sequence[str], remark: str) -> None:
    """Note a remark at the account's registrations; an empty one takes it away."""
    session.execute(
        domains.update()
        .where(domains.c.account_id == account_id, domains.c.instance_id.in_(instance_ids))
        .values(remark=remark)
    )


def set_auto_renew(session: Session, account_id: int, instance_id: str, *, on: bool) -> bool:
    """Note whether a registration is to be renewed by itself; False when it is not the account's."""
    return _set(session, account_id, instance_id, auto_renew=on)


def set_resource_group(session: Session, account_id: int, instance_id: str, resource_group_id: str) -> bool:
    """Note the resource group of a registration; False when it is not the account's."""
    return _set(session, account_id, instance_id, resource_group_id=resource_group_id)


def _set(session: Session, account_id: int, instance_id: str, **values: object) -> bool:
    where = domains.c.account_id == account_id, domains.c.instance_id == instance_id
    return session.execute(domains.update().where(*where).values(**values)).rowcount == 1
