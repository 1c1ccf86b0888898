"""The two partnerships: founded, or found again as an earlier run left them."""

from backend.actions.models import Plan, Priority
from backend.forums.models import Forum
from backend.people.models import Organisation, Partnership, Profile
from tests import borough as boroughs
from tests.borough import Borough
from tests.deals.granting import with_funds
from tests.deals.round_table import people_at_the_table
from tests.forums.chamber import growth_forum, seated

KNOWSLEY = "knowsley-better-together"
SEFTON = "sefton-together"


def knowsley() -> Borough:
    """With its forums seated, its funds held and four parties that make deals."""
    known = Partnership.objects.filter(slug=KNOWSLEY).first()
    if known is not None:
        return _found_again(known)
    borough = boroughs.knowsley()
    seated(borough)
    growth_forum(borough)
    people_at_the_table(borough)
    with_funds(borough)
    return borough


def sefton() -> Borough:
    known = Partnership.objects.filter(slug=SEFTON).first()
    return boroughs.next_door() if known is None else _found_again(known)


def _found_again(partnership: Partnership) -> Borough:
    """Of several of a name the first, which is the one that was there from the beginning."""
    organisations = list(Organisation.objects.filter(partnership=partnership).order_by("id"))
    priorities = list(Priority.objects.filter(partnership=partnership).order_by("id"))
    council, *others = organisations
    youth, *more = priorities
    borough = Borough(
        partnership,
        council,
        others[0] if others else council,
        Plan.objects.filter(partnership=partnership).order_by("id")[0],
        youth,
        more[0] if more else youth,
        Forum.objects.filter(partnership=partnership).order_by("id")[0],
    )
    for profile in Profile.objects.filter(partnership=partnership).order_by("-id"):
        borough.profiles[profile.name] = profile
    return borough
