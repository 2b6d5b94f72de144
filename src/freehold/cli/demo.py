"""``freehold demo``: the main job, for real, on embedded defaults.

A server and its sandbox registry run in processes of their own on a new data folder; the change goes through the signed
API; in the end the registry itself is asked what it holds. The demo succeeds only if every domain is as promised.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import click
import yaml
from rich.cells import cell_len

from freehold.cli.signed_call import SignedClient
from freehold.clock import monotonic, wait

_READY = "Freehold is ready at "
_KEY, _SECRET = "demo", "demosecret"
_PATTERNS = (
    "shop-{n:05d}.com",
    "brand-{n:05d}.net",
    "club-{n:05d}.xyz",
    "site-{n:05d}.cn",
    "商店{n:05d}.cn",
    "示例{n:05d}.com",
)
_LONGEST_SECONDS = 900


@click.command()
@click.option("--domains", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="How many to change.")
@click.option(
    "--keep", type=click.Path(path_type=Path), default=None, help="Keep the data in this folder, which must be new."
)
def demo(domains: int, keep: Path | None) -> None:
    """Change the registrant of many domains on a server and registry made for the occasion, and check the result."""
    folder = Path(tempfile.mkdtemp(prefix="freehold-demo-"))
    data = keep or folder / "data"
    if data.exists():
        raise click.ClickException(f"{data} exists already. Name a new folder.")
    try:
        ended_well = _Demo(domains, data, folder).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not ended_well:
        raise SystemExit(1)


class _Demo:
    def __init__(self, domains: int, data: Path, folder: Path) -> None:
        self._count = domains
        self._data = data
        self._seed = folder / "seed.yaml"
        self._log = folder / "server.log"

    def run(self) -> bool:
        self._seed.write_text(yaml.safe_dump(_seed(self._count), allow_unicode=True), encoding="utf-8")
        click.echo(f"Starting Freehold and its sandbox registry with {self._count:,} domains ...")
        with self._log.open("w") as log:
            server = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "freehold", "serve", "--data", str(self._data), "--listen", "127.0.0.1:0",
                 "--seed", str(self._seed)],
                stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        try:
            client = SignedClient(self._await_ready(server), _KEY, _SECRET)
            return self._change(client)
        finally:
            server.terminate()
            server.wait(15)

    def _await_ready(self, server: "subprocess.Popen[str]") -> str:
        assert server.stdout is not None
        for line in server.stdout:
            if line.startswith(_READY):
                endpoint = line.removeprefix(_READY).strip()
                click.echo(f"Freehold listens at {endpoint}; the registry behind it speaks EPP over TLS.")
                return endpoint
        raise click.ClickException(f"The server does not start:\n{self._log.read_text()}")

    def _change(self, client: SignedClient) -> bool:
        names = _held(client)
        click.echo(
            f"The account holds {len(names):,} domains. Asking for the registrant of profile 1, with transfer lock ..."
        )
        began = monotonic()
        task_no = client.call(
            "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID",
            DomainName=names, RegistrantProfileId=1, TransferOutProhibited="true",
        )["TaskNo"]  # fmt: skip
        click.echo(f"Accepted as task {task_no} after {monotonic() - began:.2f} s.")
        counts = _watch(client, task_no, len(names))
        seconds = monotonic() - began
        _print_counts(counts, seconds)
        _print_sample(client, task_no, names)
        return self._check(names, counts)

    def _check(self, names: list[str], counts: Counter[str]) -> bool:
        """Ask the registry itself, not our own books."""
        from freehold.sandbox.admin_client import AdminClient
        from freehold.terms.domain_name import DomainName

        with AdminClient(self._data / "sandbox") as admin:
            held = {entry["name"]: entry for entry in admin.domains()}
            changes = admin.transforms("domain:update")
        wanted = {str(DomainName.parse(name)) for name in names}
        handles = Counter(held[name]["registrant"] for name in wanted if name in held)
        verified = sum(
            held[name]["registrant"] != "PRIOR" and "clientTransferProhibited" in held[name]["statuses"]
            for name in wanted if name in held
        )  # fmt: skip
        once = sum(changes.get(name, 0) == 1 for name in wanted)
        good = verified == len(wanted) == counts["succeeded"] == once and len(handles) == 1
        click.echo(f"At the registry: {verified:,} of {len(wanted):,} domains have the new registrant and the lock, "
                   f"{once:,} were changed exactly once.")  # fmt: skip
        if good:
            click.echo(
                "\nWhere to look next: make serve starts a server to use; README.md has the first call with the SDK."
            )
        else:
            click.echo("\nThat is not what was promised. The server's own words:", err=True)
            click.echo(self._log.read_text()[-4000:], err=True)
        return good


def _seed(count: int) -> dict[str, Any]:
    share, rest = divmod(count, len(_PATTERNS))
    counts = [share + (index < rest) for index in range(len(_PATTERNS))]
    groups = [{"generate": n, "pattern": p} for n, p in zip(counts, _PATTERNS, strict=True) if n]
    profile = {
        "id": 1, "verified": True, "registrant_type": "organisation", "holder": "Example Widgets Ltd",
        "holder_zh": "示例部件有限公司", "email": "hostmaster@example.com", "country": "CN", "telephone": "+86.57188887777",
    }  # fmt: skip
    account = {
        "name": "demo",
        "access_keys": [{"id": _KEY, "secret": _SECRET}],
        "profiles": [profile],
        "domains": groups,
    }
    return {"accounts": [account]}


def _held(client: SignedClient) -> list[str]:
    names: list[str] = []
    number = 1
    while True:
        page = client.call("QueryDomainList", PageNum=number, PageSize=1000)
        names += [row["DomainName"] for row in page["Data"]["Domain"]]
        if not page["NextPage"]:
            return names
        number += 1


def _watch(client: SignedClient, task_no: str, total: int) -> Counter[str]:
    """Follow the task until every row is final: a bar on a terminal, plain lines elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console()
    began = monotonic()
    said = 0
    with Progress(
        TextColumn("Changing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        line = bar.add_task("", total=total)
        while True:
            counts = Counter({name: _rows(client, task_no, state) for name, state in (("succeeded", 2), ("failed", 3))})
            done = counts.total()
            bar.update(line, completed=done)
            if not console.is_terminal and done * 10 // total > said:
                said = done * 10 // total
                click.echo(f"  {done:,} of {total:,} done")
            if done == total:
                return counts
            if monotonic() - began > _LONGEST_SECONDS:
                raise click.ClickException(f"{total - done:,} domains are still open after {_LONGEST_SECONDS} s.")
            wait(0.1)


def _rows(client: SignedClient, task_no: str, state: int) -> int:
    page = client.call("QueryTaskDetailList", TaskNo=task_no, PageNum=1, PageSize=1, TaskStatus=state)
    return int(page["TotalItemNum"])


def _print_counts(counts: Counter[str], seconds: float) -> None:
    rate = counts.total() / seconds
    click.echo(f"{counts['succeeded']:,} succeeded, {counts['failed']:,} failed, in {seconds:.1f} s: {rate:,.0f} domains/s, "
               "the registry asked again about each.")  # fmt: skip


def _print_sample(client: SignedClient, task_no: str, names: list[str]) -> None:
    """One row of each kind of name, so that every registry and script is seen."""
    click.echo("A row of each kind:")
    kinds = {re.sub(r"\d", "", name): name for name in reversed(names)}
    for name in sorted(kinds.values(), key=names.index):
        page = client.call("QueryTaskDetailList", TaskNo=task_no, PageNum=1, PageSize=1, DomainName=name)
        for row in page["Data"]["TaskDetail"]:
            pad = " " * max(1, 24 - cell_len(row["DomainName"]))
            click.echo(f"  {row['DomainName']}{pad}{row['TaskStatus']}  {row['ErrorMsg']}")
