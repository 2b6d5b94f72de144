"""Nothing personal stands on disk in the clear, after all kinds of calls were made (INV-18, PRV-2)."""

SECRETS = [
    "Example Widgets Ltd",
    "示例部件有限公司",
    "57188887777",
    "91350100M000100Y43",
    "testsecret",
    "192.0.2.7",
]


def test_personal_data_and_secrets_are_sealed_in_every_file_of_the_store(filled):
    files = [file for file in (filled.folder / "data").rglob("*") if file.is_file() and "mail" not in file.parts]
    assert {"freehold.db", "master.key"} <= {file.name for file in files}

    for file in files:
        octets = file.read_bytes()
        found = [secret for secret in SECRETS if secret.encode() in octets or secret.encode("utf-16-le") in octets]
        assert found == [], file.name
