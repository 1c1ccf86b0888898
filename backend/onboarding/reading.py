"""From bytes to plain dicts and lists, without trusting the file: bounded, plain YAML only."""

from pathlib import Path
from typing import Final

import yaml

LARGEST_FILE: Final = 2 * 1024 * 1024
DEEPEST: Final = 20
# The same loader in C where PyYAML was built with it: six times as fast.
_Safe: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileRefused(Exception):
    """The file is not loaded: every reason at once, each naming its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _PlainLoader(_Safe):  # type: ignore[misc, valid-type]  # the base is chosen at run time
    """Dates stay text, as exact as they were written; no key may stand twice."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in _Safe.yaml_implicit_resolvers.items()
    }

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - the base's own
    ) -> dict[object, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise FileRefused(
                    [f'line {key.start_mark.line + 1}: the key "{name}" stands twice']
                )
            seen.add(name)
        built: dict[object, object] = super().construct_mapping(node, deep)
        return built


def read(path: Path) -> dict[str, object]:
    """Raises FileRefused."""
    text = _text_of(path)
    try:
        _refuse_beyond_plain(text)
        content = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - built on the safe one
    except yaml.YAMLError as error:
        raise FileRefused([f"the file is not YAML: {' '.join(str(error).split())}"]) from error
    except ValueError as error:
        raise FileRefused([f"the file holds a number that cannot be read: {error}"]) from error
    if not isinstance(content, dict):
        raise FileRefused(["the file must be a mapping from a kind of record to a list of them"])
    return {str(kind): records for kind, records in content.items()}


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FileRefused([f"{path} cannot be read: {error.strerror}"]) from error
    if len(content) > LARGEST_FILE:
        raise FileRefused([f"{path} is larger than {LARGEST_FILE} bytes"])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused([f"{path} is not UTF-8 at byte {error.start}"]) from error


def _refuse_beyond_plain(text: str) -> None:
    """Before anything is built: an alias can grow without end, a tag can ask for a conversion."""
    depth = 0
    for event in yaml.parse(text, Loader=_Safe):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FileRefused([f"line {line}: anchors and aliases are not read; write it out"])
        if getattr(event, "tag", None):
            raise FileRefused([f"line {line}: tags are not read; write the value plainly"])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise FileRefused([f"line {line}: nested more than {DEEPEST} deep"])
