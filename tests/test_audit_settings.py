"""The settings of the audit trail."""

import pytest

from config import ConfigError, Settings
from settings.audit import AuditSettings

DAY_S = 86_400.0
NEEDED = {"DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net", "DATABRICKS_SPACE_ID": "01f0"}
NEEDED |= {"DATABRICKS_TOKEN": "secret"}


def read(**env: str) -> AuditSettings:
    """Read settings."""
    return Settings.from_env(NEEDED | env).audit


def test_the_defaults() -> None:
    """Ids are kept for as long as history, without texts, and without a log."""
    assert read() == AuditSettings(days=30, keeps_questions=False, is_logged=False, admins=())


@pytest.mark.parametrize(("days", "kept_s"), [("0", 0.0), ("400", 400 * DAY_S)])
def test_the_days(days: str, kept_s: float) -> None:
    """There is no trail with 0."""
    assert read(AUDIT_DAYS=days).kept_s == kept_s


def test_texts_and_the_log() -> None:
    """Both are switched on by true, however it is capitalised."""
    settings = read(AUDIT_QUESTIONS="true", AUDIT_LOG="TRUE")

    assert (settings.keeps_questions, settings.is_logged) == (True, True)


def test_administrators() -> None:
    """They are known by their object ids, however these are written."""
    ids = "11111111-AAAA-4333-8444-555555555555", "22222222-bbbb-4333-8444-555555555555"

    assert read(ADMINS=f"{ids[0]}, {ids[1]}").admins == (ids[0].lower(), ids[1])


def test_wrong_settings_are_named() -> None:
    """All of them at once."""
    wrong = {
        "AUDIT_DAYS": "a year",
        "AUDIT_QUESTIONS": "yes",
        "AUDIT_LOG": "1",
        "ADMINS": "ann@contoso.com",
    }
    with pytest.raises(ConfigError) as caught:
        read(**wrong)

    assert [problem.partition(" ")[0] for problem in caught.value.problems] == list(wrong)
