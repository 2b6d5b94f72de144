"""A real nginx with the shipped settings."""

import shutil
import socket
import subprocess
from pathlib import Path

from freehold.sandbox.certificates import Authority
from support.waiting import until

DEPLOY = Path(__file__).parents[2] / "deploy"


class Nginx:
    """nginx with the shipped file: only addresses and paths are the test's own."""

    def __init__(self, folder, *upstreams):
        authority = Authority(folder / "tls")
        certificate, key = authority.server_certificate("127.0.0.1")
        self.ca, self.folder, self.port = authority.ca_file, folder, _free_port()
        text = (DEPLOY / "nginx/freehold.conf").read_text(encoding="utf-8")
        host = "    server 127.0.0.1:8400 fail_timeout=2s;\n"
        for shipped, ours in (
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            ("    listen [::]:443 ssl;\n", ""),
            (host, "".join(host.replace("127.0.0.1:8400", upstream) for upstream in upstreams)),
            ("/etc/freehold/tls/fullchain.pem", str(certificate)),
            ("/etc/freehold/tls/key.pem", str(key)),
            ("/var/log/nginx/", f"{folder}/log-"),
        ):
            assert shipped in text
            text = text.replace(shipped, ours)
        (folder / "freehold.conf").write_text(text)
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/log-start warn; worker_processes 1; events {{}}\n"
            f"http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; include {folder}/freehold.conf; }}\n"
        )
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        assert program is not None, "run make system-packages"
        self.process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        until(self._takes_connections)

    def _takes_connections(self):
        assert self.process.poll() is None, (self.folder / "log-start").read_text()
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def endpoint(self):
        return f"127.0.0.1:{self.port}"

    def logs(self):
        return {file.name: file.read_text() for file in self.folder.glob("log-*")}

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
