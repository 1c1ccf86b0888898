"""What Django's system checks say of the log."""

from collections.abc import Sequence
from typing import Any  # the checks framework hands over whatever it was given

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import connections
from django.db.models import Model

from backend.audit import triggers
from backend.audit.models import Recorded


def triggers_stand(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A caution, not an error: an error would stop the migration that restores them."""
    return [
        Caution(f"The database is less guarded than it must be: {line}.", id="audit.W001")
        for alias in databases or ()
        for line in triggers.missing(connections[alias])
    ]


def recorded_models_are_whole(**kwargs: Any) -> list[CheckMessage]:
    """Links that Django keeps in a table of its own would change without an entry."""
    return [
        Error(f"{model.__name__}.{link.name} needs a recorded model as through.", id="audit.E001")
        for model in apps.get_models()
        if issubclass(model, Recorded)
        for link in model._meta.many_to_many
        if not _is_recorded(link.remote_field.through)
    ]


def _is_recorded(model: type[Model] | None) -> bool:
    return model is not None and issubclass(model, Recorded)
