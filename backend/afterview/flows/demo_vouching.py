"""Living through again who vouched, who was rung, and what was owed for it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from afterview.flows import demo_references
from afterview.flows.demo_references import RECALLED, WANTED
from afterview.flows.demo_replay import Beat, Replay
from afterview.flows.demo_shapes import Debt, Moment, Named, Rung, Voucher
from afterview.flows.referees_warmed import open_warm_up
from afterview.people.models import Channel
from afterview.references import (
    briefings,
    calls,
    consents,
    ledger_entries,
    namings,
    service,
)
from afterview.references.briefing_schemas import BriefingCreate, BriefingDeliveryCreate, Point
from afterview.references.ledger_schemas import LedgerEntryCreate, SettlementCreate
from afterview.references.models import LedgerEntry, Reference
from afterview.references.naming_schemas import EmployerContactCreate, NamingCreate, NamingPatch
from afterview.references.schemas import (
    ConsentCreate,
    ReferenceCreate,
    ReferencePatch,
    ReferenceRequestCreate,
)
from afterview.references.vocabulary import ConsentStatus, LedgerKind, RefereeAnswer
from afterview.tasks import service as tasks


class Vouching:
    """The references of a replay, by the key of their contact."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.references: dict[str, Reference] = {}
        self.asked: set[str] = set()
        """Applications whose wish for references is written down."""

    def beats(self) -> Iterator[Beat]:
        """Everything that happened, each at its own instant."""
        at = self.replay.at
        for voucher in demo_references.VOUCHERS:
            yield at(voucher.asked), partial(self._ask, voucher)
            yield at(voucher.agreed), partial(self._agree, voucher.contact)
        for contact, day in RECALLED.items():
            yield at((day, "12:00")), partial(self._recall, contact)
        for named in demo_references.NAMED:
            yield at(named.briefed), partial(self._brief, named)
            yield at(named.named), partial(self._name, named)
        for rung in demo_references.RUNG:
            yield at(rung.at), partial(self._ring, rung)
            if rung.thanked is not None:
                yield at(rung.thanked), partial(self._thank, rung.contact)
        for debt in demo_references.DEBTS:
            yield at(debt.written), partial(self._owe, debt)

    def _ask(self, voucher: Voucher) -> None:
        replay = self.replay
        data = ReferenceCreate(contact_id=replay.contacts[voucher.contact].id, **voucher.fields)
        reference = service.create_reference(replay.session, replay.user, data)
        self.references[voucher.contact] = reference
        self._say(voucher.contact, ConsentStatus.ASKED)

    def _agree(self, contact: str) -> None:
        self._say(contact, ConsentStatus.GRANTED)

    def _say(self, contact: str, status: ConsentStatus) -> None:
        replay = self.replay
        data = ConsentCreate.model_validate({"status": status})
        consents.record(replay.session, replay.user, self.references[contact], data, now=replay.now)

    def _recall(self, contact: str) -> None:
        said = ReferencePatch(recall_confirmed_on=self.replay.now.today)
        service.update_reference(self.replay.session, self.references[contact], said)

    def _brief(self, named: Named) -> None:
        replay, application = self.replay, self.replay.applications[named.application]
        briefing = briefings.create_briefing(
            replay.session,
            replay.user,
            self.references[named.contact],
            BriefingCreate(
                application_id=application.id,
                points=[Point(text=text) for text in named.points],
                calls_from=self._when(named.calls_from),
                calls_to=self._when(named.calls_to),
            ),
            now=replay.now,
        )
        told = BriefingDeliveryCreate(channel=Channel.EMAIL)
        briefings.tell_by_hand(replay.session, briefing, told, now=replay.now)
        if warm_up := open_warm_up(replay.session, application.id):
            tasks.complete_task(replay.session, warm_up, now=replay.now)

    def _when(self, moment: Moment | None) -> datetime | None:
        return None if moment is None else self.replay.at(moment)

    def _name(self, named: Named) -> None:
        replay, application = self.replay, self.replay.applications[named.application]
        wanted = WANTED.get(named.application)
        if wanted and named.application not in self.asked:
            self.asked.add(named.application)
            request = ReferenceRequestCreate(wanted=2, competencies=list(wanted))
            service.create_request(replay.session, application, request)
        naming = namings.create_naming(
            replay.session,
            replay.user,
            self.references[named.contact],
            NamingCreate(application_id=application.id),
            now=replay.now,
        )
        if named.confirmed is not None:
            said = NamingPatch(answer=RefereeAnswer.CONFIRMED)
            namings.update_naming(replay.session, naming, said, now=replay.now)

    def _ring(self, rung: Rung) -> None:
        replay = self.replay
        data = EmployerContactCreate(
            application_id=replay.applications[rung.application].id, **rung.fields
        )
        reference = self.references[rung.contact]
        calls.log_call(replay.session, replay.user, reference, data, now=replay.now)

    def _thank(self, contact: str) -> None:
        replay = self.replay
        owed = select(LedgerEntry).where(
            col(LedgerEntry.contact_id) == replay.contacts[contact].id,
            col(LedgerEntry.kind) == LedgerKind.THANKS,
            col(LedgerEntry.settled_on).is_(None),
        )
        for entry in replay.session.scalars(owed):
            said = SettlementCreate(note="Rang and said so; she laughed")
            ledger_entries.settle_entry(replay.session, entry, said, now=replay.now)

    def _owe(self, debt: Debt) -> None:
        replay = self.replay
        data = LedgerEntryCreate(
            contact_id=replay.contacts[debt.contact].id,
            arose_on=replay.now.today,
            due_on=None if debt.due is None else replay.day(debt.due),
            **debt.fields,
        )
        ledger_entries.create_entry(replay.session, replay.user, data, now=replay.now)
