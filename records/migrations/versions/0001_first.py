"""The first schema: claims, people, events and facts, the payout ledger, look-ups, closed cases."""

# ruff: noqa: INP001 - Alembic loads its files by path; this is no package

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_APPEND_ONLY = (
    "payout_intents",
    "payout_closings",
    "payout_attempts",
    "payout_answers",
    "lookups",
)


def upgrade() -> None:
    """Make every table, index and trigger."""
    _make_people()
    _make_events()
    _make_ledger()
    _make_lookups()
    if op.get_bind().dialect.name == "sqlite":
        _forbid_changes_on_sqlite()
    else:
        _forbid_changes_on_postgresql()


def _recorded_at() -> sa.Column[object]:
    return sa.Column("recorded_at", _INSTANT, nullable=False, server_default=sa.func.now())


def _person_reference(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["journey"], ["people.journey"], name=f"fk_{table}_journey")


def _make_people() -> None:
    op.create_table(
        "claims",
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("pepper_id", sa.String(32), nullable=False),
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("purpose", "digest", name="pk_claims"),
    )
    op.create_table(
        "people",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("forgotten_at", _INSTANT),
        _recorded_at(),
        sa.PrimaryKeyConstraint("journey", name="pk_people"),
    )
    op.create_table(
        "person_keys",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("journey", name="pk_person_keys"),
        _person_reference("person_keys"),
    )
    op.create_table(
        "accounts",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("link", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("journey", "link", name="pk_accounts"),
        _person_reference("accounts"),
    )
    op.create_table(
        "cases",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("journey", name="pk_cases"),
        _person_reference("cases"),
    )


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("webhook_id", sa.String(256), nullable=False),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("journey", sa.String(32)),
        sa.Column("fact", sa.Text),
        sa.Column("quarantine", sa.String(64)),
        sa.Column("key_id", sa.String(32)),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("delivered_at", _INSTANT),
        _recorded_at(),
        sa.PrimaryKeyConstraint("sequence", name="pk_events"),
        sa.UniqueConstraint("partner", "webhook_id", name="uq_events_partner_webhook_id"),
    )
    _make_partial_index(
        "events", "undelivered", "sequence", "delivered_at IS NULL AND quarantine IS NULL"
    )
    _make_partial_index("events", "quarantined", "sequence", "quarantine IS NOT NULL")
    op.create_table(
        "facts",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("site", sa.String(16), nullable=False),
        sa.Column("survey", sa.Integer, nullable=False),
        sa.Column("receipt", sa.String(256), nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("known_at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("journey", "kind", "site", "survey", "receipt", name="pk_facts"),
    )


def _make_ledger() -> None:
    payment = ["journey", "kind", "number", "generation"]
    replaced = ["journey", "kind", "number", "replaces", "replaces_outcome"]
    replaces = sa.ForeignKeyConstraint(
        replaced,
        [f"payout_closings.{name}" for name in (*payment, "outcome")],
        name="fk_payout_intents_replaces",
    )
    # The two tables refer to each other. SQLite takes the reference before the table is there,
    # PostgreSQL after both are.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "payout_intents",
        sa.Column("reference", sa.String(18), nullable=False),
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("amount_idr", sa.BigInteger, nullable=False),
        sa.Column("link", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("replaces", sa.Integer),
        sa.Column("replaces_outcome", sa.String(16)),
        _recorded_at(),
        sa.PrimaryKeyConstraint("reference", name="pk_payout_intents"),
        sa.UniqueConstraint(*payment, name="uq_payout_intents_journey_kind_number_generation"),
        sa.UniqueConstraint("reference", "channel", name="uq_payout_intents_reference_channel"),
        sa.UniqueConstraint("reference", *payment, name="uq_payout_intents_reference_payment"),
        sa.CheckConstraint("amount_idr > 0", name="ck_payout_intents_amount"),
        sa.CheckConstraint(
            "(generation = 1 AND replaces IS NULL AND replaces_outcome IS NULL) OR "
            "(generation > 1 AND replaces IS NOT NULL AND replaces = generation - 1"
            " AND replaces_outcome IS NOT NULL"
            " AND replaces_outcome IN ('not_paid', 'reversed'))",
            name="ck_payout_intents_one_live_generation",
        ),
        *([replaces] if on_sqlite else []),
    )
    op.create_table(
        "payout_closings",
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("reference", sa.String(18), nullable=False),
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("sequence", name="pk_payout_closings"),
        sa.UniqueConstraint(*payment, "outcome", name="uq_payout_closings_payment_outcome"),
        sa.ForeignKeyConstraint(
            ["reference", *payment],
            [f"payout_intents.{name}" for name in ("reference", *payment)],
            name="fk_payout_closings_intent",
        ),
        sa.CheckConstraint(
            "outcome IN ('paid', 'not_paid', 'reversed')", name="ck_payout_closings_outcome"
        ),
    )
    if not on_sqlite:
        op.create_foreign_key(
            "fk_payout_intents_replaces",
            "payout_intents",
            "payout_closings",
            replaced,
            [*payment, "outcome"],
        )
    _make_partial_index(
        "payout_closings", "verdict", "reference", "outcome IN ('paid', 'not_paid')", unique=True
    )
    _make_attempts()


def _make_attempts() -> None:
    op.create_table(
        "payout_attempts",
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("reference", sa.String(18), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("external_id", sa.String(36), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("sequence", name="pk_payout_attempts"),
        sa.UniqueConstraint(
            "channel", "day", "external_id", name="uq_payout_attempts_channel_day_external_id"
        ),
        sa.ForeignKeyConstraint(
            ["reference", "channel"],
            ["payout_intents.reference", "payout_intents.channel"],
            name="fk_payout_attempts_intent",
        ),
        sa.CheckConstraint("action IN ('send', 'inquire')", name="ck_payout_attempts_action"),
    )
    op.create_index("ix_payout_attempts_reference", "payout_attempts", ["reference"])
    op.create_table(
        "payout_answers",
        sa.Column("attempt", _SERIAL, nullable=False, autoincrement=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(64)),
        sa.Column("code", sa.String(64)),
        sa.Column("partner_reference", sa.String(128)),
        sa.Column("not_found", sa.Boolean, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("attempt", name="pk_payout_answers"),
        sa.ForeignKeyConstraint(
            ["attempt"], ["payout_attempts.sequence"], name="fk_payout_answers_attempt"
        ),
    )


def _make_lookups() -> None:
    op.create_table(
        "lookups",
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("operator", sa.String(128), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("journey", sa.String(32)),
        sa.Column("revealed", sa.Boolean, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("sequence", name="pk_lookups"),
    )
    op.create_index("ix_lookups_operator_at", "lookups", ["operator", "at"])


def _make_partial_index(
    table: str, name: str, column: str, where: str, *, unique: bool = False
) -> None:
    op.create_index(
        f"ix_{table}_{name}",
        table,
        [column],
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _forbid_changes_on_sqlite() -> None:
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _forbid_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
