"""Counted over all processes, in Redis. Read only where there is one: its client is not installed
with the embedded mode.
"""

from typing import Final

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from backend.people.counting import FailingOpen
from backend.people.limits import WINDOW

# An API that waits for its counter is limited by that.
PATIENCE: Final = 0.2


class _InRedis:
    def __init__(self) -> None:
        self._redis = Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )

    def add(self, key: str, window: int) -> int:
        # Both or neither: a count that never expired would be there for good.
        name = f"accord:rate:{window}:{key}"
        with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, 2 * WINDOW)
            return int(pipeline.execute()[0])


class SharedCounting(FailingOpen):
    def __init__(self) -> None:
        super().__init__(_InRedis(), RedisError)
