"""When a partner booked what a statement or two people prove, beside when we learned it."""

# ruff: noqa: INP001 - Alembic loads its files by path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. What was recorded before has none."""
    for table in ("payout_closings", "payout_proposals"):
        op.add_column(table, sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True))
