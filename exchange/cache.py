"""A cache that misses quietly: pages go on when Valkey is away."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _quietly(call: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return call()
    except (RedisError, OSError) as error:
        logger.warning("Cache unavailable: %s", error)
        return otherwise


class QuietRedisCache(RedisCache):
    """Django's Redis cache; a server that is away counts as a miss."""

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).get_many(*args, **kwargs), {})

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).set_many(*args, **kwargs), [])

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).has_key(*args, **kwargs), False)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return _quietly(lambda: super(QuietRedisCache, self).incr(key, delta, version), delta)
