"""Find the briefings that a file goes with, without reading all of them."""

from alembic import op

revision = "a4d7f9b13c05"
down_revision = "f3c6e8a02d94"
branch_labels = None
depends_on = None

NAME = "ix_briefing_attachment_attachment_id"


def upgrade() -> None:
    op.create_index(NAME, "briefing_attachment", ["attachment_id"])


def downgrade() -> None:
    op.drop_index(NAME, "briefing_attachment")
