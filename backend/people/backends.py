from typing import Any  # Django's backend protocol is untyped

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model
from guardian.ctypes import get_content_type

from backend.audit.source import now
from backend.people.models import Actor, Grant


class GrantBackend(BaseBackend):
    """guardian's answer to `has_perm(perm, obj)`, with the validity of the grant compared.

    Stands in for guardian's own backend, which knows no time: there an ended appointment would
    go on granting. A permission without an object opens nothing here.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        if obj is None or not isinstance(user_obj, Actor) or not user_obj.is_active:
            return False
        grants = Grant.grants.valid(now()).filter(
            user=user_obj,
            permission__codename=perm.rpartition(".")[2],
            content_type=get_content_type(obj),
            object_pk=str(obj.pk),
        )
        return grants.exists()
