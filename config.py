"""Settings: read from the environment once, validated, every problem reported at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from loopback import is_loopback

_LAST_PORT: Final = 65_535
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:]+", re.ASCII)
_APP_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
DEFAULT_PORT: Final = 3978  # the Bot Framework's customary port for local bots
# Set by Azure App Service in every process it starts; the second has no scheme.
APP_SERVICE_MARK: Final = "WEBSITE_SITE_NAME"
APP_SERVICE_HOST: Final = "WEBSITE_HOSTNAME"
# After SIGTERM it kills what is left, by default as soon as this; the first is its setting for it.
# Source: https://learn.microsoft.com/azure/app-service/reference-app-settings
APP_SERVICE_STOP_LIMIT: Final = "WEBSITES_CONTAINER_STOP_TIME_LIMIT"
APP_SERVICE_STOPS_AFTER_S: Final = 5.0
# Finish answers for so long, and then have this long to tell whoever is left.
DEFAULT_GRACE_S: Final = 15.0
GOODBYES_S: Final = 4.0
APP_TYPES: Final = ("SingleTenant", "UserAssignedMSI", "MultiTenant")
DEFAULT_SAMPLES: Final = (
    "What can I ask about?",
    "What tables do you know?",
    "Which questions do people ask most often?",
)


class ConfigError(Exception):
    """The settings cannot be used. problems holds one sentence each, with its mend."""

    def __init__(self, problems: list[str]) -> None:
        lines = [f"  - {problem}" for problem in problems]
        super().__init__("\n".join(["The settings need mending:", *lines]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class GenieSettings:
    """Where Genie is, who asks, and how long a person may wait for it.

    Either token (a personal access token) or client_id and client_secret (OAuth M2M) are set.
    """

    host: str
    space_id: str
    token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    answer_timeout_s: float
    questions_per_minute: int


@dataclass(frozen=True, slots=True)
class BotSettings:
    """Who the bot is to the Bot Framework, and whom it answers. app_id "": local development.

    public_url is where people's browsers reach the bot; "" if they do not.
    """

    app_id: str
    app_type: str
    tenant_id: str
    password: str = field(repr=False)
    emulator_host: str
    sample_questions: tuple[str, ...]
    shutdown_grace_s: float
    public_url: str

    @property
    def is_local(self) -> bool:
        """Whether nobody is authenticated, so that only this machine is listened and spoken to."""
        return not self.app_id


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the process needs to know, validated."""

    genie: GenieSettings
    bot: BotSettings
    port: int

    @property
    def listen_host(self) -> str:
        """Where python app.py listens: on this machine only, unless callers are authenticated."""
        return "127.0.0.1" if self.bot.is_local else "0.0.0.0"  # noqa: S104 - callers carry a JWT

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read settings, or raise ConfigError naming every bad variable, not only the first."""
        read = _Reader(env)  # notes each problem and carries on
        port = read.port("PORT")
        settings = cls(genie=_genie_settings(read), bot=_bot_settings(read, port), port=port)
        if read.problems:
            raise ConfigError(read.problems)
        return settings


def _genie_settings(read: "_Reader") -> GenieSettings:
    settings = GenieSettings(
        host=read.host_url("DATABRICKS_HOST"),
        space_id=read.required(
            "DATABRICKS_SPACE_ID", "the id in the space's address, after /genie/rooms/"
        ),
        token=read.secret("DATABRICKS_TOKEN"),
        client_id=read.text("DATABRICKS_CLIENT_ID"),
        client_secret=read.secret("DATABRICKS_CLIENT_SECRET"),
        # 600 s is the longest that Databricks advises to wait for an answer.
        answer_timeout_s=read.number("GENIE_ANSWER_TIMEOUT_S", 600, low=10, high=600),
        questions_per_minute=read.whole("GENIE_QUESTIONS_PER_MINUTE", 0, low=0, high=10_000),
    )
    if settings.token and settings.client_id:
        read.problem("DATABRICKS_TOKEN and DATABRICKS_CLIENT_ID are both set: remove one")
    elif bool(settings.client_id) != bool(settings.client_secret):
        read.problem("DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET go together: set both")
    elif not settings.token and not settings.client_id:
        read.problem(
            "DATABRICKS_TOKEN is missing: set it to a personal access token, or set "
            "DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal"
        )
    return settings


def _bot_settings(read: "_Reader", port: int) -> BotSettings:
    settings = BotSettings(
        app_id=read.text("MicrosoftAppId"),
        app_type=read.choice("MicrosoftAppType", APP_TYPES),
        tenant_id=read.text("MicrosoftAppTenantId"),
        password=read.text("MicrosoftAppPassword"),
        emulator_host=read.bare_host("EMULATOR_HOST"),
        sample_questions=read.texts("GENIE_SAMPLE_QUESTIONS", DEFAULT_SAMPLES),
        shutdown_grace_s=read.number("SHUTDOWN_GRACE_S", _grace_s(read), low=0, high=300),
        public_url=_public_url(read, port),
    )
    if settings.is_local:
        if read.text(APP_SERVICE_MARK):
            read.problem(
                "MicrosoftAppId is missing: on App Service the bot would answer anybody; set it "
                "to the app id of the Azure Bot"
            )
        elif settings.password:
            read.problem(
                "MicrosoftAppPassword is set and MicrosoftAppId is not: set both, or neither for "
                "local development"
            )
        return settings
    if not _APP_ID.fullmatch(settings.app_id):
        read.problem("MicrosoftAppId is no app id: copy the GUID of the bot's app registration")
    if settings.emulator_host:
        read.problem("EMULATOR_HOST is for local development: remove it, or MicrosoftAppId")
    if settings.app_type != "UserAssignedMSI" and not settings.password:
        read.problem(
            "MicrosoftAppPassword is missing: set it to the client secret of the bot's app "
            "registration (or use MicrosoftAppType=UserAssignedMSI, which needs none)"
        )
    if settings.app_type != "MultiTenant" and not settings.tenant_id:
        read.problem(
            "MicrosoftAppTenantId is missing: set it to the tenant of the bot's app registration"
        )
    return settings


def _public_url(read: "_Reader", port: int) -> str:
    """Where browsers reach the bot: as it is told, else what the platform says, else nowhere."""
    if read.text("PUBLIC_URL"):
        return read.web_address("PUBLIC_URL", "the bot's", "show people's files")
    if not read.text("MicrosoftAppId"):
        return f"http://127.0.0.1:{port}"
    host = read.text(APP_SERVICE_HOST)
    return f"https://{host}" if host and read.text(APP_SERVICE_MARK) else ""


def _grace_s(read: "_Reader") -> float:
    """How long questions may go on after SIGTERM: on App Service, less than it gives."""
    if not read.text(APP_SERVICE_MARK):
        return DEFAULT_GRACE_S
    stops_after_s = read.number(APP_SERVICE_STOP_LIMIT, APP_SERVICE_STOPS_AFTER_S, low=0, high=1800)
    return max(0.0, min(DEFAULT_GRACE_S, stops_after_s - GOODBYES_S))


class _Reader:
    """Reads single variables, noting problems instead of raising at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def problem(self, sentence: str) -> None:
        self.problems.append(sentence)

    def text(self, name: str) -> str:
        return self._env.get(name, "").strip()

    def secret(self, name: str) -> str:
        value = self.text(name)
        if not value.isprintable() or " " in value:
            self.problem(f"{name} holds a space or a line break: copy it again, alone")
        return value

    def required(self, name: str, where: str) -> str:
        value = self.text(name)
        if not value:
            self.problem(f"{name} is missing: set it to {where}")
        return value

    def texts(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        parts = tuple(part.strip() for part in self.text(name).split("|") if part.strip())
        return parts or default

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name) or choices[0]
        for choice in choices:
            if choice.casefold() == value.casefold():
                return choice
        self.problem(f"{name} is {value!r}: set it to one of {', '.join(choices)}")
        return choices[0]

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
            self.problem(f"{name} is no web address: set it to https:// and {whose} host")
        elif parts.scheme == "http" and not is_loopback(host):
            self.problem(f"{name} is http://, which would {harm} to the network: use https://")
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
