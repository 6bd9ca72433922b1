"""Settings: which values are accepted, and the messages about others."""

from pathlib import Path

import pytest

from config import ConfigError, Settings

ROOT = Path(__file__).parents[1]
LOCAL = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_TOKEN": "dapi-secret",
    "DATABRICKS_SPACE_ID": "01f0",
}
AZURE = LOCAL | {
    "MicrosoftAppId": "11111111-2222-3333-4444-555555555555",
    "MicrosoftAppPassword": "bot-secret",
    "MicrosoftAppTenantId": "tenant-1",
}


def problems(env: dict[str, str]) -> list[str]:
    """Return the problems of this environment."""
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(env)
    return caught.value.problems


def test_three_variables_are_enough_for_a_local_bot() -> None:
    """A developer needs no Azure, and the bot is reachable from this machine only."""
    settings = Settings.from_env(LOCAL)

    assert settings.bot.is_local
    assert settings.listen_host == "127.0.0.1"
    assert settings.port == 3978
    assert settings.genie.answer_timeout_s == 600
    assert settings.genie.idle_s == 4 * 3600
    assert settings.bot.sample_questions == ()
    assert settings.bot.admin_contact == ""
    assert settings.bot.answers_in_private == ""
    assert settings.log_sample == 1


def test_with_an_app_id_it_listens_on_all_interfaces() -> None:
    """Callers are authenticated then; the default type is that of new bots."""
    settings = Settings.from_env(AZURE | {"PORT": "8000"})

    assert settings.listen_host == "0.0.0.0"  # noqa: S104
    assert settings.port == 8000
    assert settings.bot.app_type == "SingleTenant"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net"),
        ("https://adb-1.2.azuredatabricks.net/", "https://adb-1.2.azuredatabricks.net"),
        ("https://adb-1.net/genie/rooms/01f0?o=12", "https://adb-1.net"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_pasted_host_is_normalised(typed: str, read: str) -> None:
    """The default scheme is https; what a browser's address bar adds is removed."""
    settings = Settings.from_env(LOCAL | {"DATABRICKS_HOST": typed})

    assert settings.genie.host == read


@pytest.mark.parametrize(
    "host",
    [
        "http://adb-1.2.azuredatabricks.net",
        "http://10.0.0.1",
        "ftp://adb-1.net",
        "https://",
        "https://user:pw@adb-1.net",
        "https://adb-1.net:port",
        "https://[half",
        "https://<your workspace>.net",
        "https://a.net:0:1",
    ],
)
def test_unsafe_hosts_are_refused(host: str) -> None:
    """The token must not go over an unencrypted network, or to anything but a web address."""
    assert len(problems(LOCAL | {"DATABRICKS_HOST": host})) == 1


def test_every_problem_is_named_at_once() -> None:
    """People fix all settings in one restart."""
    found = "\n".join(problems({"PORT": "0", "MicrosoftAppType": "Robot", "MicrosoftAppId": "x"}))

    for name in (
        "DATABRICKS_HOST",
        "DATABRICKS_TOKEN",
        "DATABRICKS_SPACE_ID",
        "PORT",
        "MicrosoftAppType",
        "MicrosoftAppPassword",
        "MicrosoftAppTenantId",
    ):
        assert f"{name} is" in found


def test_managed_identity_needs_no_password() -> None:
    """A user-assigned managed identity has no secret that could leak."""
    env = AZURE | {"MicrosoftAppType": "userassignedmsi"}
    del env["MicrosoftAppPassword"]

    assert Settings.from_env(env).bot.app_type == "UserAssignedMSI"


def test_multi_tenant_needs_no_tenant() -> None:
    """Older bots are multi-tenant."""
    env = AZURE | {"MicrosoftAppType": "MultiTenant"}
    del env["MicrosoftAppTenantId"]

    assert Settings.from_env(env).bot.tenant_id == ""


def test_app_service_without_app_id_is_refused() -> None:
    """The bot would answer everyone on the internet with the company's data."""
    assert "MicrosoftAppId" in problems(LOCAL | IN_AZURE | {"WEBSITE_SITE_NAME": "genie"})[0]


@pytest.mark.parametrize(
    "change",
    [
        {"GENIE_ANSWER_TIMEOUT_S": "5"},
        {"GENIE_ANSWER_TIMEOUT_S": "soon"},
        {"GENIE_ANSWER_TIMEOUT_S": "nan"},
        {"GENIE_IDLE_HOURS": "0.05"},
        {"GENIE_IDLE_HOURS": "169"},
        {"GENIE_IDLE_HOURS": "never"},
        {"LOG_SAMPLE": "-0.1"},
        {"LOG_SAMPLE": "1.5"},
        {"LOG_SAMPLE": "all"},
        {"QUESTIONS_STARTING_AT_ONCE": "0"},
        {"QUESTIONS_STARTING_AT_ONCE": "many"},
        {"ADMIN_CONTACT": "x" * 201},
        {"ANSWERS_IN_PRIVATE": "everywhere"},
        {"OWN_ANSWERS_IN_GROUPS": "yes"},
        {"EMULATOR_HOST": "http://172.20.0.1:5000"},
        {"PORT": "3978.7"},
        {"PORT": "1e3"},
        {"PORT": "65536"},
        {"PORT": "9" * 5000},
        {"MicrosoftAppPassword": "secret"},
        AZURE | {"MicrosoftAppId": "my-bot"},
        AZURE | {"EMULATOR_HOST": "172.20.0.1"},
    ],
)
def test_each_mistake_is_one_problem(change: dict[str, str]) -> None:
    """Contradictions and invalid values have one sentence each."""
    assert len(problems(LOCAL | change)) == 1


def test_sample_questions_are_separated_by_pipes() -> None:
    """The data team sets the questions that the welcome offers."""
    settings = Settings.from_env(LOCAL | {"GENIE_SAMPLE_QUESTIONS": "Sales? | 各地區銷售額? |"})

    assert settings.bot.sample_questions == ("Sales?", "各地區銷售額?")


@pytest.mark.parametrize(("typed", "seconds"), [("0.1", 360), ("1.5", 5400), ("168", 604_800)])
def test_idle_hours_are_kept_in_seconds(typed: str, seconds: float) -> None:
    """People think in hours; the range is from minutes to a week."""
    assert Settings.from_env(LOCAL | {"GENIE_IDLE_HOURS": typed}).genie.idle_s == seconds


@pytest.mark.parametrize(
    ("typed", "read"),
    [("x" * 200, "x" * 200), (" Ann,\n  ann@contoso.com ", "Ann, ann@contoso.com")],
)
def test_a_contact_is_one_line(typed: str, read: str) -> None:
    """It is shown within a sentence."""
    assert Settings.from_env(LOCAL | {"ADMIN_CONTACT": typed}).bot.admin_contact == read


@pytest.mark.parametrize(
    ("typed", "read"), [("", ""), ("channels", "channels"), ("Groups", "groups")]
)
def test_places_with_private_answers(typed: str, read: str) -> None:
    """By default there are none."""
    env = LOCAL | {"ANSWERS_IN_PRIVATE": typed}

    assert Settings.from_env(env).bot.answers_in_private == read


@pytest.mark.parametrize(("typed", "is_shown"), [("", False), ("private", False), ("Shown", True)])
def test_whether_groups_see_own_answers(typed: str, *, is_shown: bool) -> None:
    """By default they do not."""
    env = LOCAL | {"OWN_ANSWERS_IN_GROUPS": typed}

    assert Settings.from_env(env).bot.shows_own_answers == is_shown


def test_a_problem_with_a_choice_names_the_valid_values() -> None:
    """The empty value is not named, since people do not type it."""
    (problem,) = problems(LOCAL | {"ANSWERS_IN_PRIVATE": "yes"})

    assert problem.endswith("set it to one of channels, groups")


IN_AZURE = {
    "STORAGE": "azure",
    "AZURE_STORAGE_ACCOUNT_URL": "https://genie.blob.core.windows.net",
}
APP_SERVICE = AZURE | IN_AZURE | {"WEBSITE_SITE_NAME": "genie"}
AZURE_URL = "https://genie.azurewebsites.net"
STOP_LIMIT = "WEBSITES_CONTAINER_STOP_TIME_LIMIT"


@pytest.mark.parametrize(
    ("env", "grace_s"),
    [
        (LOCAL, 15),
        (AZURE, 15),
        (LOCAL | {STOP_LIMIT: "5"}, 15),
        (APP_SERVICE, 1),
        (APP_SERVICE | {STOP_LIMIT: "10"}, 6),
        (APP_SERVICE | {STOP_LIMIT: "19"}, 15),
        (APP_SERVICE | {STOP_LIMIT: "120"}, 15),
        (APP_SERVICE | {STOP_LIMIT: "2"}, 0),
        (APP_SERVICE | {"SHUTDOWN_GRACE_S": "60"}, 60),
        (LOCAL | {"SHUTDOWN_GRACE_S": "0"}, 0),
        (LOCAL | {"SHUTDOWN_GRACE_S": "2.5"}, 2.5),
    ],
    ids=lambda value: None if isinstance(value, dict) else f"{value:g}",
)
def test_the_grace_fits_the_stop_limit_of_the_platform(env: dict[str, str], grace_s: float) -> None:
    """App Service kills a process after 5 s, unless it is configured to wait longer."""
    assert Settings.from_env(env).bot.shutdown_grace_s == grace_s


@pytest.mark.parametrize("typed", ["-1", "301", "soon", "nan"])
def test_an_invalid_grace_is_refused(typed: str) -> None:
    """It must not become the default."""
    assert "SHUTDOWN_GRACE_S" in problems(LOCAL | {"SHUTDOWN_GRACE_S": typed})[0]


def test_an_invalid_stop_limit_is_reported() -> None:
    """App Service itself reads it only when the process ends."""
    assert STOP_LIMIT in problems(APP_SERVICE | {STOP_LIMIT: "long"})[0]


@pytest.mark.parametrize(("typed", "read"), [("", 0), ("0", 0), ("5", 5), (" 20 ", 20)])
def test_the_limit_of_questions(typed: str, read: int) -> None:
    """The value 0 means no limit."""
    env = LOCAL | {"GENIE_QUESTIONS_PER_MINUTE": typed}

    assert Settings.from_env(env).genie.questions_per_minute == read


@pytest.mark.parametrize("typed", ["-1", "2.5", "many", "10001", "5/min", "९"])
def test_an_invalid_limit_is_refused(typed: str) -> None:
    """A typing error must not become "no limit"."""
    (problem,) = problems(LOCAL | {"GENIE_QUESTIONS_PER_MINUTE": typed})

    assert "GENIE_QUESTIONS_PER_MINUTE" in problem


@pytest.mark.parametrize(
    ("env", "url"),
    [
        (LOCAL, "http://127.0.0.1:3978"),
        (LOCAL | {"PORT": "8000"}, "http://127.0.0.1:8000"),
        (LOCAL | {"PUBLIC_URL": "https://tunnel.example"}, "https://tunnel.example"),
        (AZURE, ""),
        (AZURE | {"WEBSITE_HOSTNAME": "elsewhere.example"}, ""),
        (APP_SERVICE | {"WEBSITE_HOSTNAME": "genie.azurewebsites.net"}, AZURE_URL),
        (APP_SERVICE | {"WEBSITE_HOSTNAME": "x", "PUBLIC_URL": AZURE_URL + "/"}, AZURE_URL),
        (AZURE | {"PUBLIC_URL": "genie.azurewebsites.net/api/messages"}, AZURE_URL),
        (AZURE | {"PUBLIC_URL": "http://127.0.0.1:3978"}, "http://127.0.0.1:3978"),
    ],
    ids=str,
)
def test_the_public_address_of_the_bot(env: dict[str, str], url: str) -> None:
    """App Service sets it, on a developer's machine it is local, and elsewhere it must be set."""
    assert Settings.from_env(env).bot.public_url == url


@pytest.mark.parametrize("url", ["http://genie.example", "ftp://genie.example", "https://u@a.net"])
def test_an_unencrypted_public_address_is_refused(url: str) -> None:
    """A company's files must not go over an unencrypted network."""
    (problem,) = problems(AZURE | {"PUBLIC_URL": url})

    assert "PUBLIC_URL" in problem


def test_secrets_stay_out_of_reprs() -> None:
    """Settings appear in tracebacks and debuggers."""
    env = AZURE | {"DATABRICKS_TOKEN": "dapi-secret"}

    assert "secret" not in repr(Settings.from_env(env))


# ---- storage

CONNECTION = (
    "DefaultEndpointsProtocol=https;AccountName=genie;AccountKey=c2VjcmV0;"
    "EndpointSuffix=core.windows.net"
)
EMULATOR = "UseDevelopmentStorage=true"
ENDPOINTS = (
    "BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:2/a;SharedAccessSignature=x"
)
BY_STRING = LOCAL | {"STORAGE": "azure", "AZURE_STORAGE_CONNECTION_STRING": CONNECTION}


def test_the_default_store_is_a_file_beside_the_app() -> None:
    """A developer has nothing to set up."""
    storage = Settings.from_env(LOCAL).storage

    assert storage.kind == "sqlite"
    assert storage.path == ROOT / "data" / "genie-bot.sqlite3"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("sqlite:////var/lib/genie/bot.db", Path("/var/lib/genie/bot.db")),
        ("sqlite:///bot.db", ROOT / "bot.db"),
        ("sqlite:///a%20folder/bot.db", ROOT / "a folder" / "bot.db"),
    ],
)
def test_a_file_can_be_anywhere(typed: str, path: Path) -> None:
    """SQLite URLs are relative to the app, or absolute with four slashes."""
    assert Settings.from_env(LOCAL | {"STORAGE": typed}).storage.path == path


@pytest.mark.parametrize("account", [CONNECTION, CONNECTION + ";", EMULATOR, ENDPOINTS])
def test_azure_by_a_connection_string(account: str) -> None:
    """Every form that the SDK supports is accepted."""
    env = BY_STRING | {"AZURE_STORAGE_CONNECTION_STRING": account, "AZURE_STORAGE_NAME": "our-bot"}
    storage = Settings.from_env(env).storage

    assert (storage.kind, storage.connection_string) == ("azure", account)
    assert storage.name == "our-bot"
    assert "c2VjcmV0" not in repr(storage)


def test_azure_by_managed_identity() -> None:
    """The settings contain no secrets."""
    storage = Settings.from_env(LOCAL | IN_AZURE).storage

    assert (storage.account_url, storage.name) == (
        IN_AZURE["AZURE_STORAGE_ACCOUNT_URL"],
        "genie-bot",
    )


@pytest.mark.parametrize("typed", ["", "sqlite:///data/bot.db", "sqlite:////home/bot.db"])
def test_on_app_service_a_file_is_refused(typed: str) -> None:
    """Its disks are network shares, or are lost with a restart."""
    (problem,) = problems(APP_SERVICE | {"STORAGE": typed})

    assert "network share" in problem
    assert "STORAGE=azure" in problem


@pytest.mark.parametrize(
    ("env", "said"),
    [
        (LOCAL | {"STORAGE": "redis://x"}, "sqlite:///path/of/a/file, azure or memory"),
        (LOCAL | {"STORAGE": "sqlite:///"}, "name a file"),
        (LOCAL | {"STORAGE": "sqlite:////tmp"}, "name a file"),
        (LOCAL | {"STORAGE": "azure"}, "AZURE_STORAGE_ACCOUNT_URL is missing"),
        (BY_STRING | IN_AZURE, "both set"),
        (BY_STRING | {"AZURE_STORAGE_CONNECTION_STRING": "c2VjcmV0"}, "is not a connection string"),
        (BY_STRING | {"AZURE_STORAGE_NAME": "Our Bot"}, "lower-case letters"),
        (
            LOCAL
            | IN_AZURE
            | {"AZURE_STORAGE_ACCOUNT_URL": "https://genie.queue.core.windows.net"},
            "blob address",
        ),
        (
            LOCAL | IN_AZURE | {"AZURE_STORAGE_ACCOUNT_URL": "http://genie.blob.core.windows.net"},
            "use https://",
        ),
    ],
)
def test_invalid_stores_are_refused(env: dict[str, str], said: str) -> None:
    """Each problem says what to do."""
    (problem,) = problems(env)

    assert said in problem
    assert "c2VjcmV0" not in problem


PROXY = "http://user:secret@proxy.contoso.com:3128"


@pytest.mark.parametrize(
    ("env", "url", "proxy"),
    [
        ({}, "https://adb-1.net/", ""),
        ({"HTTPS_PROXY": PROXY}, "https://adb-1.net/", PROXY),
        ({"HTTPS_PROXY": PROXY}, "http://127.0.0.1:1/", ""),
        ({"HTTP_PROXY": PROXY}, "http://127.0.0.1:1/", PROXY),
        ({"HTTP_PROXY": PROXY}, "https://adb-1.net/", ""),
        ({"http_proxy": PROXY}, "http://a.test/", PROXY),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other"}, "https://a.test/", PROXY),
        ({"https_proxy": "", "HTTPS_PROXY": PROXY}, "https://a.test/", ""),
        ({"HTTPS_PROXY": "proxy:3128"}, "https://a.test/", "http://proxy:3128"),
        ({"HTTPS_PROXY": "https://proxy"}, "https://a.test/", "https://proxy"),
    ],
)
def test_the_proxy_of_a_request(env: dict[str, str], url: str, proxy: str) -> None:
    """Names in lower case win, and a proxy's address needs no scheme, as in other programs."""
    proxies = Settings.from_env(LOCAL | env).proxies

    assert proxies.proxy_of(url) == proxy
    assert proxies.are_set or not proxy


@pytest.mark.parametrize(
    ("listed", "url", "is_direct"),
    [
        ("", "https://a.test/", False),
        ("*", "https://a.test/", True),
        ("a.test", "https://a.test/", True),
        ("b.test, .A.test", "https://a.test/", True),
        ("a.test", "https://sub.a.test:8443/", True),
        ("a.test", "https://aa.test/", False),
        ("a.test:443", "https://a.test/", True),
        ("a.test:8443", "https://a.test/", False),
        ("127.0.0.1", "https://127.0.0.1:1/", True),
        ("[::1]", "https://[::1]:1/", True),
        ("127.0.0.0/8", "https://127.0.0.1:1/", False),
    ],
)
def test_hosts_without_the_proxy(listed: str, url: str, is_direct: bool) -> None:  # noqa: FBT001
    """The rules are urllib's: subdomains are meant as well, and address ranges are not read."""
    settings = Settings.from_env(LOCAL | {"HTTPS_PROXY": PROXY, "no_proxy": listed})

    assert settings.proxies.proxy_of(url) == ("" if is_direct else PROXY)


@pytest.mark.parametrize(
    "value",
    ["socks5://user:secret@proxy:1080", "http://", "http://user:secret@proxy:port", "secret:0"],
)
def test_addresses_that_are_no_proxys(value: str) -> None:
    """They may contain a password, which the message does not repeat."""
    assert problems(LOCAL | {"HTTPS_PROXY": value}) == [
        "HTTPS_PROXY is not the address of a proxy: set it to http://HOST:PORT"
    ]


def test_a_proxys_password_is_not_shown() -> None:
    """Settings may be logged."""
    settings = Settings.from_env(LOCAL | {"HTTPS_PROXY": PROXY, "HTTP_PROXY": PROXY})

    assert "secret" not in repr(settings.proxies)


@pytest.mark.parametrize(
    ("set_to", "hosts"),
    [
        ("", ()),
        ("Storage.example.com", ("storage.example.com",)),
        ("*.a.example, b.example", ("*.a.example", "b.example")),
    ],
)
def test_more_storage_hosts_can_be_named(set_to: str, hosts: tuple[str, ...]) -> None:
    """They are patterns, separated by commas."""
    settings = Settings.from_env(LOCAL | {"DATABRICKS_STORAGE_HOSTS": set_to})

    assert settings.genie.storage_hosts == hosts


@pytest.mark.parametrize(
    "set_to", ["*", "*.*", "https://a.example", "10.0.0.1", "a b/c", "localhost"]
)
def test_storage_hosts_are_host_names(set_to: str) -> None:
    """A pattern must not allow everything, or an address."""
    assert "DATABRICKS_STORAGE_HOSTS" in problems(LOCAL | {"DATABRICKS_STORAGE_HOSTS": set_to})[0]


@pytest.mark.parametrize("chat", ["19:data-team@thread.v2", ""])
def test_the_data_team_may_have_a_chat(chat: str) -> None:
    """Answers are reported there."""
    assert Settings.from_env(LOCAL | {"REPORT_CHAT": chat}).bot.report_chat == chat


def test_a_name_of_a_chat_is_no_id() -> None:
    """It could not be sent to."""
    (problem,) = problems(LOCAL | {"REPORT_CHAT": "The data team"})

    assert problem.startswith("REPORT_CHAT is not the id of a chat")
