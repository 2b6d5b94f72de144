import pytest
from holder_change import HolderChange


@pytest.fixture(scope="session")
def freehold_seed():
    """What each test begins with."""
    return {
        "accounts": [
            {
                "name": "acme",
                "access_keys": [{"id": "testid", "secret": "testsecret"}],
                "profiles": [
                    {"id": 1, "verified": True, "holder": "Example Widgets Ltd", "email": "hostmaster@example.com"},
                    {"id": 2, "holder": "Not Yet Verified Ltd", "email": "a@example.com"},
                    {
                        "id": 3,
                        "verified": True,
                        "holder": "No Mail Ltd",
                        "email": "b@example.com",
                        "email_verified": False,
                    },
                ],
                "domains": [
                    {"generate": 60, "pattern": "shop-{n:02d}.xyz"},
                    {"name": "例子.cn"},
                    {"name": "locked.com", "locks": ["update"]},
                    {"name": "old.net", "expires": "2020-01-01"},
                ],
            }
        ]
    }


@pytest.fixture
def change(freehold):
    """The client under test."""
    return HolderChange(freehold.endpoint, freehold.access_key_id, freehold.access_key_secret)
