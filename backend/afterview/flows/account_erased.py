"""An account is erased: with its rows go its files, which no foreign key reaches."""

from sqlmodel import Session

from afterview.accounts import operating
from afterview.accounts import service as accounts
from afterview.accounts.models import Account
from afterview.accounts.user import User
from afterview.attachments import service as attachments
from afterview.attachments.storage import Store
from afterview.core.clock import Now


def erase_account(
    session: Session, user: User, store: Store, password: str, address: str, *, now: Now
) -> None:
    """Somebody erases their own account, and proves with the password that it is theirs."""
    accounts.erase_account(session, user, password, address, now=now)
    attachments.forget_account(session, store, user.id)


def remove_account(session: Session, store: Store, account: Account) -> None:
    """The operator removes an account."""
    operating.remove(session, account)
    attachments.forget_account(session, store, account.id)
