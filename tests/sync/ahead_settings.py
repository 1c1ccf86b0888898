from backend.config.settings import *  # noqa: F403

SOURCE = "tests.sync.ahead.AheadSource"
