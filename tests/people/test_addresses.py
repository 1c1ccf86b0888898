from base64 import urlsafe_b64decode

import pytest

from tests.borough import Borough


def disclosed(borough: Borough, reader: str) -> str:
    """All that the log discloses to that reader, as text."""
    page = borough.as_(reader).get(f"/logs/{borough.partnership.id}/entries?limit=200").json()
    texts = [text for entry in page["results"] for text in entry["disclosures"]]
    return " ".join(urlsafe_b64decode(text + "===").decode() for text in texts)


@pytest.mark.parametrize("reader", ["Pat", "Ada", "Priya"])
def test_it_keeps_peoples_addresses_from_other_readers_of_the_log(
    knowsley: Borough, reader: str
) -> None:
    seen = disclosed(knowsley, reader)

    assert "Rhea" in seen
    assert "rhea@knowsley.test" not in seen


def test_it_shows_an_auditor_what_was_recorded(knowsley: Borough) -> None:
    assert "rhea@knowsley.test" in disclosed(knowsley, "Audrey")
