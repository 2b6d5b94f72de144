"""Every fault point there is: what the program passes, what requirement FP-1 names, and what waits for its feature."""

import re
from pathlib import Path

from freehold import actions
from freehold.rpc.catalogue import find_actions

SOURCE = Path(__file__).resolve().parents[2] / "src" / "freehold"
_CALL = re.compile(r'\bfault\(f?"([a-z_.{}]+)"\)')
_FAMILIES = {"{action.fault}": lambda: {action.fault for action in find_actions(actions) if action.fault}}
_LANE_WORDS = {"{point}": ("contact", "domain", "lock")}

REQUIRED = frozenset({
    "api.auth.after_nonce", "api.submit.in_tx", "api.submit.after_commit", "api.submit.mid_answer", "api.ack.in_tx",
    "api.ack.after_commit", "api.cancel.in_tx", "api.cancel.after_commit", "api.profile.in_tx",
    "api.profile.after_commit", "api.upload.after_blob", "api.upload.after_row", "work.claim.after_commit",
    "work.plan.after_commit", "work.record.in_tx", "work.record.after_commit", "work.finish.in_tx",
    "work.finish.after_commit", "work.renew.before", "work.recover.mid", "work.settle.after_info",
    "epp.connect.after_tcp", "epp.login.after_send", "epp.login.after_answer", "epp.contact.before_send",
    "epp.contact.after_send", "epp.contact.after_answer", "epp.domain.before_send", "epp.domain.after_send",
    "epp.domain.after_answer", "epp.lock.before_send", "epp.lock.after_send", "epp.lock.after_answer",
    "epp.domain.mid_answer", "epp.poll.after_answer", "epp.poll.after_store", "epp.poll.after_ack",
    "epp.logout.after_send", "note.claim.after_commit", "note.send.before", "note.send.after",
    "note.mark.after_commit", "audit.append.in_tx", "audit.head.mid_write", "mig.step.before", "mig.step.after",
    "mig.backfill.mid", "backup.mid_copy", "backup.before_publish", "restore.mid", "keyrot.mid",
    "keyrot.before_retire", "erase.after_key", "erase.after_rows", "retain.mid", "escrow.mid_write",
    "escrow.before_rename", "recon.mid",
})  # fmt: skip
"""The names of FP-1."""


def in_the_source() -> set[str]:
    """The names that the program passes, written out."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        for name in _CALL.findall(file.read_text(encoding="utf-8")):
            found |= _written_out(name)
    # The answer's own point is named where the reply is made, and passed where it is sent.
    return found | {f"api.{family}.mid_answer" for family in _FAMILIES["{action.fault}"]()}


def _written_out(name: str) -> set[str]:
    for mark, families in _FAMILIES.items():
        if mark in name:
            return {name.replace(mark, family) for family in families()}
    for mark, words in _LANE_WORDS.items():
        if mark in name:
            return {name.replace(mark, word) for word in words}
    return {name}
