"""Whose words and of what kind is one lexeme: PostgreSQL then merges one long list, not two."""

import sqlalchemy as sa
from alembic import op

revision = "b5e8a0c24d16"
down_revision = "a4d7f9b13c05"
branch_labels = None
depends_on = None

NAME = "ix_word_entry_words"


def upgrade() -> None:
    _index("to_tsvector('simple', owner_key || kind || ' ' || words)")


def downgrade() -> None:
    _index("to_tsvector('simple', owner_key || ' ' || kind || ' ' || words)")


def _index(document: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(NAME, "word_entry")
        op.create_index(NAME, "word_entry", [sa.text(document)], postgresql_using="gin")
