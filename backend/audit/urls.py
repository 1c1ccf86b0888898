from django.urls import path

from backend.api.base import methods
from backend.audit.views.checkpoints import GetCheckpoint
from backend.audit.views.entries import ListEntries
from backend.audit.views.history import ListHistory
from backend.audit.views.keys import ListKeys
from backend.audit.views.proofs import GetConsistencyProof, GetInclusionProof
from backend.audit.views.tiles import GetEntryBundle, GetTile

urlpatterns = [
    path("history", methods(ListHistory)),
    path("logs/<uuid:id>/checkpoint", methods(GetCheckpoint)),
    path("logs/<uuid:id>/entries", methods(ListEntries)),
    path("logs/<uuid:id>/keys", methods(ListKeys)),
    path("logs/<uuid:id>/proof/inclusion", methods(GetInclusionProof)),
    path("logs/<uuid:id>/proof/consistency", methods(GetConsistencyProof)),
    path("logs/<uuid:id>/tile/entries/<path:tile>", methods(GetEntryBundle)),
    path("logs/<uuid:id>/tile/<str:level>/<path:tile>", methods(GetTile)),
]
