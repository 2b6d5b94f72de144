"""First tables."""

import sqlalchemy as sa
from alembic import op

from freehold.db import extensions
from freehold.db.migrations.migration import Phase
from freehold.db.types import SealedColumn

revision = "0001"
down_revision = None
phase = Phase.EXPAND


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "language",
            sa.String(length=2),
            nullable=True,
            comment="of its messages and mails; none: as each call or person has it",
        ),
        sa.Column(
            "domains_held",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="moves with the rows of domains",
        ),
        sa.Column(
            "untold",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="ended items of its calls' tasks that it has not acknowledged; moves with the tasks' counters",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        comment="Customers of the registrar; each owns domains and profiles. C1",
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
        comment="What belongs to the installation as a whole: the check of the master key, the prefix of its clTRIDs.",
    )
    op.create_table(
        "key_uses",
        sa.Column("key_id", sa.String(length=128), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False, comment="system time, to about a minute"),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_uses")),
        comment="When each key last signed; apart from the keys, which are hardly ever written. C1",
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "object_name", sa.String(length=255), nullable=False, comment="domain or contact it is about; empty: none"
        ),
        sa.Column("text", sa.String(length=1024), nullable=False),
        sa.Column("raw", SealedColumn(), nullable=False, comment="the whole message. C2"),
        sa.Column("received_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("registry", "message_id", name=op.f("uq_messages_registry_message_id")),
        comment="What registries wanted us to know. C1",
    )
    op.create_index("ix_messages_object", "messages", ["registry", "object_name"], unique=False)
    op.create_table(
        "nonces",
        sa.Column("key_id", sa.String(length=128), nullable=False),
        sa.Column("nonce", sa.String(length=256), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "nonce", name=op.f("pk_nonces")),
        comment="Nonces of accepted signatures, kept for longer than the signature window on both sides. C1",
    )
    op.create_index(op.f("ix_nonces_used_at"), "nonces", ["used_at"], unique=False)
    op.create_table(
        "reconcile_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("registry", sa.String(length=64), nullable=True, comment="none: all"),
        sa.Column("tld", sa.String(length=63), nullable=True, comment="A-label; none: all"),
        sa.Column("repair", sa.String(length=8), nullable=True, comment="ours, theirs, rebuild; none: only look"),
        sa.Column(
            "per_second", sa.Float(), nullable=True, comment="looks; none: as fast as the registry's pace allows"
        ),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False, comment="it came to its end; otherwise it was given up"),
        sa.Column(
            "cursor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the last domain compared",
        ),
        sa.Column("started_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.Column("updated_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconcile_runs")),
        comment="Comparisons with registries. C0",
    )
    op.create_table(
        "registry_days",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False, comment="the registry's calendar day, YYYY-MM-DD"),
        sa.Column("changes", sa.Integer(), nullable=False, comment="drawn of the day's quota, before they are sent"),
        sa.PrimaryKeyConstraint("registry", "day", name=op.f("pk_registry_days")),
        comment="Changes counted for registries that limit them by the day. C0",
    )
    op.create_table(
        "registry_logins",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="system time of the last log-in"),
        sa.Column(
            "server_certificate_ends_at",
            sa.BigInteger(),
            nullable=True,
            comment="of the certificate that the registry showed",
        ),
        sa.Column("warnings", sa.LargeBinary(), nullable=False, comment="what it warned of (RFC 8807)"),
        sa.PrimaryKeyConstraint("registry", name=op.f("pk_registry_logins")),
        comment="When each registry last let us in. C0",
    )
    op.create_table(
        "registry_maintenances",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("maintenance_id", sa.String(length=255), nullable=False, comment="the registry's own id"),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.Column("ends_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.Column("waived", sa.Boolean(), nullable=False, comment="somebody resumed the registry in spite of it"),
        sa.PrimaryKeyConstraint("registry", "maintenance_id", name=op.f("pk_registry_maintenances")),
        comment="Announced maintenance that pauses a registry. C0",
    )
    op.create_table(
        "registry_passwords",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("configured", SealedColumn(), nullable=False, comment="what the settings said then. C3"),
        sa.Column("known", SealedColumn(), nullable=False, comment="the last that the registry took. C3"),
        sa.Column(
            "wanted",
            SealedColumn(),
            nullable=True,
            comment="sent, or about to be, and not known to hold; none: settled. C3",
        ),
        sa.Column("wanted_first", sa.Boolean(), nullable=False, comment="which of the two a log-in tries first"),
        sa.Column("begun_at", sa.BigInteger(), nullable=False, comment="system time of the last change"),
        sa.PrimaryKeyConstraint("registry", name=op.f("pk_registry_passwords")),
        comment="Passwords of registry accounts, changed by freehold registry password. C3",
    )
    op.create_table(
        "registry_pauses",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column(
            "source", sa.String(length=16), nullable=False, comment="who paused it; pauses of different sources coexist"
        ),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="system time"),
        sa.Column("until", sa.BigInteger(), nullable=True, comment="system time; none: until somebody ends it"),
        sa.Column("words", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("registry", "source", name=op.f("pk_registry_pauses")),
        comment="Registries at which nothing is sent. C0",
    )
    op.create_table(
        "client_tokens",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "user_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="0: the account itself",
        ),
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="digest"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="digest of action and parameters"),
        sa.Column("task_no", sa.String(length=36), nullable=True, comment="none while the call is being carried out"),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_client_tokens_account_id")),
        sa.PrimaryKeyConstraint("account_id", "user_id", "token", name=op.f("pk_client_tokens")),
        comment="Calls that named a token of their own, for a day. C1",
    )
    op.create_index(op.f("ix_client_tokens_claimed_at"), "client_tokens", ["claimed_at"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registrant_type", sa.String(length=1), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("name", SealedColumn(), nullable=False),
        sa.Column("organization", SealedColumn(), nullable=False),
        sa.Column("province", SealedColumn(), nullable=False),
        sa.Column("city", SealedColumn(), nullable=False),
        sa.Column("address", SealedColumn(), nullable=False),
        sa.Column("postal_code", SealedColumn(), nullable=False),
        sa.Column("tel_area", SealedColumn(), nullable=False),
        sa.Column("telephone", SealedColumn(), nullable=False),
        sa.Column("tel_ext", SealedColumn(), nullable=False),
        sa.Column("email", SealedColumn(), nullable=False),
        sa.Column("zh_name", SealedColumn(), nullable=False),
        sa.Column("zh_organization", SealedColumn(), nullable=False),
        sa.Column("zh_province", SealedColumn(), nullable=False),
        sa.Column("zh_city", SealedColumn(), nullable=False),
        sa.Column("zh_address", SealedColumn(), nullable=False),
        sa.Column("holder_digest", sa.LargeBinary(length=16), nullable=False, comment="exact search by organization"),
        sa.Column(
            "zh_holder_digest", sa.LargeBinary(length=16), nullable=False, comment="exact search by zh_organization"
        ),
        sa.Column("email_digest", sa.LargeBinary(length=16), nullable=False, comment="exact search by mail address"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_contacts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        comment="Contact data by version, sealed. C2",
    )
    op.create_index(op.f("ix_contacts_account_id"), "contacts", ["account_id"], unique=False)
    op.create_index("ix_contacts_holder", "contacts", ["account_id", "holder_digest", "id"], unique=False)
    op.create_index("ix_contacts_zh_holder", "contacts", ["account_id", "zh_holder_digest", "id"], unique=False)
    op.create_table(
        "domain_groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_domain_groups_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_groups")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_domain_groups_account_id_name")),
        comment="Groups of domains. C1",
    )
    op.create_table(
        "email_sendings",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day_at", sa.BigInteger(), nullable=False, comment="start of the China day"),
        sa.Column("count", sa.Integer(), nullable=False, comment="of that day"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_email_sendings_account_id")),
        sa.PrimaryKeyConstraint("account_id", "email_digest", name=op.f("pk_email_sendings")),
        comment="How many mails an account had sent to an address; outlasts the proof, so that deleting it wins nothing. C1",
    )
    op.create_table(
        "email_submissions",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_at", sa.BigInteger(), nullable=False, comment="start of the China day"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_email_submissions_account_id")),
        sa.PrimaryKeyConstraint("account_id", "day_at", name=op.f("pk_email_submissions")),
        comment="How many proofs an account asked for on a day. C1",
    )
    op.create_table(
        "emails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("email", SealedColumn(), nullable=False, comment="C2"),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("token_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("send_ip", SealedColumn(), nullable=True, comment="C2"),
        sa.Column("confirm_ip", SealedColumn(), nullable=True, comment="C2"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_emails_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
        sa.UniqueConstraint("account_id", "email_digest", name=op.f("uq_emails_account_id_email_digest")),
        sa.UniqueConstraint("number", name=op.f("uq_emails_number")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_emails_token_digest")),
        comment="Proof of mail addresses. C1",
    )
    op.create_index("ix_emails_account_entry", "emails", ["account_id", "id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column(
            "event", sa.String(length=64), nullable=False, comment="what the mail is about; gives its Message-ID"
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient", SealedColumn(), nullable=False, comment="C2"),
        sa.Column("recipient_digest", sa.LargeBinary(length=16), nullable=False, comment="exact search by address"),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("body", SealedColumn(), nullable=False, comment="C2"),
        sa.Column("html", SealedColumn(), nullable=True, comment="the same for programs that show it. C2"),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="not before; system time"),
        sa.Column(
            "trouble",
            sa.String(length=255),
            nullable=True,
            comment="what kept it from going out or made it come back, addresses masked",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outbox_account_id")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_outbox")),
        comment="Mails, written with the change that causes them. C1",
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["created_at", "event"],
        unique=False,
        sqlite_where=sa.text("state < 2"),
        postgresql_where=sa.text("state < 2"),
    )
    op.create_index(op.f("ix_outbox_recipient_digest"), "outbox", ["recipient_digest"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False, comment="JSON: a list of policies (terms/access.py)"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_users_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_users_account_id_name")),
        comment="People and programs that work for an account. C1",
    )
    op.create_table(
        "verification_codes",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("type", sa.String(length=16), nullable=False, comment="domain or real-name"),
        sa.Column(
            "subject", sa.String(length=255), nullable=False, comment="the name, or the id of the contact version"
        ),
        sa.Column(
            "request_id",
            sa.String(length=64),
            nullable=False,
            comment="under which the provider is asked, again and again",
        ),
        sa.Column("value", SealedColumn(), nullable=True, comment="C3"),
        sa.Column("document", SealedColumn(), nullable=True, comment="as it goes to the registry. C3"),
        sa.Column(
            "denied", sa.String(length=1024), nullable=True, comment="the provider's words, when it does not issue one"
        ),
        sa.Column(
            "spent_task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="newest task it was denied or refused for; a newer one asks anew",
        ),
        sa.Column("asked_at", sa.BigInteger(), nullable=False, comment="business time"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_verification_codes_account_id")),
        sa.PrimaryKeyConstraint("provider", "account_id", "type", "subject", name=op.f("pk_verification_codes")),
        comment="Verification codes by provider and subject. C3",
    )
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "user_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="none: the account's own key",
        ),
        sa.Column("secret", SealedColumn(), nullable=False),
        sa.Column("token", SealedColumn(), nullable=True, comment="the security token of a temporary key"),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column(
            "hmac_sha1", sa.Boolean(), server_default=sa.true(), nullable=False, comment="whether V1 signatures count"
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_access_keys_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_access_keys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_keys")),
        comment="Key ids and sealed secrets. Secrets C3",
    )
    op.create_index(op.f("ix_access_keys_account_id"), "access_keys", ["account_id"], unique=False)
    op.create_index(op.f("ix_access_keys_user_id"), "access_keys", ["user_id"], unique=False)
    op.create_table(
        "handles",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handle", sa.String(length=16), nullable=False),
        sa.Column("exists", sa.Boolean(), nullable=False, comment="the registry was seen to hold the object"),
        sa.Column(
            "in_review", sa.Boolean(), server_default=sa.false(), nullable=False, comment="made, and not decided on"
        ),
        sa.Column(
            "refused_task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="newest task for which a review refused it; a newer one asks again",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cl_trid", sa.String(length=64), nullable=False, comment="of the last create sent"),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_handles_contact_id")),
        sa.PrimaryKeyConstraint("registry", "contact_id", name=op.f("pk_handles")),
        sa.UniqueConstraint("registry", "handle", name=op.f("uq_handles_registry_handle")),
        comment="Contact objects at registries. C1",
    )
    op.create_table(
        "profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registrant_type", sa.String(length=1), nullable=False),
        sa.Column("profile_type", sa.String(length=8), nullable=False, comment="common or cnnic"),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("real_name_status", sa.String(length=8), nullable=False),
        sa.Column("remark", sa.String(length=500), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_profiles_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_profiles_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        comment="Registrant profiles. C1",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_profiles_account_id"), "profiles", ["account_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task_no", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "contact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the registrant promised (REL-12)",
        ),
        sa.Column("lock_after", sa.Boolean(), nullable=False),
        sa.Column("client_ip", SealedColumn(), nullable=True, comment="C2"),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("executing", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.Integer(), server_default="0", nullable=False, comment="of those that ended"),
        sa.Column(
            "untold_account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the account while it has not acknowledged all that ended",
        ),
        sa.Column(
            "trace", sa.String(length=55), nullable=True, comment="the call's place in its trace, as W3C's traceparent"
        ),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True, comment="when a call asked to cancel it"),
        sa.Column(
            "contacts_seen",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="it ended, and what it leaves unused is on the clean-up list",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("acknowledged <= succeeded + failed", name=op.f("ck_tasks_only_ended_ones_acknowledged")),
        sa.CheckConstraint("total = waiting + executing + succeeded + failed", name=op.f("ck_tasks_counters_sum_up")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tasks_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_tasks_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("task_no", name=op.f("uq_tasks_task_no")),
        comment="What one call asked to be done. C1",
    )
    op.create_index("ix_tasks_account_creation", "tasks", ["account_id", "created_at", "id"], unique=False)
    op.create_index("ix_tasks_account_entry", "tasks", ["account_id", "id", "kind"], unique=False)
    op.create_index(
        "ix_tasks_contacts",
        "tasks",
        ["id"],
        unique=False,
        sqlite_where=sa.text("contacts_seen IS 0"),
        postgresql_where=sa.text("contacts_seen IS FALSE"),
    )
    op.create_index(
        "ix_tasks_untold",
        "tasks",
        ["untold_account_id", "id"],
        unique=False,
        sqlite_where=sa.text("untold_account_id IS NOT NULL"),
        postgresql_where=sa.text("untold_account_id IS NOT NULL"),
    )
    op.create_table(
        "bundle_claims",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column(
            "bundle", sa.String(length=253), nullable=False, comment="the first of its names by code point; A-labels"
        ),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the item's"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_bundle_claims_task_id")),
        sa.PrimaryKeyConstraint("registry", "bundle", name=op.f("pk_bundle_claims")),
        comment="Which item last had the turn to change a bundle of names. C1",
    )
    op.create_table(
        "chunks",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column(
            "method", sa.String(length=24), nullable=False, comment="how the registry takes it, as known at the start"
        ),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column(
            "priority", sa.Integer(), nullable=False, comment="among the chunks of its lane; the smaller goes first"
        ),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("run_token", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column(
            "woken", sa.Boolean(), server_default=sa.false(), nullable=False, comment="a round was enqueued for at once"
        ),
        sa.Column(
            "held_for",
            sa.String(length=40),
            nullable=True,
            comment="reason for which it waits; none: it is worked on or has its turn to come",
        ),
        sa.Column(
            "cancelled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="nothing that changes is begun any more",
        ),
        sa.Column("updated_at", sa.BigInteger(), nullable=False, comment="system time"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_chunks_task_id")),
        sa.PrimaryKeyConstraint("task_id", "number", name=op.f("pk_chunks")),
        comment="Ranges of items handed to workers. C1",
    )
    op.create_index(
        "ix_chunks_open",
        "chunks",
        ["open"],
        unique=False,
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "confirmations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="digest of the mail address, as contacts have it",
        ),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False, comment="when the task was accepted"),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_ip", SealedColumn(), nullable=True, comment="C2"),
        sa.Column(
            "lock_waived_at",
            sa.BigInteger(),
            nullable=True,
            comment="the prior holder gave the transfer lock up, before the change",
        ),
        sa.Column("lapses_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_confirmations_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_confirmations_contact_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_confirmations_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("task_id", "person", name=op.f("uq_confirmations_task_id_person")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_confirmations_token_digest")),
        comment="Holders asked to confirm changes. C1",
    )
    op.create_index(
        "ix_confirmations_open",
        "confirmations",
        ["lapses_at"],
        unique=False,
        sqlite_where=sa.text("state < 3"),
        postgresql_where=sa.text("state < 3"),
    )
    op.create_table(
        "domains",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=False, comment="A-labels, lower case"),
        sa.Column(
            "name_unicode",
            sa.String(length=253).with_variant(sa.String(length=253, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("tld", sa.String(length=63), nullable=False, comment="A-label"),
        sa.Column(
            "suffix", sa.String(length=253), nullable=False, comment="what the label was registered under; A-labels"
        ),
        sa.Column("label_length", sa.SmallInteger(), nullable=False, comment="in characters, as people read it"),
        sa.Column("label_form", sa.SmallInteger(), nullable=False, comment="terms/label_forms.py"),
        sa.Column("instance_id", sa.String(length=40), nullable=False),
        sa.Column("registrant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "registrant_handle",
            sa.String(length=16),
            nullable=True,
            comment="the registrant's object as the registry last showed it",
        ),
        sa.Column(
            "admin_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="none: the registrant",
        ),
        sa.Column(
            "tech_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="none: the registrant",
        ),
        sa.Column(
            "billing_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="none: the registrant",
        ),
        sa.Column("real_name_status", sa.String(length=8), nullable=False),
        sa.Column("name_status", sa.String(length=8), nullable=False, comment="the review of the name itself"),
        sa.Column("transfer_lock", sa.String(length=12), server_default="NONE_SETTING", nullable=False),
        sa.Column("update_lock", sa.String(length=12), server_default="NONE_SETTING", nullable=False),
        sa.Column(
            "no_transfer_until", sa.BigInteger(), nullable=True, comment="end of the lock after a change of registrant"
        ),
        sa.Column(
            "no_transfer_task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="whose call chose that lock",
        ),
        sa.Column(
            "lift_lock_at",
            sa.BigInteger(),
            nullable=True,
            comment="when we lift it at the registry; none: it is not ours to lift",
        ),
        sa.Column("transferring_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "nameservers",
            sa.String(length=1024),
            server_default="",
            nullable=False,
            comment="names with blanks between",
        ),
        sa.Column("remark", sa.String(length=500), server_default="", nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "resource_group_id",
            sa.String(length=64),
            server_default="",
            nullable=False,
            comment="as the account told it",
        ),
        sa.Column("auto_renew", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_domains_account_id")),
        sa.ForeignKeyConstraint(["admin_id"], ["contacts.id"], name=op.f("fk_domains_admin_id")),
        sa.ForeignKeyConstraint(["billing_id"], ["contacts.id"], name=op.f("fk_domains_billing_id")),
        sa.ForeignKeyConstraint(["group_id"], ["domain_groups.id"], name=op.f("fk_domains_group_id")),
        sa.ForeignKeyConstraint(["no_transfer_task_id"], ["tasks.id"], name=op.f("fk_domains_no_transfer_task_id")),
        sa.ForeignKeyConstraint(["registrant_id"], ["contacts.id"], name=op.f("fk_domains_registrant_id")),
        sa.ForeignKeyConstraint(["tech_id"], ["contacts.id"], name=op.f("fk_domains_tech_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domains")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_domains_instance_id")),
        sa.UniqueConstraint("name", name=op.f("uq_domains_name")),
        comment="Domains held. C1",
    )
    op.create_index("ix_domains_account_entry", "domains", ["account_id", "id"], unique=False)
    op.create_index("ix_domains_account_expiry", "domains", ["account_id", "expires_at", "id"], unique=False)
    op.create_index("ix_domains_account_name", "domains", ["account_id", "name_unicode", "id"], unique=False)
    op.create_index("ix_domains_account_registration", "domains", ["account_id", "registered_at", "id"], unique=False)
    op.create_index(
        "ix_domains_group",
        "domains",
        ["group_id"],
        unique=False,
        sqlite_where=sa.text("group_id IS NOT NULL"),
        postgresql_where=sa.text("group_id IS NOT NULL"),
    )
    op.create_index(
        "ix_domains_account_form", "domains", ["account_id", "label_form", "label_length", "id"], unique=False
    )
    op.create_index("ix_domains_account_suffix", "domains", ["account_id", "suffix", "id"], unique=False)
    op.create_index("ix_domains_account_tld", "domains", ["account_id", "tld", "id"], unique=False)
    op.create_index(
        "ix_domains_auto_renew",
        "domains",
        ["account_id", "auto_renew", "id"],
        unique=False,
        sqlite_where=sa.text("auto_renew = 1"),
        postgresql_where=sa.text("auto_renew"),
    )
    op.create_index(
        "ix_domains_leaving",
        "domains",
        ["account_id", "transferring_out", "id"],
        unique=False,
        sqlite_where=sa.text("transferring_out = 1"),
        postgresql_where=sa.text("transferring_out"),
    )
    op.create_index("ix_domains_registrant", "domains", ["registrant_id", "id"], unique=False)
    op.create_index(
        "ix_domains_unproved",
        "domains",
        ["account_id", "real_name_status", "id"],
        unique=False,
        sqlite_where=sa.text("real_name_status <> 'SUCCEED'"),
        postgresql_where=sa.text("real_name_status <> 'SUCCEED'"),
    )
    op.create_index(
        "ix_domains_lift_lock",
        "domains",
        ["lift_lock_at"],
        unique=False,
        sqlite_where=sa.text("lift_lock_at IS NOT NULL"),
        postgresql_where=sa.text("lift_lock_at IS NOT NULL"),
    )
    op.create_index(
        "ix_domains_lock_end",
        "domains",
        ["no_transfer_until"],
        unique=False,
        sqlite_where=sa.text("no_transfer_until IS NOT NULL"),
        postgresql_where=sa.text("no_transfer_until IS NOT NULL"),
    )
    _index_texts()
    op.create_table(
        "hand_ins",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="the item's"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", SealedColumn(), nullable=False, comment="values, document in base64, or key. C3"),
        sa.Column(
            "document_kind", sa.String(length=8), nullable=False, comment="the end of a file's name; empty: no document"
        ),
        sa.Column(
            "cl_trid",
            sa.String(length=64),
            nullable=True,
            comment="of the last command that it went with outside an item's own",
        ),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_hand_ins_account_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_hand_ins_task_id")),
        sa.PrimaryKeyConstraint("task_id", "seq", "kind", name=op.f("pk_hand_ins")),
        comment="What persons handed in for items. C3",
    )
    op.create_table(
        "notices",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("wave", sa.SmallInteger(), nullable=False),
        sa.Column(
            "after",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="persons up to this digest are written to; none: no wave under way",
        ),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="at the latest; none: nothing is left to tell"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_notices_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_notices")),
        comment="Tasks whose holders are to be told. C1",
    )
    op.create_index(
        "ix_notices_due_at",
        "notices",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(length=40), nullable=False, comment="the key under which the provider takes it once"),
        sa.Column(
            "profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="whose document it is; or",
        ),
        sa.Column(
            "task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the task that the document came with",
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False, comment="tells which of a profile's documents"),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="not before; system time"),
        sa.Column(
            "evidence", sa.String(length=128), nullable=True, comment="the provider's number for what it decided"
        ),
        sa.Column("trouble", sa.String(length=255), nullable=True, comment="why the provider could not be asked"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reviews_account_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_reviews_profile_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_reviews_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("profile_id", "submitted_at", name=op.f("uq_reviews_profile_id_submitted_at")),
        sa.UniqueConstraint("task_id", name=op.f("uq_reviews_task_id")),
        comment="Reviews by providers. C1",
    )
    op.create_index(
        "ix_reviews_open",
        "reviews",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state < 2"),
        postgresql_where=sa.text("state < 2"),
    )
    op.create_table(
        "task_documents",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credential_type", sa.String(length=20), nullable=False),
        sa.Column("credential_no", SealedColumn(), nullable=False, comment="C3"),
        sa.Column("image", SealedColumn(), nullable=False, comment="the document's image as it was sent. C3"),
        sa.Column("status", sa.String(length=8), nullable=False, comment="where its review stands"),
        sa.Column("reason", sa.String(length=500), nullable=True, comment="the reviewer's, for a no"),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_task_documents_account_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_documents_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_documents")),
        comment="Documents that prove the registrant a task promised. C3",
    )
    op.create_index(
        "ix_task_documents_waiting",
        "task_documents",
        ["task_id"],
        unique=False,
        sqlite_where=sa.text("status = 'AUDITING'"),
        postgresql_where=sa.text("status = 'AUDITING'"),
    )
    op.create_table(
        "trades",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="the item's"),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False, comment="when holders began to be asked"),
        sa.Column(
            "expires_at",
            sa.BigInteger(),
            nullable=True,
            comment="the end of the registration that the command named; none: none shown",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_trades_account_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_trades_task_id")),
        sa.PrimaryKeyConstraint("task_id", "seq", name=op.f("pk_trades")),
        comment="Trades that were begun, beside their items. C1",
    )
    op.create_table(
        "unused_contacts",
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("since", sa.BigInteger(), nullable=False, comment="when it was listed; system time"),
        sa.Column("due_at", sa.BigInteger(), nullable=False, comment="the registry is not asked before; system time"),
        sa.Column(
            "given_up", sa.Boolean(), server_default=sa.false(), nullable=False, comment="whoever wants it looks first"
        ),
        sa.Column("cl_trid", sa.String(length=64), nullable=True, comment="of the last delete sent"),
        sa.Column("refused_with", sa.Integer(), nullable=True, comment="result code of the last delete"),
        sa.ForeignKeyConstraint(
            ["registry", "contact_id"], ["handles.registry", "handles.contact_id"], name="fk_unused_contacts_handle"
        ),
        sa.PrimaryKeyConstraint("registry", "contact_id", name=op.f("pk_unused_contacts")),
        comment="Contact objects at registries that are to be deleted. C1",
    )
    op.create_table(
        "verification_failures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_verification_failures_profile_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_failures")),
        comment="Reviewers' reasons; the list only grows. C1",
    )
    op.create_index(op.f("ix_verification_failures_profile_id"), "verification_failures", ["profile_id"], unique=False)
    op.create_table(
        "verifications",
        sa.Column(
            "profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credential_type", sa.String(length=20), nullable=False),
        sa.Column("credential_no", SealedColumn(), nullable=False, comment="C3"),
        sa.Column("image", SealedColumn(), nullable=False, comment="the document's image as it was sent. C3"),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_verifications_account_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=op.f("fk_verifications_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_verifications")),
        comment="The newest material submitted for each profile. C3",
    )
    op.create_table(
        "domain_readings",
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "server_locked",
            sa.Boolean(),
            nullable=False,
            comment="update, transfer and delete prohibited by the server",
        ),
        sa.Column("ds_records", sa.Text(), nullable=False, comment="JSON: a list of [tag, algorithm, type, digest]"),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_domain_readings_domain_id")),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_domain_readings")),
        comment="What registries last showed of domains. C0",
    )
    op.create_table(
        "domain_verification_failures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("occasion", sa.String(length=9), nullable=False, comment="what was reviewed"),
        sa.Column(
            "name_status", sa.String(length=8), nullable=False, comment="the review of the name itself, at that time"
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_domain_verification_failures_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_verification_failures")),
        comment="Reviewers' reasons; the list only grows. C1",
    )
    op.create_index(
        "ix_domain_verification_failures_of",
        "domain_verification_failures",
        ["domain_id", "occasion", "id"],
        unique=False,
    )
    op.create_table(
        "domain_verifications",
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="its item in the task"),
        sa.Column(
            "registrant_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="whom it is to prove",
        ),
        sa.Column(
            "profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="whose material proves it; none: the task's document",
        ),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_domain_verifications_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_domain_verifications_domain_id")),
        sa.ForeignKeyConstraint(["registrant_id"], ["contacts.id"], name=op.f("fk_domain_verifications_registrant_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_domain_verifications_task_id")),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_domain_verifications")),
        comment="The newest real-name submission of each domain. C1",
    )
    op.create_index("ix_domain_verifications_item", "domain_verifications", ["task_id", "seq"], unique=False)
    op.create_index(
        "ix_domain_verifications_profile",
        "domain_verifications",
        ["profile_id"],
        unique=False,
        sqlite_where=sa.text("profile_id IS NOT NULL"),
        postgresql_where=sa.text("profile_id IS NOT NULL"),
    )
    op.create_table(
        "items",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False, comment="0: never handed to a worker"),
        sa.Column("domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "busy_domain_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the domain while the item is open",
        ),
        sa.Column("domain_name", sa.String(length=253), nullable=False),
        sa.Column(
            "prior_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the registrant's contact data when the task was accepted",
        ),
        sa.Column("instance_id", sa.String(length=40), nullable=False),
        sa.Column("detail_no", sa.String(length=32), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column(
            "sends", sa.SmallInteger(), server_default="0", nullable=False, comment="attempts that may have sent it"
        ),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("message", sa.String(length=1024), nullable=True, comment="the registry's own words"),
        sa.Column("cl_trid", sa.String(length=64), nullable=True, comment="of the last change sent"),
        sa.Column("sv_trid", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True, comment="intent of the last change; system time"),
        sa.Column("due_at", sa.BigInteger(), nullable=True, comment="not before; system time"),
        sa.Column(
            "lock_waived",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="the prior holder gave the transfer lock up, before the change",
        ),
        sa.Column("told", sa.SmallInteger(), nullable=True, comment="the wave of notices that told of its success"),
        sa.Column(
            "acknowledged_at",
            sa.BigInteger(),
            nullable=True,
            comment="when its account said that it knows how it ended",
        ),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_items_domain_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_items_task_id")),
        sa.PrimaryKeyConstraint("task_id", "seq", name=op.f("pk_items")),
        comment="One domain of a task. C1",
    )
    op.create_index("ix_items_domain", "items", ["domain_id", "task_id"], unique=False)
    op.create_index(
        "ix_items_failed",
        "items",
        ["task_id", "seq"],
        unique=False,
        sqlite_where=sa.text("state > 5"),
        postgresql_where=sa.text("state > 5"),
    )
    op.create_index(
        "ix_items_held",
        "items",
        ["task_id", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 4 OR reason = 'RegistryKeyNeeded'"),
        postgresql_where=sa.text("state = 4 OR reason = 'RegistryKeyNeeded'"),
    )
    op.create_index(
        "uq_items_busy_domain",
        "items",
        ["busy_domain_id"],
        unique=True,
        sqlite_where=sa.text("busy_domain_id IS NOT NULL"),
        postgresql_where=sa.text("busy_domain_id IS NOT NULL"),
    )
    op.create_table(
        "missing_codes",
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("types", sa.String(length=255), nullable=False, comment="with blanks between"),
        sa.Column("due_at", sa.BigInteger(), nullable=False, comment="the first of their dates"),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_missing_codes_domain_id")),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_missing_codes")),
        comment="Verification codes that a registry, when last seen, waited for. C1",
    )
    op.create_table(
        "reconcile_findings",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("domain_name", sa.String(length=253), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column(
            "differences", sa.LargeBinary(), nullable=False, comment="no personal data: handles, dates, statuses"
        ),
        sa.Column("handle", sa.String(length=16), nullable=True, comment="the registrant that the registry showed"),
        sa.Column(
            "repaired_by",
            sa.String(length=40),
            nullable=True,
            comment="the task that repairs it there, or 'copy' when ours was mended",
        ),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_reconcile_findings_domain_id")),
        sa.ForeignKeyConstraint(["run_id"], ["reconcile_runs.id"], name=op.f("fk_reconcile_findings_run_id")),
        sa.PrimaryKeyConstraint("run_id", "domain_id", name=op.f("pk_reconcile_findings")),
        comment="What a comparison found of each domain. C1",
    )
    op.create_table(
        "registry_rechecks",
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False, comment="system time of the registry's last notice"),
        sa.Column(
            "words", sa.String(length=255), nullable=False, comment="what, by whom and why, as the registry says"
        ),
        sa.Column("looked_at", sa.BigInteger(), nullable=True, comment="system time; none: still to be looked at"),
        sa.Column("verdict", sa.String(length=16), nullable=True, comment="how the two sides differ"),
        sa.Column("differences", sa.LargeBinary(), nullable=True, comment="no personal data: handles, dates, statuses"),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_registry_rechecks_domain_id")),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_registry_rechecks")),
        comment="Changes that registries gave notice of and nobody here asked for. C1",
    )
    op.create_table(
        "transfer_codes",
        sa.Column(
            "domain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="whose code it is to be; none once that is over",
        ),
        sa.Column("code", SealedColumn(), nullable=True, comment="to be set where the registry shows none. C3"),
        sa.Column("recipient", SealedColumn(), nullable=True, comment="whom the last one was sent to. C2"),
        sa.Column("sent_at", sa.BigInteger(), nullable=True, comment="when the last one was given out"),
        sa.Column("ends_at", sa.BigInteger(), nullable=True, comment="until when that is good"),
        sa.Column(
            "replace_at", sa.BigInteger(), nullable=True, comment="when we set another; none: nothing is to be replaced"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_transfer_codes_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domains.id"], name=op.f("fk_transfer_codes_domain_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_transfer_codes_task_id")),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_transfer_codes")),
        sa.UniqueConstraint("task_id", name=op.f("uq_transfer_codes_task_id")),
        comment="Transfer authorization codes. C3",
    )
    op.create_index(
        "ix_transfer_codes_replace",
        "transfer_codes",
        ["replace_at"],
        unique=False,
        sqlite_where=sa.text("replace_at IS NOT NULL"),
        postgresql_where=sa.text("replace_at IS NOT NULL"),
    )


def _index_texts() -> None:
    """What differs between the databases: indexes of texts that are within others."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        extensions.need(connection, "pg_trgm")
        options = "WITH (gin_pending_list_limit = 256)"
        op.execute(
            f"CREATE INDEX ix_domain_names ON domains USING gin ((name || ' ' || name_unicode) gin_trgm_ops) {options}"
        )
        op.execute(
            f"CREATE INDEX ix_domain_nameservers ON domains USING gin (string_to_array(nameservers, ' ')) {options}"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE domain_names USING fts5(name, name_unicode, content='domains', content_rowid='id', "
        "tokenize=\"trigram\", detail='none')"
    )
    op.execute(
        "CREATE TRIGGER domain_names_added AFTER INSERT ON domains BEGIN "
        "INSERT INTO domain_names (rowid, name, name_unicode) VALUES (new.id, new.name, new.name_unicode); END"
    )
    op.execute(
        "CREATE TRIGGER domain_names_removed AFTER DELETE ON domains BEGIN "
        "INSERT INTO domain_names (domain_names, rowid, name, name_unicode) VALUES ('delete', old.id, old.name, old.name_unicode); "
        "END"
    )
    op.execute(
        "CREATE TRIGGER domain_names_changed AFTER UPDATE OF id, name, name_unicode ON domains BEGIN "
        "INSERT INTO domain_names (domain_names, rowid, name, name_unicode) VALUES ('delete', old.id, old.name, old.name_unicode); "
        "INSERT INTO domain_names (rowid, name, name_unicode) VALUES (new.id, new.name, new.name_unicode); END"
    )
    op.execute(
        "CREATE VIRTUAL TABLE domain_nameservers USING fts5(nameservers, content='domains', content_rowid='id', "
        "tokenize=\"ascii tokenchars '.-_'\", detail='none')"
    )
    op.execute(
        "CREATE TRIGGER domain_nameservers_added AFTER INSERT ON domains BEGIN "
        "INSERT INTO domain_nameservers (rowid, nameservers) VALUES (new.id, new.nameservers); END"
    )
    op.execute(
        "CREATE TRIGGER domain_nameservers_removed AFTER DELETE ON domains BEGIN "
        "INSERT INTO domain_nameservers (domain_nameservers, rowid, nameservers) VALUES ('delete', old.id, old.nameservers); END"
    )
    op.execute(
        "CREATE TRIGGER domain_nameservers_changed AFTER UPDATE OF id, nameservers ON domains BEGIN "
        "INSERT INTO domain_nameservers (domain_nameservers, rowid, nameservers) VALUES ('delete', old.id, old.nameservers); "
        "INSERT INTO domain_nameservers (rowid, nameservers) VALUES (new.id, new.nameservers); END"
    )
