"""kill -9 around the sending of a mail to a real server: it arrives once, or twice where nobody can know (INV-10, REL-15)."""

import signal

from alibabacloud_domain20180129 import models

from support.integrity import violations
from support.mail_server import PASSWORD, USER, MailServer
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

ARRIVALS = {"note.claim.after_commit": 1, "note.send.before": 1, "note.send.after": 2, "note.mark.after_commit": 1}


def test_a_mail_goes_out_twice_only_if_the_death_came_between_sending_and_noting(tmp_path):
    with MailServer(tmp_path, authenticate=True) as server:
        (tmp_path / "mail.pw").write_text(f"{PASSWORD}\n")
        (tmp_path / "freehold.toml").write_text(
            f'[mail]\nserver = "127.0.0.1"\nport = {server.port}\nuser = "{USER}"\npassword_file = "mail.pw"\n'
            f'sender = "Freehold <no-reply@registrar.example>"\nca_file = "{server.ca_file}"\n'
        )
        served = Served(tmp_path / "data", acme([]), "--config", str(tmp_path / "freehold.toml"), "--allow-faults")
        for place, (point, times) in enumerate(ARRIVALS.items()):
            address = f"person-{place}@example.com"
            served.env |= {"FREEHOLD_FAULTS": f"{point}=kill"}
            with served:
                request = models.SubmitEmailVerificationRequest(email=address)
                v2_client(served.endpoint, "testid", "testsecret").submit_email_verification(request)
                assert served.process.wait(30) == -signal.SIGKILL
                served.process.stdout.close()
            served.env["FREEHOLD_FAULTS"] = ""
            with served:
                until(lambda address=address, times=times: server.received()[address] >= times)
            assert server.received()[address] == times, point

        ids = {mail["To"]: set() for mail in server.mails()}
        for mail in server.mails():
            ids[mail["To"]].add(mail["Message-ID"])
        assert {len(found) for found in ids.values()} == {1}
        assert not (tmp_path / "data" / "mail").exists()
        assert violations(served.data) == []
