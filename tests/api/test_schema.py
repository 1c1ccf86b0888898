"""The document, made of the tests' own views: what stock parts leave out, and ours must not."""

from typing import Any

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from openapi_spec_validator import validate

from backend.api.catalogue import codes, fault_codes
from tests.api.conftest import a_repair, address

URLS = "tests.api.repairs.urls"
SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Repairs",
    "PREPROCESSING_HOOKS": ["backend.api.schema.hooks.split_methods"],
    "POSTPROCESSING_HOOKS": ["backend.api.schema.hooks.finish"],
    "COMPONENT_SPLIT_PATCH": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "SORT_OPERATION_PARAMETERS": False,
}
Json = dict[str, Any]  # Any: JSON


@pytest.fixture
def document(repairs: None) -> Json:
    generator = SchemaGenerator(urlconf=URLS)  # type: ignore[no-untyped-call]
    with patched_settings(SETTINGS):
        made: Json = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    return made


def operations(document: Json) -> list[Json]:
    return [one for path in document["paths"].values() for one in path.values()]


def named(document: Json, operation_id: str) -> Json:
    return next(one for one in operations(document) if one["operationId"] == operation_id)


def test_it_is_a_sound_document_without_a_warning(document: Json) -> None:
    validate(document)

    assert not GENERATOR_STATS


def test_it_lists_every_code(document: Json) -> None:
    made = document["components"]["schemas"]

    assert made["Problem"]["properties"]["code"]["enum"] == codes()
    assert made["Fault"]["properties"]["code"]["enum"] == fault_codes()


def test_it_says_of_every_operation_what_a_caller_needs(document: Json) -> None:
    for operation in operations(document):
        assert {"operationId", "summary", "tags"} <= operation.keys()
        assert operation["security"][0]["bearer"]
        assert {"400", "401", "403", "406", "429"} <= operation["responses"].keys()


def test_it_names_the_refusals_of_a_move(document: Json) -> None:
    responses = named(document, "close_repair")["responses"]

    assert {"200", "404", "409", "412", "413", "415", "428"} <= responses.keys()


def test_it_offers_a_key_to_every_post_and_to_nothing_else(document: Json) -> None:
    reference = {"$ref": "#/components/parameters/IdempotencyKey"}
    taking = [one for one in operations(document) if reference in one.get("parameters", ())]

    assert {one["operationId"] for one in taking} == {"report_repair", "close_repair"}
    assert all("422" in one["responses"] for one in taking)
    replayed = {"$ref": "#/components/headers/Replayed"}
    assert (
        named(document, "report_repair")["responses"]["201"]["headers"]["Idempotency-Replayed"]
        == replayed
    )


def test_it_asks_for_the_tag(document: Json) -> None:
    found = document["components"]["parameters"]["IfMatch"]

    assert found["required"] is True
    assert {"pattern", "maxLength"} <= found["schema"].keys()
    assert {"$ref": "#/components/parameters/IfMatch"} in named(document, "close_repair")[
        "parameters"
    ]


def test_it_closes_inputs_and_fills_answers(document: Json) -> None:
    made = document["components"]["schemas"]

    assert made["CloseRepairIn"]["additionalProperties"] is False
    assert set(made["RepairOut"]["required"]) == set(made["RepairOut"]["properties"])
    assert made["AmendRepairIn"].get("required") is None


def test_it_says_null_beside_a_format(document: Json) -> None:
    due_on = document["components"]["schemas"]["RepairOut"]["properties"]["due_on"]

    assert due_on["oneOf"] == [{"type": "string", "format": "date"}, {"type": "null"}]


def test_it_leads_from_what_was_made_to_its_moves(document: Json) -> None:
    links = named(document, "report_repair")["responses"]["201"]["links"]

    assert links["close_repair"]["parameters"] == {
        "repair_id": "$response.body#/id",
        "header.If-Match": "$response.header.ETag",
    }
    assert links.keys() == {"get_repair", "close_repair", "amend_repair", "drop_repair"}


def contents(document: Json) -> list[Json]:
    found = [one.get("requestBody", {}).get("content", {}) for one in operations(document)]
    for operation in operations(document):
        found += [one.get("content", {}) for one in operation["responses"].values()]
    found += [one["content"] for one in document["components"]["responses"].values()]
    return [content for by_type in found for content in by_type.values()]


def test_it_gives_examples_that_fit(document: Json) -> None:
    for content in contents(document):
        schema = {**content["schema"], "components": document["components"]}
        for example in content["examples"].values():
            jsonschema.validate(example["value"], schema)


@pytest.mark.parametrize(
    ("operation", "status", "path"),
    [
        ("list_repairs", "200", "?expand=lead"),
        ("list_repairs", "200", "?limit=1&ordering=-cost"),
        ("get_repair", "200", "/one"),
    ],
)
def test_it_promises_what_the_answers_are(
    document: Json, priya: Client, operation: str, status: str, path: str
) -> None:
    one = a_repair()
    content = named(document, operation)["responses"][status]["content"]["application/json"]

    answer = priya.get(address(one) if path == "/one" else f"/api/v1/repairs{path}").json()

    jsonschema.validate(answer, {**content["schema"], "components": document["components"]})


def test_it_is_served(nobody: Client) -> None:
    assert nobody.get("/api/openapi.yaml").status_code == 200
