"""Entitlements and the sum rule, late truth about a payment, stop switches, and resolutions."""

# ruff: noqa: INP001, S608 - Alembic loads its files by path; every text in the SQL is from here

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_APPEND_ONLY = (
    "payout_entitlements",
    "payout_switches",
    "payout_proposals",
    "payout_approvals",
)

# Four tranches of 600,000 and three surveys of 50,000 rupiah: until now no other scheme has run.
_ENTITLED_SO_FAR = 2_550_000

# What is true of a payment `i`: it came back, else it was paid, else it was not.
_CLOSED_AS = (
    "EXISTS (SELECT 1 FROM payout_closings c WHERE c.reference = i.reference AND c.outcome = '{}')"
)
_CAME_BACK, _PAID, _NOT_PAID = (
    _CLOSED_AS.format(outcome) for outcome in ("reversed", "paid", "not_paid")
)
_LIVE_IDR = (
    "(SELECT sum(i.amount_idr) FROM payout_intents i WHERE i.journey = NEW.journey"
    f" AND NOT {_CAME_BACK} AND ({_PAID} OR NOT {_NOT_PAID}))"
)
_OTHER_GENERATIONS = (
    "payout_intents i WHERE i.journey = NEW.journey AND i.kind = NEW.kind"
    " AND i.number = NEW.number AND i.generation <> NEW.generation"
)
_OTHER_IS_PAID = f"EXISTS (SELECT 1 FROM {_OTHER_GENERATIONS} AND {_PAID} AND NOT {_CAME_BACK})"
_PROVEN_PAID = (
    "EXISTS (SELECT 1 FROM payout_closings c"
    " WHERE c.reference = NEW.reference AND c.outcome = 'paid')"
)

_BEYOND = "payout_intents beyond the entitlement"
_PAID_ALREADY = "payout_intents beside a generation that is paid"
_NO_LONGER_UNPAID = "payout_closings not_paid after paid"


def upgrade() -> None:
    """Make the tables, entitle the people that are there, and put the triggers in place."""
    _make_entitlements()
    _let_paid_follow_not_paid()
    _make_switches()
    _make_resolutions()
    # Which of several sends a partner has carried out, where its status inquiry names it.
    op.add_column("payout_answers", sa.Column("carried_out", sa.String(64)))
    if op.get_bind().dialect.name == "sqlite":
        _protect_on_sqlite()
    else:
        _protect_on_postgresql()


def _recorded_at() -> sa.Column[object]:
    return sa.Column("recorded_at", _INSTANT, nullable=False, server_default=sa.func.now())


def _make_entitlements() -> None:
    op.create_table(
        "payout_entitlements",
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("amount_idr", sa.BigInteger, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("journey", name="pk_payout_entitlements"),
        sa.ForeignKeyConstraint(
            ["journey"], ["people.journey"], name="fk_payout_entitlements_journey"
        ),
        sa.CheckConstraint("amount_idr > 0", name="ck_payout_entitlements_amount"),
    )
    op.execute(
        "INSERT INTO payout_entitlements (journey, amount_idr, at)"
        f" SELECT journey, {_ENTITLED_SO_FAR}, at FROM people"
    )


def _let_paid_follow_not_paid() -> None:
    op.drop_index("ix_payout_closings_verdict", "payout_closings")
    op.create_index(
        "ix_payout_closings_reference_outcome",
        "payout_closings",
        ["reference", "outcome"],
        unique=True,
    )


def _make_switches() -> None:
    op.create_table(
        "payout_switches",
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("opens", sa.Integer),
        sa.Column("closes", sa.Integer),
        sa.Column("ground", sa.String(64)),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("sequence", name="pk_payout_switches"),
        sa.CheckConstraint(
            "(action = 'stop' AND ground IS NOT NULL AND opens IS NULL AND closes IS NULL) OR "
            "(action = 'start' AND ground IS NULL AND opens IS NULL AND closes IS NULL) OR "
            "(action = 'hours' AND ground IS NULL AND scope <> 'all'"
            " AND opens IS NOT NULL AND closes IS NOT NULL"
            " AND opens >= 0 AND opens < closes AND closes <= 24)",
            name="ck_payout_switches_action",
        ),
    )
    op.create_index("ix_payout_switches_scope", "payout_switches", ["scope", "sequence"])


def _make_resolutions() -> None:
    op.create_table(
        "payout_proposals",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(18), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("evidence", sa.String(200), nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("id", name="pk_payout_proposals"),
        sa.UniqueConstraint("id", "by", name="uq_payout_proposals_id_by"),
        sa.ForeignKeyConstraint(
            ["reference"], ["payout_intents.reference"], name="fk_payout_proposals_reference"
        ),
        sa.CheckConstraint("outcome IN ('paid', 'not_paid')", name="ck_payout_proposals_outcome"),
    )
    op.create_table(
        "payout_approvals",
        sa.Column("proposal", _SERIAL, nullable=False, autoincrement=False),
        sa.Column("proposed_by", sa.String(128), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _recorded_at(),
        sa.PrimaryKeyConstraint("proposal", name="pk_payout_approvals"),
        sa.ForeignKeyConstraint(
            ["proposal", "proposed_by"],
            ["payout_proposals.id", "payout_proposals.by"],
            name="fk_payout_approvals_proposal",
        ),
        sa.CheckConstraint(
            'lower("by") <> lower(proposed_by)', name="ck_payout_approvals_two_people"
        ),
    )


def _protect_on_sqlite() -> None:
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # After the insert: an intent that is there already conflicts before it, and is no second one.
    op.execute(
        "CREATE TRIGGER payout_intents_refuses_excess AFTER INSERT ON payout_intents BEGIN "
        f"SELECT RAISE(ABORT, '{_BEYOND}') WHERE {_LIVE_IDR} > coalesce("
        "(SELECT amount_idr FROM payout_entitlements WHERE journey = NEW.journey), 0); "
        f"SELECT RAISE(ABORT, '{_PAID_ALREADY}') WHERE {_OTHER_IS_PAID}; END"
    )
    op.execute(
        "CREATE TRIGGER payout_closings_refuses_regress BEFORE INSERT ON payout_closings "
        "WHEN NEW.outcome = 'not_paid' BEGIN "
        f"SELECT RAISE(ABORT, '{_NO_LONGER_UNPAID}') WHERE {_PROVEN_PAID}; END"
    )


def _protect_on_postgresql() -> None:
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    # The locks let two transactions that know nothing of each other pass one after the other:
    # first the entitlement, then payments by generation.
    op.execute(
        "CREATE FUNCTION refuse_excess() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE entitled bigint; BEGIN "
        "SELECT amount_idr INTO entitled FROM payout_entitlements"
        " WHERE journey = NEW.journey FOR UPDATE; "
        f"PERFORM 1 FROM {_OTHER_GENERATIONS} ORDER BY i.generation FOR UPDATE; "
        f"IF {_LIVE_IDR} > coalesce(entitled, 0) THEN "
        f"RAISE EXCEPTION '{_BEYOND}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF {_OTHER_IS_PAID} THEN RAISE EXCEPTION '{_PAID_ALREADY}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER payout_intents_refuses_excess AFTER INSERT ON payout_intents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_excess()"
    )
    op.execute(
        "CREATE FUNCTION refuse_regress() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM payout_intents WHERE reference = NEW.reference FOR UPDATE; "
        f"IF NEW.outcome = 'not_paid' AND {_PROVEN_PAID} THEN "
        f"RAISE EXCEPTION '{_NO_LONGER_UNPAID}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER payout_closings_refuses_regress BEFORE INSERT ON payout_closings "
        "FOR EACH ROW EXECUTE FUNCTION refuse_regress()"
    )
