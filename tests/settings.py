"""The settings as they are, and beside them the apps in which the log and the API are tested."""

from backend.config.settings import *  # noqa: F403
from backend.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "tests.audit.ledger", "tests.api.repairs"]

# Every test client sets up the middleware anew: a file is then looked for when it is asked for,
# instead of all of them each time. The servers that tests start read the product's own settings.
WHITENOISE_AUTOREFRESH = True

# Tests ask more often in a minute than anyone should; those about the limits set their own.
RATE_LIMIT_PRINCIPAL = RATE_LIMIT_ANONYMOUS = RATE_LIMIT_TOKEN = 0
