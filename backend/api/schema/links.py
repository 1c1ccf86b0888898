"""Response links: what an answer's id and tag are good for next (OAS, Link Object).

None for the next page: a link cannot carry over the filters of the page before, and without them
its cursor is refused. The address in `next` has them all.
"""

import re
from collections.abc import Iterator

from backend.api.schema.components import Json

_LAST_PARAMETER = re.compile(r"^(?P<collection>.*)/\{(?P<name>[^{}]+)\}(?P<rest>/.*)?$")


def add_links(result: Json) -> None:
    for path, item in result["paths"].items():
        for method, operation in item.items():
            links = dict(_links(result["paths"], path, method, operation))
            for status in ("200", "201"):
                if links and status in operation["responses"]:
                    operation["responses"][status]["links"] = links


def _links(paths: Json, path: str, method: str, operation: Json) -> Iterator[tuple[str, Json]]:
    if method == "post" and "201" in operation["responses"]:
        yield from _to_made(paths, path, operation)
    if method == "get" and "304" in operation["responses"]:
        yield from _to_moves(paths, path)


def _to_made(paths: Json, path: str, operation: Json) -> Iterator[tuple[str, Json]]:
    """From what was made to its own address and to each first move from it."""
    tagged = "ETag" in operation["responses"]["201"].get("headers", {})
    for other, item in paths.items():
        found = _LAST_PARAMETER.match(other)
        if found is None or found["collection"] != path:
            continue
        here = {**_same_place(path), found["name"]: "$response.body#/id"}
        for method, target in item.items():
            if method == "get" or (tagged and _takes(target, "IfMatch")):
                yield target["operationId"], _link(target, here)


def _to_moves(paths: Json, path: str) -> Iterator[tuple[str, Json]]:
    for other, item in paths.items():
        if other != path and not other.startswith(f"{path}/"):
            continue
        if "{" in other[len(path) :]:
            continue
        for target in item.values():
            if _takes(target, "IfMatch"):
                yield target["operationId"], _link(target, _same_place(path))


def _same_place(path: str) -> Json:
    return {name: f"$request.path.{name}" for name in re.findall(r"\{([^{}]+)\}", path)}


def _link(target: Json, parameters: Json) -> Json:
    given = dict(parameters)
    if _takes(target, "IfMatch"):
        given["header.If-Match"] = "$response.header.ETag"
    return {"operationId": target["operationId"], "parameters": given}


def _parameters(operation: Json) -> list[Json]:
    found: list[Json] = operation.get("parameters", [])
    return found


def _takes(operation: Json, component: str) -> bool:
    wanted = f"#/components/parameters/{component}"
    return any(one.get("$ref") == wanted for one in _parameters(operation))
