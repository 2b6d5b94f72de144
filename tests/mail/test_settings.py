"""``[mail]``: what would make every mail fail is told at the start."""

import pytest

from freehold.settings import BadSettings, load


def mail(tmp_path, text, environ=None):
    file = tmp_path / "freehold.toml"
    file.write_text(f"[mail]\n{text}\n", encoding="utf-8")
    return load(file, environ or {}, {}).mail


SERVER = 'server = "mail.example.com"\nsender = "no-reply@example.com"\n'


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_the_kind_of_protection(tmp_path, security, port):
    assert mail(tmp_path, f'{SERVER}security = "{security}"').port_in_use == port
    assert mail(tmp_path, f'{SERVER}security = "{security}"\nport = 2525').port_in_use == 2525


def test_the_password_may_come_from_a_file_beside_the_settings_or_from_the_environment(tmp_path):
    (tmp_path / "mail.pw").write_text("sesame\n")

    assert mail(tmp_path, f'{SERVER}user = "me"\npassword_file = "mail.pw"').password == "sesame"
    assert mail(tmp_path, SERVER, {"FREEHOLD_MAIL__PASSWORD": "other"}).password == "other"
    assert "sesame" not in repr(mail(tmp_path, f'{SERVER}user = "me"\npassword_file = "mail.pw"'))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('server = "mail.example.com"', "mail.sender is missing: name the address that mails are from."),
        (
            'sender = "nobody"',
            "mail.sender must be an address such as Freehold <no-reply@example.com>, and is 'nobody'.",
        ),
        (
            f'{SERVER}security = "none"\nuser = "me"',
            "mail.security is none, which would show mail.password to everybody on the way.",
        ),
        (f"{SERVER}port = 70000", "mail.port must be from 1 to 65535, and is 70000."),
        (f"{SERVER}timeout_seconds = 0", "mail.timeout_seconds must be more than 0, and is 0.0."),
        ('servr = "x"', "There is no setting mail.servr. Did you mean mail.server?"),
        ('password_file = "none.pw"', "mail.password_file: No such file or directory: none.pw"),
        ('security = "ssl"', "mail.security must be one of starttls, tls, none, and is 'ssl'."),
    ],
)
def test_what_cannot_work_stops_the_start(tmp_path, text, told):
    with pytest.raises(BadSettings) as refused:
        mail(tmp_path, text)

    assert str(refused.value) == told
