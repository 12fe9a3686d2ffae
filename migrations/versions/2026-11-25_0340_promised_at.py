"""When a day was promised, and which one in the room."""

import sqlalchemy as sa
from alembic import op

revision = "c9d83f61a2b4"
down_revision = "b7c41d20e9f3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("follow_up_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said_decision_by", sa.Date(), nullable=True))
    op.execute("UPDATE follow_up_plan SET said_decision_by = decision_by")


def downgrade() -> None:
    with op.batch_alter_table("follow_up_plan", schema=None) as batch_op:
        batch_op.drop_column("said_decision_by")
        batch_op.drop_column("promised_at")
