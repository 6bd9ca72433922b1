"""Settings: read from the environment once, validated, and all problems reported at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from settings.access import AccessSettings, read_access
from settings.audit import AuditSettings, read_audit
from settings.databricks import Credentials, read_credentials
from settings.identity import Identity, SignInSettings, read_identity, read_sign_in
from settings.proxies import ProxySettings, read_proxies
from settings.reader import EnvironmentReader
from settings.spaces import SpaceSettings, read_spaces
from settings.storage import StorageSettings, read_storage

_APP_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
# It is sent in a header.
_CHAT_ID: Final = re.compile(r"[!-~]{1,300}")
# A host name, of which the first part may be a star.
_HOST_PATTERN: Final = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*")
# Azure App Service sets these in each of its processes; the second one has no scheme.
APP_SERVICE_MARK: Final = "WEBSITE_SITE_NAME"
APP_SERVICE_HOST: Final = "WEBSITE_HOSTNAME"
# App Service kills a process that has not ended this long after SIGTERM; the first constant is its
# setting, and the second its default.
# Source: https://learn.microsoft.com/azure/app-service/reference-app-settings
APP_SERVICE_STOP_LIMIT: Final = "WEBSITES_CONTAINER_STOP_TIME_LIMIT"
APP_SERVICE_STOPS_AFTER_S: Final = 5.0
# Time to tell people about unfinished answers after the grace.
DEFAULT_GRACE_S: Final = 15.0
NOTIFY_S: Final = 4.0
APP_TYPES: Final = ("SingleTenant", "UserAssignedMSI", "MultiTenant")
# Places whose questions are answered in the 1:1 chat: none, channels, group chats as well.
PRIVATE_PLACES: Final = ("", "channels", "groups")
# In groups, answers that were read with a person's own identity: in their 1:1 chat, or in place.
OWN_ANSWERS: Final = ("private", "shown")
MAX_CONTACT_CHARS: Final = 200
_HOUR_S: Final = 3600
_HERE: Final = Path(__file__).parent  # the folder of app.py


class ConfigError(Exception):
    """The settings are invalid. problems has one sentence each, with what to do."""

    def __init__(self, problems: list[str]) -> None:
        lines = [f"  - {problem}" for problem in problems]
        super().__init__("\n".join(["Invalid configuration:", *lines]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class GenieSettings:
    """Genie: its workspace, credentials, spaces and limits.

    There is at least one space; default_space_id is the id of one, or "" if people must choose.
    credentials are the bot's own; None: no space is asked with its identity. idle_s is how long a
    person's Genie conversation continues without a question. storage_hosts are patterns of the
    hosts, beside those of the clouds, from which whole results may be read.
    """

    host: str
    spaces: tuple[SpaceSettings, ...]
    default_space_id: str
    credentials: Credentials | None
    sign_in: SignInSettings
    answer_timeout_s: float
    questions_per_minute: int
    idle_s: float
    storage_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BotSettings:
    """The bot's registration in the Bot Framework, and its behaviour. app_id "": local development.

    public_url is the bot's address for people's browsers; "" if it has none. admin_contact is shown
    if the bot or a space cannot be used; "": not set. answers_in_private is one of PRIVATE_PLACES.
    shows_own_answers: in groups, answers that were read with a person's own identity stand there.
    report_chat is the id of the data team's chat; "": there is none. starts_at_once is how many
    questions begin at the same time.
    """

    app_id: str
    app_type: str
    tenant_id: str
    password: str = field(repr=False)
    emulator_host: str
    sample_questions: tuple[str, ...]
    shutdown_grace_s: float
    public_url: str
    admin_contact: str
    answers_in_private: str
    shows_own_answers: bool
    report_chat: str
    starts_at_once: int

    @property
    def is_local(self) -> bool:
        """Whether callers are not authenticated, so that only this machine may connect."""
        return not self.app_id


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of the process, validated.

    log_sample is the fraction of the log's routine lines that are kept.
    """

    genie: GenieSettings
    bot: BotSettings
    access: AccessSettings
    storage: StorageSettings
    audit: AuditSettings
    proxies: ProxySettings
    port: int
    log_sample: float

    @property
    def listen_host(self) -> str:
        """The address of python app.py: loopback only, unless callers are authenticated."""
        return "127.0.0.1" if self.bot.is_local else "0.0.0.0"  # noqa: S104 - callers have a JWT

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read settings, or raise ConfigError naming every invalid variable."""
        read = EnvironmentReader(env)  # collects the problems
        port = read.port("PORT")
        settings = cls(
            genie=_genie_settings(read),
            bot=_bot_settings(read, port),
            access=read_access(read),
            storage=read_storage(read, is_app_service=bool(read.text(APP_SERVICE_MARK))),
            audit=read_audit(read),
            proxies=read_proxies(read),
            port=port,
            log_sample=read.number("LOG_SAMPLE", 1, low=0, high=1),
        )
        _check_groups(read, settings)
        if read.problems:
            raise ConfigError(read.problems)
        return settings


def _check_groups(read: EnvironmentReader, settings: Settings) -> None:
    """Groups are looked up in Microsoft Graph, with the identity of the bot's registration."""
    if not any(space.allow and space.allow.groups for space in settings.genie.spaces):
        return
    for name in ("MicrosoftAppId", "MicrosoftAppTenantId"):
        if not read.text(name):
            read.problem(
                f"{name} is missing: set it, since GENIE_SPACES has groups in allow, or list people"
            )


def _genie_settings(read: EnvironmentReader) -> GenieSettings:
    host = read.host_url("DATABRICKS_HOST")
    spaces, default_space_id = _spaces(read)
    identities = {space.identity for space in spaces}
    return GenieSettings(
        host=host,
        spaces=spaces,
        default_space_id=default_space_id,
        credentials=read_credentials(read, are_needed=identities != {Identity.USER}),
        sign_in=read_sign_in(read, host, is_needed=Identity.USER in identities),
        # Databricks advises to wait for an answer for at most 600 s.
        answer_timeout_s=read.number("GENIE_ANSWER_TIMEOUT_S", 600, low=10, high=600),
        questions_per_minute=read.whole("GENIE_QUESTIONS_PER_MINUTE", 0, low=0, high=10_000),
        idle_s=read.number("GENIE_IDLE_HOURS", 4, low=0.1, high=168) * _HOUR_S,
        storage_hosts=_storage_hosts(read),
    )


def _storage_hosts(read: EnvironmentReader) -> tuple[str, ...]:
    hosts = tuple(read.text("DATABRICKS_STORAGE_HOSTS").lower().replace(",", " ").split())
    for host in hosts:
        if not _HOST_PATTERN.fullmatch(host):
            read.problem(
                f"DATABRICKS_STORAGE_HOSTS has {host!r}: write host names such as "
                "storage.example.com or *.storage.example.com, separated by commas"
            )
    return hosts


def _spaces(read: EnvironmentReader) -> tuple[tuple[SpaceSettings, ...], str]:
    """Return the spaces, and the id of the default one, "" if people choose."""
    default_id, identity = read.text("DATABRICKS_SPACE_ID"), read_identity(read)
    file = read.text("GENIE_SPACES")
    if not file:
        where = "the id in the space's address, after /genie/rooms/"
        read.required("DATABRICKS_SPACE_ID", f"{where}, or GENIE_SPACES to a list of spaces")
        return (SpaceSettings(default_id, identity=identity),), default_id
    spaces, problems = read_spaces(_HERE / file, identity)
    for problem in problems:
        read.problem(f"GENIE_SPACES: {problem}")
    if default_id and not problems and all(space.space_id != default_id for space in spaces):
        read.problem(
            "DATABRICKS_SPACE_ID is not one of the spaces in GENIE_SPACES: add it to the "
            "list, or remove DATABRICKS_SPACE_ID"
        )
    if len(spaces) == 1:
        default_id = spaces[0].space_id
    return spaces, default_id


def _bot_settings(read: EnvironmentReader, port: int) -> BotSettings:
    settings = BotSettings(
        app_id=read.text("MicrosoftAppId"),
        app_type=read.choice("MicrosoftAppType", APP_TYPES),
        tenant_id=read.text("MicrosoftAppTenantId"),
        password=read.text("MicrosoftAppPassword"),
        emulator_host=read.bare_host("EMULATOR_HOST"),
        sample_questions=read.texts("GENIE_SAMPLE_QUESTIONS"),
        shutdown_grace_s=read.number("SHUTDOWN_GRACE_S", _grace_s(read), low=0, high=300),
        public_url=_public_url(read, port),
        admin_contact=read.line("ADMIN_CONTACT", longest=MAX_CONTACT_CHARS),
        report_chat=_report_chat(read),
        answers_in_private=read.choice("ANSWERS_IN_PRIVATE", PRIVATE_PLACES),
        shows_own_answers=read.choice("OWN_ANSWERS_IN_GROUPS", OWN_ANSWERS) == "shown",
        starts_at_once=read.whole("QUESTIONS_STARTING_AT_ONCE", 50, low=1, high=10_000),
    )
    if settings.is_local:
        if read.text(APP_SERVICE_MARK):
            read.problem(
                "MicrosoftAppId is missing: on App Service the bot would answer every caller; set "
                "it to the app id of the Azure Bot"
            )
        elif settings.password:
            read.problem(
                "MicrosoftAppPassword is set and MicrosoftAppId is not: set both, or neither for "
                "local development"
            )
        return settings
    if not _APP_ID.fullmatch(settings.app_id):
        read.problem("MicrosoftAppId is not an app id: copy the GUID of the bot's app registration")
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


def _report_chat(read: EnvironmentReader) -> str:
    """Return the id of the data team's chat; "": there is none."""
    chat = read.text("REPORT_CHAT")
    if chat and not _CHAT_ID.fullmatch(chat):
        read.problem(
            "REPORT_CHAT is not the id of a chat: copy what whoami shows there as “This chat”"
        )
    return chat


def _public_url(read: EnvironmentReader, port: int) -> str:
    """Return the bot's address for browsers: as set, else the platform's, else ""."""
    if read.text("PUBLIC_URL"):
        return read.web_address("PUBLIC_URL", "the bot's", "show people's files")
    if not read.text("MicrosoftAppId"):
        return f"http://127.0.0.1:{port}"
    host = read.text(APP_SERVICE_HOST)
    return f"https://{host}" if host and read.text(APP_SERVICE_MARK) else ""


def _grace_s(read: EnvironmentReader) -> float:
    """Return how long questions may continue after SIGTERM: on App Service, less than its limit."""
    if not read.text(APP_SERVICE_MARK):
        return DEFAULT_GRACE_S
    stops_after_s = read.number(APP_SERVICE_STOP_LIMIT, APP_SERVICE_STOPS_AFTER_S, low=0, high=1800)
    return max(0.0, min(DEFAULT_GRACE_S, stops_after_s - NOTIFY_S))
