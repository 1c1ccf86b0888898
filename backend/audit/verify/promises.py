"""What leaves promise outside themselves: an id of their own, disclosures, notices."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any  # a parsed leaf holds whatever JSON holds
from uuid import UUID

from backend.audit import disclosures
from backend.audit.leaf import digests_of
from backend.audit.models import Disclosure, Entry, Log, Told


def faults_of_promises(
    log: Log, entries: list[Entry], leaves: Mapping[int, dict[str, Any]]
) -> dict[int, str]:
    """By index, the first of each entry. What cannot be read is left to the walk to name."""
    digests: dict[int, list[str]] = {}
    told: dict[int, list[str]] = {}
    for index, leaf in leaves.items():
        with suppress(KeyError, TypeError):
            digests[index] = digests_of(leaf)
            told[index] = leaf["told"]
    return {
        **_faults_of_told(log, told),
        **_faults_of_digests(log, digests),
        **_faults_of_ids(entries),
    }


def _faults_of_ids(entries: list[Entry]) -> dict[int, str]:
    """In all logs, for a row names its entry by the id alone."""
    kept = Entry.objects.filter(id__in=[one.id for one in entries]).order_by()
    times = Counter(kept.values_list("id", flat=True))
    return {one.index: "its id is another entry's too" for one in entries if times[one.id] > 1}


def _faults_of_digests(log: Log, digests: dict[int, list[str]]) -> dict[int, str]:
    wanted = {digest for their in digests.values() for digest in their}
    held = {one.digest: one for one in _disclosures(log, sorted(wanted))}
    faults = {}
    for index, their in digests.items():
        for digest in their:
            if why := _fault_of(held.get(digest)):
                faults[index] = f"the disclosure {digest} {why}"
                break
    return faults


def _disclosures(log: Log, digests: list[str]) -> list[Disclosure]:
    found: list[Disclosure] = []
    for start in range(0, len(digests), 10_000):
        some = digests[start : start + 10_000]
        found += Disclosure.objects.filter(log=log, digest__in=some)
    return found


def _fault_of(held: Disclosure | None) -> str | None:
    if held is None:
        return "is missing"
    if held.value is None:
        return None
    try:
        if disclosures.digest_of(held.value) != held.digest:
            return "does not have its digest"
        if disclosures.read(held.value).name != held.field:
            return "stands for another field than its row says"
    except ValueError:
        return "is not in the form of RFC 9901"
    return None


def _faults_of_told(log: Log, told: dict[int, list[str]]) -> dict[int, str]:
    if not told:
        return {}
    kept: dict[int, set[UUID]] = defaultdict(set)
    rows = Told.objects.filter(log=log, index__gte=min(told), index__lte=max(told))
    for index, actor in rows.order_by().values_list("index", "actor"):
        kept[index].add(actor)
    return {
        index: "the rows of whom it tells differ from its leaf"
        for index, actors in told.items()
        if {str(one) for one in kept[index]} != set(actors)
    }
