"""The bots that are compared, and how each is started.

In the arguments, {port} is where to serve, {redis} where Redis is, and {workers} how many workers
there are, which is a function of the number of cores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.scene import OUR_BOT
from testkit.hosts import HOST
from testkit.processes import HERE, ROOT

# Made by `make bench-frameworks`.
FRAMEWORKS: Final = str(ROOT / "build" / "frameworks" / "bin" / "python")
_BOTS: Final = "bench.frameworks"
_RQ_WORKERS: Final = 50

Arguments = tuple[str, ...]
Workers = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Rival:
    """A bot. beside: other programs that it needs; each is given with its executable."""

    title: str
    arguments: Arguments
    workers: Workers = lambda _: 1
    python: str = FRAMEWORKS
    beside: tuple[Arguments, ...] = ()

    def programs(self, cores: int, *, port: int, redis_port: int) -> list[list[str]]:
        """Return all command lines, the bot's last."""
        values = {
            "port": port,
            "redis_port": redis_port,
            "workers": self.workers(cores),
        }
        commands = (*self.beside, (self.python, *self.arguments))
        return [[argument.format(**values) for argument in command] for command in commands]


def _two_per_core_and_one(cores: int) -> int:
    """The number of workers that gunicorn's documentation begins with."""
    return 2 * cores + 1


def _gunicorn(application: str, *options: str) -> Arguments:
    serving = ("--bind", f"{HOST}:{{port}}", "--workers", "{workers}", "--no-control-socket")
    return ("-m", "gunicorn", *serving, *options, f"{_BOTS}.{application}")


def _uvicorn(application: str) -> Arguments:
    serving = ("--host", HOST, "--port", "{port}", "--no-access-log")
    return ("-m", "uvicorn", *serving, f"{_BOTS}.{application}")


def _gthread(application: str) -> Arguments:
    return _gunicorn(application, *_THREADS)


_THREADS: Final = ("--worker-class", "gthread", "--threads", "1000")
_REDIS: Final = (
    "redis-server",
    *("--bind", HOST, "--port", "{redis_port}", "--loglevel", "warning"),
)
_RQ: Final = (
    FRAMEWORKS,
    *("-m", f"{_BOTS}.rq_workers", "worker-pool", "--quiet", "--num-workers", str(_RQ_WORKERS)),
    *("--url", f"redis://{HOST}:{{redis_port}}", "questions"),
)

RIVALS: Final[dict[str, Rival]] = {
    "ours": Rival("this bot", OUR_BOT, python=HERE.python),
    "floor": Rival("the floor", ("-m", "bench.floor_bot"), python=HERE.python),
    "stock": Rival("the stock SDK", ("-m", "bench.stock_bot"), python=HERE.python),
    "aiohttp": Rival("aiohttp", ("-m", f"{_BOTS}.aiohttp_bot", "--uvloop")),
    "aiohttp-plain": Rival("aiohttp without uvloop", ("-m", f"{_BOTS}.aiohttp_bot")),
    "fastapi": Rival("FastAPI + httpx", _uvicorn("fastapi_bot:app")),
    "fastapi-aiohttp": Rival("FastAPI + aiohttp's client", _uvicorn("fastapi_aiohttp_bot:app")),
    "flask": Rival(
        "Flask, sync workers",
        _gunicorn("flask_bot:app", "--preload"),
        workers=_two_per_core_and_one,
    ),
    "flask-50": Rival("Flask, 50 sync workers", _gunicorn("flask_bot:app"), workers=lambda _: 50),
    "flask-gthread": Rival("Flask, gthread", _gthread("flask_bot:app")),
    "flask-gevent": Rival(
        "Flask, gevent",
        _gunicorn("flask_bot:app", "--worker-class", "gevent", "--worker-connections", "2000"),
    ),
    "flask-threads": Rival(
        "Flask, a thread for each question",
        _gunicorn("flask_thread_bot:app", "--worker-class", "gthread", "--threads", "8"),
    ),
    "flask-restx": Rival("Flask-RESTX, gthread", _gthread("restx_bot:app")),
    "flask-restful": Rival("Flask-RESTful, gthread", _gthread("restful_bot:app")),
    "flask-rq": Rival(
        f"Flask + RQ, {_RQ_WORKERS} workers",
        _gunicorn("flask_rq_bot:app", "--worker-class", "gthread", "--threads", "8"),
        beside=(_REDIS, _RQ),
    ),
}
