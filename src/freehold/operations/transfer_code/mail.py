"""The mail that carries a transfer authorization code."""

from freehold.store.outbox import Mail
from freehold.store.transfer_codes import Wanted
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import Instant, china_text


def letter(wanted: Wanted, name: str, code: str, recipient: str, ends_at: Instant, now: Instant) -> Mail:
    """The mail to the registrant; one a task."""
    readable = DomainName(name).unicode
    end = china_text(ends_at)
    body = (
        f"域名 {readable} 的转移密码：\n\n    {code}\n\n"
        f"有效期至 {end}（中国时间）。得到它的人可以将域名转移到其他注册商，请勿转告他人。\n"
        "如果您没有要求转出，请立即联系您的注册商。\n\n"
        "-- \n\n"
        f"The transfer authorization code of {readable}:\n\n    {code}\n\n"
        f"It is good until {end} (China time). Whoever has it can move the domain to another registrar: keep it to yourself.\n"
        "If you did not ask for a transfer, tell your registrar at once.\n"
    )
    return Mail(
        event=f"transfer-code-{wanted.task_id}",
        account_id=wanted.account_id,
        recipient=recipient,
        subject=f"{readable} 的转移密码 / Transfer authorization code of {readable}"[:255],
        body=body,
        created_at=now,
    )
