"""What the items of one request ask of the record, held and read for all of them at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from uuid import UUID

from backend.actions.operations.desk import Desk
from backend.actions.operations.grounds import Grounds
from backend.audit.unit import Unit
from backend.people.policy import Standing
from backend.sync.hearing import Hearing
from backend.sync.models import (
    ConflictState,
    Field,
    FieldConflict,
    Reference,
    Source,
    StatusMapping,
)
from backend.sync.operations.mapping import ask_for_mapping, words_of
from backend.sync.operations.sources import administrators
from backend.sync.reconcile import Item, Rules


class Intake:
    """For one item or for a thousand the same number of statements, until their rows are saved.

    Everything is locked in the order in which everyone locks: the source is, with its
    organisation, before; plans come next, then actions.
    """

    def __init__(
        self, unit: Unit, source: Source, standing: Standing, rules: Rules, items: Sequence[Item]
    ) -> None:
        self.unit, self.source = unit, source
        self.standing, self.rules = standing, rules
        self._references = self._known_by([one.external_id for one in items])
        self._adopted = {one.adopts for one in items if one.adopts is not None}
        new = [one for one in items if one.external_id not in self._references]
        self.grounds = self._grounds_of([one for one in new if one.adopts is None])
        action_ids = {one.action_id for one in self._references.values()} | self._adopted
        self.desk = Desk(unit, action_ids=action_ids, proposed=self._proposed_under)

    def _known_by(self, external_ids: list[str]) -> dict[str, Reference]:
        rows = Reference.objects.filter(source=self.source, external_id__in=external_ids)
        return {one.external_id: one for one in rows.order_by("id")}

    def _grounds_of(self, proposals: Sequence[Item]) -> Grounds | None:
        """Of what is proposed, if anything is."""
        self._proposed_under: set[UUID] = set()
        if not proposals:
            return None
        named = {
            name: {UUID(one.said[name]) for one in proposals if one.said.get(name)}
            for name in (Field.PLAN, Field.PRIORITY)
        }
        lead_id = self.source.organisation_id
        self._proposed_under = {*named[Field.PRIORITY], lead_id}
        return Grounds(
            self.unit,
            plan_ids=named[Field.PLAN],
            priority_ids=named[Field.PRIORITY],
            lead_id=lead_id,
        )

    def reference(self, external_id: str) -> Reference | None:
        return copy(self._references.get(external_id))

    def knows(self, action_id: UUID) -> bool:
        """By whatever id."""
        return action_id in self._known_actions

    @cached_property
    def _known_actions(self) -> set[UUID]:
        rows = Reference.objects.filter(source=self.source, action__in=self._adopted)
        return set(rows.order_by().values_list("action_id", flat=True))

    def conflicts_of(self, reference: Reference) -> dict[str, FieldConflict]:
        """The open ones, by field."""
        return {name: copy(one) for name, one in self._conflicts[reference.id].items()}

    @cached_property
    def _conflicts(self) -> dict[UUID, dict[str, FieldConflict]]:
        """The source is locked, and with it all its conflicts."""
        found: dict[UUID, dict[str, FieldConflict]] = defaultdict(dict)
        ids = [one.id for one in self._references.values()]
        rows = FieldConflict.objects.filter(reference__in=ids, state=ConflictState.OPEN)
        for one in rows.order_by("id"):
            found[one.reference_id][one.field] = one
        return found

    @contextmanager
    def attempt(self, item: Item) -> Iterator[None]:
        """A refusal takes all that was done inside along."""
        known = self._references.get(item.external_id)
        with self.desk.attempt(known.action_id if known else item.adopts):
            yield

    def keep(self, hearing: Hearing) -> None:
        """So that what comes next of the same action finds it as it is now."""
        reference = hearing.reference
        self._references[reference.external_id] = reference
        self._conflicts[reference.id] = hearing.conflicts
        if hearing.item.adopts is not None:
            self._known_actions.add(reference.action_id)

    def ask_for_mapping(self, word: str) -> None:
        ask_for_mapping(
            self.unit,
            source=self.source,
            word=word,
            words=self._words,
            told=self._administrators,
        )

    @cached_property
    def _words(self) -> dict[str, StatusMapping]:
        return words_of(self.source)

    @cached_property
    def _administrators(self) -> list[UUID]:
        return administrators(self.unit)
