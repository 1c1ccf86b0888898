"""State fields that only a transition can change.

django_fsm's own mixin unprotects the field on the class while one row is refreshed: for every
thread, and for ever when that row is gone. Its protection also refuses `full_clean()`, which
assigns each value to itself. Here the protection is lifted for the one instance being reloaded,
and assigning the value already held changes nothing.
"""

from collections.abc import Iterable
from typing import Any  # values of any field pass through a descriptor

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor

RELOADING = "_reloading_state"


class StateDescriptor(FSMFieldDescriptor):
    def __set__(self, instance: models.Model, value: Any) -> None:
        held = instance.__dict__
        name = self.field.name
        if name in held and RELOADING not in held and value != held[name]:
            raise AttributeError(f"Only a transition changes {name}: call one of its methods.")
        self.field.set_state(instance, value)


class StateField(FSMField):
    descriptor_class = StateDescriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protected = True

    def deconstruct(self) -> Any:
        """A plain column in migrations, whose models have no transitions: every state field that a
        migration renders would be told of every model rendered after it, of which there are
        thousands.
        """
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class Stateful(models.Model):
    """A row with a state, which can be read again from the database."""

    state: StateField

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        self.__dict__[RELOADING] = True
        try:
            super().refresh_from_db(using, fields, from_queryset)
        finally:
            del self.__dict__[RELOADING]
