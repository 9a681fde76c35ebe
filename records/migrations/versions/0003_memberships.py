"""Memberships that are revoked and reinstated: rows that stay, like every other switch."""

# ruff: noqa: INP001 - Alembic loads its files by path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TABLE = "payout_memberships"


def upgrade() -> None:
    """Make the table, and refuse every change of its rows."""
    op.create_table(
        _TABLE,
        sa.Column("sequence", _SERIAL, nullable=False),
        sa.Column("journey", sa.String(32), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("ground", sa.String(64), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("sequence", name="pk_payout_memberships"),
        sa.ForeignKeyConstraint(
            ["journey"], ["people.journey"], name="fk_payout_memberships_journey"
        ),
        sa.CheckConstraint(
            "action IN ('revoke', 'reinstate')", name="ck_payout_memberships_action"
        ),
    )
    op.create_index("ix_payout_memberships_journey", _TABLE, ["journey", "sequence"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {_TABLE}_refuses_{change.lower()} BEFORE {change} ON {_TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {_TABLE}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
