"""What no linter from outside knows: the manners this contract keeps towards its readers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final  # Any: JSON

import pytest
import yaml
from django.urls import get_resolver

from backend.api.catalogue import codes, refusals
from backend.people.scopes import EVERY_SCOPE
from tests.architecture.source import ROOT
from tests.people.sending import SECRETS, WITHOUT_A_KEY

OPENAPI: Final[dict[str, Any]] = yaml.safe_load(Path(ROOT, "openapi", "openapi.yaml").read_text())
# Each room declares its refusals as it is loaded, and the addresses load every room.
assert get_resolver().url_patterns
OPERATIONS: Final = {
    operation["operationId"]: (method, path, operation)
    for path, item in OPENAPI["paths"].items()
    for method, operation in item.items()
}
SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
WORDS: Final = re.compile(r"[a-z0-9-]+")
every_operation = pytest.mark.parametrize("operation_id", OPERATIONS)


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        *_, room, name = part["$ref"].split("/")
        part = OPENAPI["components"][room][name]
    return part


def contents(body: dict[str, Any]) -> list[dict[str, Any]]:
    return list(resolved(body).get("content", {}).values())


def answers(operation_id: str, first: str) -> list[dict[str, Any]]:
    responses = OPERATIONS[operation_id][2]["responses"]
    return [answer for status, answer in responses.items() if status.startswith(first)]


def schemas(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema with a name of its own: a component or a property."""
    if isinstance(node, list):
        for one in node:
            yield from schemas(one)
    elif isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from properties.items()
        for one in node.values():
            yield from schemas(one)


MEMBERS: Final = list(schemas(OPENAPI["components"]["schemas"]))


@every_operation
def test_it_says_what_each_operation_is(operation_id: str) -> None:
    operation = OPERATIONS[operation_id][2]

    assert SNAKE.fullmatch(operation_id)
    assert len(operation["summary"]) >= len("Sign in")
    assert [tag in {one["name"] for one in OPENAPI["tags"]} for tag in operation["tags"]] == [True]


@every_operation
def test_it_names_the_scope_in_words_and_in_the_security_requirement(operation_id: str) -> None:
    operation = OPERATIONS[operation_id][2]

    required = [scope for one in operation["security"] for scope in one.get("bearer", ())]

    said = re.findall(r"Scope: `([a-z:]+)`\.", operation["description"])
    assert said == required
    assert set(said) <= EVERY_SCOPE
    assert bool(said) != ("Needs no scope." in operation["description"])


@every_operation
def test_it_shows_an_example_of_every_body_it_takes_and_gives(operation_id: str) -> None:
    operation = OPERATIONS[operation_id][2]

    bodies = [*contents(operation.get("requestBody", {}))]
    bodies += [content for answer in answers(operation_id, "2") for content in contents(answer)]

    assert all(body["examples"] for body in bodies)


@every_operation
def test_it_shows_a_problem_of_every_operation(operation_id: str) -> None:
    problems = [content for answer in answers(operation_id, "4") for content in contents(answer)]

    examples = [one["value"] for problem in problems for one in problem["examples"].values()]

    assert len(examples) >= len(("400", "406", "429"))
    assert {example["code"] for example in examples} <= set(codes())


@every_operation
def test_it_answers_an_object_never_a_bare_list(operation_id: str) -> None:
    roots = [
        resolved(content["schema"])
        for answer in answers(operation_id, "2")
        for content in contents(answer)
    ]

    assert [root for root in roots if root.get("type") == "array"] == []


@every_operation
def test_it_answers_a_write_of_what_exists_only_with_its_version(operation_id: str) -> None:
    operation = OPERATIONS[operation_id][2]

    named = [resolved(one) for one in operation.get("parameters", ())]

    tagged = [one for one in named if one["name"] == "If-Match"]
    # A partner system need not have read what it writes: the order of its own changes decides.
    required = [one for one in tagged if one["required"]]
    assert required or not tagged or operation_id == "sync_action"
    assert ("428" in operation["responses"]) == bool(required)
    assert ("412" in operation["responses"]) == bool(tagged)


@every_operation
def test_it_takes_a_key_with_every_post(operation_id: str) -> None:
    method, _, operation = OPERATIONS[operation_id]

    named = [resolved(one)["name"] for one in operation.get("parameters", ())]
    shown = [name for one in answers(operation_id, "2") for name in one.get("headers", ())]

    is_keyed = method == "post" and operation_id not in WITHOUT_A_KEY
    assert ("Idempotency-Key" in named) == is_keyed
    assert ("422" in operation["responses"]) == is_keyed
    assert ("Idempotency-Replayed" in shown) == (is_keyed and operation_id not in SECRETS)


@pytest.mark.parametrize("path", OPENAPI["paths"])
def test_it_has_addresses_of_plain_words(path: str) -> None:
    parts = path.removeprefix("/api/v1/").split("/")

    # A file may come in several forms.
    plain = [part.removesuffix(".{extension}") for part in parts if not part.startswith("{")]

    assert path.startswith("/api/v1/")
    assert all(WORDS.fullmatch(part) for part in plain), path
    assert len(plain) <= 3


def test_it_has_members_in_snake_case_alone() -> None:
    assert sorted({name for name, _ in MEMBERS if not SNAKE.fullmatch(name)}) == []


def test_it_has_query_parameters_in_snake_case_alone() -> None:
    named = [resolved(one) for *_, operation in OPERATIONS.values() for one in _of(operation)]
    names = {one["name"].replace("__", "_") for one in named if one["in"] == "query"}

    assert sorted(name for name in names if not SNAKE.fullmatch(name)) == []


def test_it_lets_no_query_decide_what_is_done() -> None:
    named = [resolved(one) for *_, operation in OPERATIONS.values() for one in _of(operation)]
    doing = {"id", "method", "operation"}

    wrong = [
        one["name"]
        for one in named
        if one["in"] == "query"
        # The action that milestones belong to is a filter like any other.
        and (one["name"] in doing or (one["name"] == "action" and "format" not in one["schema"]))
    ]

    assert wrong == []


def test_it_knows_every_code_a_problem_can_have() -> None:
    of_tests = {one.code for one in refusals() if not one.__module__.startswith("backend.")}

    documented = OPENAPI["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]

    assert documented == [code for code in codes() if code not in of_tests]


def test_it_gives_instants_and_days_their_formats() -> None:
    formats = {"_at": "date-time", "_on": "date"}

    wrong = [
        name
        for name, schema in MEMBERS
        for ending, wanted in formats.items()
        if name.endswith(ending) and f"'format': '{wanted}'" not in str(schema)
    ]

    assert wrong == []


def test_it_closes_what_it_takes() -> None:
    bodies = [
        resolved(content["schema"])
        for *_, operation in OPERATIONS.values()
        for content in contents(operation.get("requestBody", {}))
    ]

    # A file is a text, of which each line is judged by itself.
    objects = [one for one in bodies if one != {**one, "type": "string"}]
    assert len(bodies) - len(objects) == 1
    assert [one for one in objects if one["additionalProperties"] is not False] == []


def test_it_requires_all_it_gives() -> None:
    components = OPENAPI["components"]["schemas"]

    given = {name: schema for name, schema in components.items() if name.endswith("Out")}

    assert [
        name for name, one in given.items() if set(one["required"]) != set(one["properties"])
    ] == []


def test_it_says_how_long_a_text_must_be_at_least() -> None:
    """Twenty characters explain a risk; left to itself spectacular says 1 of every text."""
    taken = resolved(contents(OPERATIONS["flag_action_at_risk"][2]["requestBody"])[0]["schema"])

    assert taken["properties"]["explanation"]["minLength"] == 20


def test_it_says_of_a_text_that_may_be_blank_that_it_is_one_text() -> None:
    """A choice between a text and an empty one: both fit "", and clients read neither right."""
    chosen = [
        name
        for name, schema in MEMBERS
        if [one.get("type", "string") for one in schema.get("oneOf", ())].count("string") > 1
    ]

    assert chosen == []


def test_it_makes_no_members_of_data() -> None:
    maps = [
        name
        for name, schema in MEMBERS
        if isinstance(schema, dict) and isinstance(schema.get("additionalProperties"), dict)
    ]

    assert maps == []


def _of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = operation.get("parameters", [])
    return found
