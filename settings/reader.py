"""Reading and validating single environment variables."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from settings.loopback import is_loopback

DEFAULT_PORT: Final = 3978  # the Bot Framework's default port for local bots
_LAST_PORT: Final = 65_535
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:]+", re.ASCII)


class EnvironmentReader:
    """Reads single variables, and collects problems instead of raising at the first one."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def problem(self, sentence: str) -> None:
        self.problems.append(sentence)

    def text(self, name: str) -> str:
        return self._env.get(name, "").strip()

    def in_either_case(self, name: str) -> str:
        """Read a variable that many programs share; its name in lower case wins, even if empty."""
        return self.text(name.lower() if name.lower() in self._env else name)

    def secret(self, name: str) -> str:
        value = self.text(name)
        if not value.isprintable() or " " in value:
            self.problem(f"{name} contains a space or a line break: copy the value alone")
        return value

    def required(self, name: str, where: str) -> str:
        value = self.text(name)
        if not value:
            self.problem(f"{name} is missing: set it to {where}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Read texts that vertical bars separate."""
        return tuple(part.strip() for part in self.text(name).split("|") if part.strip())

    def line(self, name: str, *, longest: int) -> str:
        """Read one line that people see, with at most this many characters."""
        value = " ".join(self.text(name).split())
        if len(value) > longest:
            self.problem(f"{name} has {len(value)} characters: shorten it to {longest} at most")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Read one of several words, of which the first is the default; "" may be one of them."""
        value = self.text(name) or choices[0]
        for choice in choices:
            if choice.casefold() == value.casefold():
                return choice
        self.problem(f"{name} is {value!r}: set it to one of {', '.join(filter(None, choices))}")
        return choices[0]

    def flag(self, name: str) -> bool:
        """Read true or false, which is the default."""
        return self.choice(name, ("false", "true")) == "true"

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        text = self.text(name) or str(default)
        if text.isascii() and text.isdigit() and low <= int(text[:9]) <= high:
            return int(text)
        self.problem(f"{name} is {text!r}: set it to a whole number from {low} to {high}")
        return default

    def port(self, name: str) -> int:
        return self.whole(name, DEFAULT_PORT, low=1, high=_LAST_PORT)

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        text = self.text(name)
        try:
            value = float(text) if text else default
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self.problem(f"{name} is {text!r}: set it to a number from {low:g} to {high:g}")
            return default
        return value

    def bare_host(self, name: str) -> str:
        value = self.text(name).lower()
        if value and not re.fullmatch(r"[\w.-]+", value, re.ASCII):
            self.problem(f"{name} is {value!r}: set it to a host name or an IPv4 address alone")
        return value

    def host_url(self, name: str) -> str:
        """Read the workspace's address."""
        example = "the workspace's address, such as https://adb-1.2.azuredatabricks.net"
        if not self.required(name, example):
            return ""
        return self.web_address(name, "the workspace's", "show the token")

    def web_address(self, name: str, whose: str, harm: str) -> str:
        """Read an address as scheme, host and port; a path copied from a browser is dropped."""
        value = self.text(name)
        try:
            parts = urlsplit(value if "://" in value else f"https://{value}")
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            parts, port = urlsplit(""), ""
        host = parts.hostname or ""
        is_web = parts.scheme in {"http", "https"} and parts.username is None
        if not is_web or not _HOST.fullmatch(host):
            self.problem(f"{name} is not a web address: set it to https:// and {whose} host")
        elif parts.scheme == "http" and not is_loopback(host):
            self.problem(f"{name} is http://, which would {harm} to the network: use https://")
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
