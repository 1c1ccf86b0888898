from django.urls import path

from backend.api.docs import SchemaView, TryView
from backend.api.pages import problem_index, problem_page

urlpatterns = [
    path("problems/", problem_index, name="problems"),
    path("problems/<slug:slug>", problem_page, name="problem"),
    path("api/openapi.yaml", SchemaView.as_view(), name="schema"),
    path("api/docs/try/", TryView.as_view(), name="try"),
]
