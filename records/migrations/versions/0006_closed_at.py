"""When a payment was closed, as an index: what was called paid late is looked up by the day."""

# ruff: noqa: INP001 - Alembic loads its files by path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_payout_closings_outcome_at", "payout_closings", ["outcome", "at"])
