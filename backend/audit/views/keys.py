from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.encoding import JsonAnswer
from backend.api.filters import refuse_query
from backend.audit.keys import keys_of
from backend.audit.serializers import KeysOut
from backend.audit.views.base import LogView


class ListKeys(LogView):
    operation_id = "list_log_keys"
    summary = "Read the keys that checkpoints of the log are verified with"
    description = "Each with the first and last size it signed."
    answers = KeysOut

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        refuse_query(request.GET)
        return JsonAnswer({"results": keys_of(log)})
