import json
from typing import Any  # settings are of any type

import pytest

from backend.audit.checkpoints import size_of
from backend.audit.models import Disclosure
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.errors import NotAllowed
from backend.people.models import Profile
from backend.people.operations import erase_person
from backend.sync.models import WebhookEndpoint, WebhookSecret
from backend.sync.operations.endpoints import MOST_ENDPOINTS, register_webhook_endpoint
from backend.sync.sealing import unseal
from tests.actions.questions import FORBIDDEN, MALFORMED, Written, read
from tests.borough import Borough, Caller
from tests.people.questions import NOWHERE, entry_of, remembered
from tests.sync.hooking import REGISTER, URL, registered, removed


def test_it_registers_and_is_recorded(borough: Borough) -> None:
    asked = REGISTER.ask(borough)

    assert (asked.status, asked.body["state"]) == (201, "pending")
    assert asked.body["owner"] == str(borough.actor_id("Tracker"))
    assert asked.body["organisation"] == str(borough.council.id)
    assert (asked.body["url"], asked.body["host"]) == (URL, "hooks.example.test")
    assert asked.written == (Written("webhook_endpoint.registered", 1, "Tracker"),)


def test_it_is_told_of_what_comes_from_its_own_entry_on(borough: Borough) -> None:
    before = size_of(borough.partnership.id)

    assert REGISTER.ask(borough).body["position"] == before


def test_it_shows_the_secret_once(borough: Borough) -> None:
    asked = REGISTER.ask(borough)

    secret = asked.body["secret"]
    place = f"/webhook-endpoints/{asked.body['id']}"
    assert secret.startswith("whsec_")
    assert asked.headers["Cache-Control"] == "no-store"
    assert "secret" not in read(borough, "Tracker", place)


def test_it_keeps_the_secret_sealed_and_out_of_the_log(borough: Borough) -> None:
    asked = REGISTER.ask(borough)

    kept = WebhookSecret.objects.get(endpoint=asked.body["id"])
    leaf = bytes(entry_of(asked.body["id"]).leaf).decode()
    assert asked.body["secret"].removeprefix("whsec_") not in kept.sealed
    assert unseal(kept.sealed) == asked.body["secret"]
    assert "secret" not in leaf


def test_it_keeps_the_address_from_whoever_is_no_auditor(borough: Borough) -> None:
    asked = REGISTER.ask(borough)

    leaf = bytes(entry_of(asked.body["id"]).leaf).decode()
    (disclosed,) = Disclosure.objects.filter(subject_id=asked.body["id"], field="url")
    assert URL not in leaf
    assert disclosed.audience == "auditors"


@pytest.mark.parametrize(
    ("who", "shown"),
    [("Tracker", URL), ("Ada", URL), ("Audrey", URL), ("Pat", None), ("Mirror", None)],
)
def test_it_shows_everyone_the_host_and_few_the_address(
    borough: Borough, who: str, shown: str | None
) -> None:
    place = f"/webhook-endpoints/{REGISTER.ask(borough).body['id']}"

    seen = read(borough, who, place)

    assert (seen["host"], seen["url"]) == ("hooks.example.test", shown)


def test_it_takes_each_type_once(borough: Borough) -> None:
    asked = REGISTER.ask(borough, types=["deal", "action.completed", "deal"])

    assert asked.body["types"] == ["action.completed", "deal"]


def test_it_is_remembered_by_the_log(borough: Borough) -> None:
    made = REGISTER.ask(borough).body

    held = remembered(made["id"])
    assert held["state"] == "pending"
    assert held["organisation"] == made["organisation"]


@pytest.mark.parametrize("who", ["Pat", "Ada", "Priya", "Sara", "Audrey"])
def test_it_forbids_whoever_acts_for_no_organisation(borough: Borough, who: str) -> None:
    assert REGISTER.ask(borough, who).refusal == FORBIDDEN


def test_it_forbids_whoever_acts_for_another(borough: Borough) -> None:
    assert REGISTER.ask(borough, "Mirror").refusal == FORBIDDEN


def test_it_asks_for_the_scope(borough: Borough) -> None:
    narrow = Caller(borough.token("Tracker", frozenset({"webhooks:read"})))

    answer = narrow.post("/webhook-endpoints", REGISTER.given(borough))

    assert (answer.status_code, json.loads(answer.content)["scope"]) == (403, "webhooks:manage")


def test_it_knows_no_organisation_that_is_hidden(borough: Borough) -> None:
    asked = REGISTER.ask(borough, organisation=str(NOWHERE))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/organisation"])


def test_it_takes_only_so_many(borough: Borough) -> None:
    removed(borough)
    for _ in range(MOST_ENDPOINTS):
        registered(borough)

    assert REGISTER.ask(borough).refusal == (409, "too_many_endpoints", 0)


def test_it_is_refused_to_whoever_is_erased_meanwhile(borough: Borough) -> None:
    """Let in before it, and at work after it: the address would be left, which no erasure finds."""
    rhea = borough.who("Rhea")
    given: Any = {"organisation_id": borough.council.id, "url": URL}
    with unit_of_work(by=rhea, at=now()) as unit:
        register_webhook_endpoint(unit, **given)
        unit.rehearse()
    profile = Profile.objects.get(id=borough.profiles["Rhea"].id)
    asked = {"profile_id": profile.id, "version": profile.version, "reason": "She asked."}
    borough.act("Ada", erase_person, **asked)

    with pytest.raises(NotAllowed), unit_of_work(by=rhea, at=now()) as unit:
        register_webhook_endpoint(unit, **given)

    assert not WebhookEndpoint.objects.exists()


def test_it_names_all_faults_at_once(borough: Borough) -> None:
    asked = REGISTER.ask(borough, body={"url": "ftp://x", "types": ["No type"], "secret": "mine"})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/organisation", "#/secret", "#/types/0", "#/url"]


@pytest.mark.parametrize("named", ["actions", "plants.watered", "_", "action._", "action.a__b"])
def test_it_takes_no_type_that_there_is_not(borough: Borough, named: str) -> None:
    asked = REGISTER.ask(borough, types=["action.completed", named])

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/types/1"])
    (fault,) = asked.body["errors"]
    assert (fault["code"], fault["detail"]) == (
        "invalid_choice",
        "Types must be kinds of things there are, such as action, or verbs such as "
        "action.completed",
    )


GOOD = [
    "https://hooks.example.test",
    "https://hooks.example.test/",
    "https://hooks.example.test:443/in",
    "https://hooks.example.test:8443/in?key=a%20b&more=?",
    "https://hooks.example.test/in;v=1",
    "https://xn--bcher-kva.example.test/in",
    "https://1.hooks.example.test/in",
]
BAD = [
    "http://hooks.example.test/in",
    "https://hooks.example.test:80/in",
    "https://hooks.example.test:8080/in",
    "https://hooks.example.test:0443/in",
    "https://hooks.example.test:/in",
    "https://hooks.example.test:0/in",
    "https://hooks.example.test:22/in",
    "https://hooks.example.test:4430/in",
    "https://hooks.example.test:+443/in",
    "https://hooks.example.test:-443/in",
    "https://hooks.example.test:443:8443/in",
    "https://hooks.example.test:65979/in",
    "https://hooks.example.test:\uff14\uff14\uff13/in",
    "https://user@hooks.example.test/in",
    "https://user:word@hooks.example.test/in",
    "https://hooks.example.test@127.0.0.1/in",
    "https://@hooks.example.test/in",
    "https://:@hooks.example.test/in",
    "https://hooks.example.test%40127.0.0.1/in",
    "https://hooks.example.test:443@127.0.0.1/in",
    "https://127.0.0.1/in",
    "https://127.0.0.1./in",
    "https://93.184.216.34/in",
    "https://2130706433/in",
    "https://017700000001/in",
    "https://0177.0.0.1/in",
    "https://0x7f000001/in",
    "https://0x7f.1/in",
    "https://127.1/in",
    "https://169.254.169.254/latest/meta-data/",
    "https://%31%32%37.0.0.1/in",
    "https://127%2e0%2e0%2e1/in",
    "https://127\u30020\u30020\u30021/in",
    "https://\uff11\uff12\uff17.0.0.1/in",
    "https://[::]/in",
    "https://[::1]/in",
    "https://[::ffff:127.0.0.1]/in",
    "https://[::ffff:7f00:1]/in",
    "https://[64:ff9b::a9fe:a9fe]/in",
    "https://[fe80::1%25eth0]/in",
    "https://[fd00:ec2::254]/in",
    "https://[2606:2800:220:1:248:1893:25c8:1946]:443/in",
    "https://localhost/in",
    "https://metadata/in",
    "https://hooks.example.1/in",
    "https://hooks.example.test./in",
    "https://hooks..example.test/in",
    "https://.hooks.example.test/in",
    "https://HOOKS.example.test/in",
    "https://hooks_1.example.test/in",
    "https://-hooks.example.test/in",
    "https://hooks-.example.test/in",
    "https://*.example.test/in",
    f"https://{'a' * 64}.example.test/in",
    f"https://{'.'.join(['a' * 63] * 4)}.test/in",
    f"https://hooks.example.test/{'a' * 2000}",
    "https://hooks\u00ad.example.test/in",
    "https://hooks\u200b.example.test/in",
    "https://hooks.ex\u0430mple.test/in",
    "https://hooks.example.test/in\n",
    "https://hooks.example.test/in\r\nHost: 127.0.0.1",
    "https://hooks.example.test/in\t",
    "https://hooks.example.test/in\0",
    " https://hooks.example.test/in",
    "https://hooks.exam\nple.test/in",
    "https://hooks.example.test?url=http://127.0.0.1/#",
    "https://hooks.example.test#@127.0.0.1/in",
    "https://hooks.example.test;@127.0.0.1/in",
    "https://hooks.example.test\\.127.0.0.1/in",
    "https://hooks.example.test\\@127.0.0.1/in",
    "https://hooks.example.test/in#there",
    "https://hooks.example.test/a b",
    "https://hooks.example.test/%zz",
    "https://büch.example.test/in",
    "//hooks.example.test/in",
    "hooks.example.test/in",
    "HTTPS://hooks.example.test/in",
    "https:hooks.example.test/in",
    "https:/hooks.example.test/in",
    "https:///hooks.example.test/in",
    "https:\\\\hooks.example.test/in",
    "http+unix://hooks.example.test/in",
    "ftp://hooks.example.test/in",
    "gopher://hooks.example.test:443/in",
    "wss://hooks.example.test/in",
    "data:text/plain,in",
    "javascript:alert(1)//hooks.example.test/in",
    "file:///etc/passwd",
    "https://",
    "",
    7,
    None,
    ["https://hooks.example.test/in"],
]


@pytest.mark.parametrize("url", GOOD)
def test_it_takes_an_address(borough: Borough, url: str) -> None:
    assert REGISTER.ask(borough, url=url).status == 201


@pytest.mark.parametrize("url", BAD)
def test_it_refuses_an_address(borough: Borough, url: object) -> None:
    asked = REGISTER.ask(borough, url=url)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/url"])


def test_it_takes_this_very_machine_only_where_development_says_so(
    borough: Borough, settings: Any
) -> None:
    here = "http://127.0.0.1:9000/in"
    refused = REGISTER.ask(borough, url=here)
    settings.WEBHOOK_ALLOW_LOOPBACK = True

    assert refused.refusal == MALFORMED
    assert REGISTER.ask(borough, url=here).status == 201
    assert REGISTER.ask(borough, url=f"{here}#there").refusal == MALFORMED
    assert REGISTER.ask(borough, url="http://10.0.0.1:9000/in").refusal == MALFORMED
