"""A file as it leaves: under its own name, and ending as what it is."""

from functools import partial

from afterview.attachments import rules, sniffing
from afterview.attachments.models import Attachment
from afterview.attachments.storage import Store
from afterview.core.answers import File


def served(store: Store, attachment: Attachment) -> File:
    """What a route answers that sends an attachment; its `ETag` is the checksum of its bytes.

    Raises (when it is sent):
        ContentMissing: the bytes are not in this data folder.
    """
    suffixes = sniffing.SUFFIXES[sniffing.MediaType(attachment.media_type)]
    return File(
        partial(store.get, attachment.owner_id, attachment.sha256),
        tag=f'"{attachment.sha256}"',
        media_type=attachment.media_type,
        disposition=rules.disposition(rules.offered_name(attachment.name, suffixes)),
    )
