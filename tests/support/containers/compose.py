"""``python compose.py REPOSITORY FOLDER``: build the image and run all of the compose file, until each service is healthy; then stop it.

Prints what it saw as JSON. To be run in network, mount and process namespaces of its own, so that all is gone with it; building
needs the machine's network, so that ``python compose.py build REPOSITORY FOLDER`` comes before, outside of them.
"""

import json
import pickle
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from freehold.clock import monotonic
from support.containers.image import build
from support.containers.service import Service, network
from support.postgres_nodes import PROGRAMS
from support.postgres_server import USER, as_user
from support.waiting import until


def main(repository, folder):
    compose = yaml.safe_load((repository / "deploy/compose.yaml").read_text(encoding="utf-8"))
    stage = pickle.loads((folder / "stage").read_bytes())
    services = compose["services"]
    network()
    secrets_ = _secrets(compose, folder)
    hosts = {name: f"10.77.0.{number}" for number, name in enumerate(services, 2)}
    database = _database(services["database"], hosts["database"], folder, secrets_)
    running = []
    for name in ("sandbox", "serve", "worker"):
        entry = services[name]
        for number in range(entry.get("deploy", {}).get("replicas", 1)):
            address = hosts[name] if number == 0 else f"10.77.0.{100 + number}"
            one = Service(name, number + 1, entry, address, folder)
            one.start(stage, _mounts(entry, stage, repository, folder, secrets_), hosts)
            running.append(one)
        for one in running:
            _until_healthy(one)
    seen = {"healthy": [one.name for one in running], "of the image": running[1].healthy(stage.health)}
    figures = [
        "python",
        "-c",
        "import urllib.request as r; assert b'freehold_chunks_running' in r.urlopen('http://127.0.0.1:8400/metrics').read()",
    ]
    seen["figures"] = [one.healthy(figures) for one in running[1:]]
    seen["users"] = sorted({(one.user, one.group) for one in running})
    ended = {}
    for one in reversed(running):
        began = monotonic()
        ended[one.name] = [one.stop(stage, 15), monotonic() - began < 10]
    database.terminate()
    print(json.dumps({**seen, "ended": ended}))


def _until_healthy(one):
    try:
        until(lambda: one.healthy(one.entry["healthcheck"]["test"][1:]), 60, 0.3)
    except AssertionError as error:
        raise AssertionError(f"{one.name}: {error}; {one.said}") from error


def _secrets(compose, folder):
    """The files that the head of the compose file says to make; where they are mounted."""
    password = secrets.token_hex(24)
    texts = {"database-password": password, "database-url": f"postgresql://freehold:{password}@database/freehold"}
    assert compose["secrets"].keys() == texts.keys()
    for name, text in texts.items():
        (folder / name).write_text(text)
        # As compose leaves them: bound in, with the rights they have outside.
        (folder / name).chmod(0o644)
    return {name: folder / name for name in texts}


def _mounts(entry, stage, repository, folder, secrets_):
    found = {f"/run/secrets/{name}": (secrets_[name], True) for name in entry.get("secrets", ())}
    for volume in entry["volumes"]:
        what, where, *how = volume.split(":")
        source = repository / "deploy" / what
        if not what.startswith("."):
            source = folder / f"volume-{what}"
            if not source.exists():
                # A new volume begins as what the image has at that place, its owner and rights too.
                subprocess.run(["cp", "-a", str(stage.layer / where.lstrip("/")), str(source)], check=True)
        found[where] = (source, how == ["ro"])
    return found


def _database(entry, address, folder, secrets_):
    """PostgreSQL as its image sets it up from these variables, where a language is set as there."""
    env = entry["environment"]
    assert env["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database-password"
    one = Service("database", 1, {**entry, "name": "database"}, address, folder)
    home = folder / "postgres"
    home.mkdir()
    shutil.chown(home, USER, USER)
    made = [
        str(PROGRAMS / "initdb"),
        "-D",
        f"{home}/data",
        f"--username={env['POSTGRES_USER']}",
        f"--pwfile={home}/password",
    ]
    shutil.copy(secrets_["database-password"], home / "password")
    said = {"PATH": "/usr/bin:/bin", "LANG": "en_US.utf8"}
    subprocess.run(
        as_user([*made, *env.get("POSTGRES_INITDB_ARGS", "").split()]),
        env=said,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    with (home / "data/pg_hba.conf").open("a") as hba:
        hba.write("host all all all scram-sha-256\n")
    started = [str(PROGRAMS / "postgres"), "-D", f"{home}/data", "-c", "listen_addresses=*", "-k", str(home)]
    inside = ["ip", "netns", "exec", one.name, "env", f"PGHOST={home}"]
    with (folder / "database.log").open("w") as log:
        process = subprocess.Popen([*inside, *as_user(started)], cwd="/", stdout=log, stderr=log)
    check = entry["healthcheck"]["test"][1:]
    assert check[0] == "pg_isready"
    until(lambda: subprocess.run([*inside, str(PROGRAMS / check[0]), "-q", *check[1:]]).returncode == 0, 30)
    create = [str(PROGRAMS / "createdb"), "-U", env["POSTGRES_USER"], env["POSTGRES_DB"]]
    subprocess.run([*inside, *create], check=True)
    return process


if __name__ == "__main__":
    if sys.argv[1] == "build":
        repository, folder = map(Path, sys.argv[2:])
        (folder / "stage").write_bytes(pickle.dumps(build(repository / "deploy/Dockerfile", repository, folder)))
    else:
        main(*map(Path, sys.argv[1:]))
