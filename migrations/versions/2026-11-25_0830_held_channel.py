"""How a message was to go before a wish held it, and the days promised earlier."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f3c6e8a02d94"
down_revision = "e2b5d7f91c83"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_channel", sa.String(length=32), nullable=True))
    with op.batch_alter_table("follow_up_plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "earlier_promises",
                sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
                nullable=False,
                server_default="{}",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("follow_up_plan", schema=None) as batch_op:
        batch_op.drop_column("earlier_promises")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("held_channel")
