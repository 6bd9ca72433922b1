"""Problems of a question that is asked with the person's own identity."""

from dataclasses import replace

import pytest

from cards import AMERICAN, happened_in, problem_message, refused_sign_in_text
from cards.texts import identity_texts, own_problem_texts, problem_texts
from genie.causes import Cause
from genie.errors import GenieAuthError, GenieError, GeniePermissionError, GenieSetupError
from tests.cards.look import texts_of
from tests.cards.samples import QUESTION

OWN = replace(QUESTION, uses_own_identity=True, contact="data@contoso.com")


@pytest.mark.parametrize("cause", list(Cause))
def test_no_sentence_speaks_of_the_bots_identity(cause: Cause) -> None:
    """It is the person's, and so is the permission."""
    said = " ".join(texts_of(problem_message(GenieError("x", cause=cause), OWN).card))

    for about in ("Its Databricks", "the bot may not", "The bot may not", "the bot’s access"):
        assert about not in said


@pytest.mark.parametrize(
    ("error", "explanation"),
    [
        (GenieError("x", cause=Cause.SPACE_FORBIDDEN), own_problem_texts.OWN_SPACE_FORBIDDEN),
        (GenieError("x", cause=Cause.USER_UNKNOWN), own_problem_texts.OWN_NO_USER),
        (GenieAuthError("x", status=401), own_problem_texts.OWN_NOT_ACCEPTED),
        (GeniePermissionError("x", status=403), own_problem_texts.OWN_REFUSED),
        (GenieSetupError("x"), own_problem_texts.OWN_SETUP),
    ],
)
def test_an_administrator_is_named(error: GenieError, explanation: tuple[str, str]) -> None:
    """Only they can help."""
    texts = texts_of(problem_message(error, OWN).card)

    assert explanation[0] in texts
    assert explanation[1] in texts
    assert problem_texts.CONTACT.format(contact=OWN.contact) in texts
    assert happened_in(error, OWN) == explanation[0]


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (None, identity_texts.NOT_SILENT),
        (Cause.CONSENT_MISSING, identity_texts.CONSENT_NEEDED),
        (Cause.CONDITIONS_NOT_MET, identity_texts.CONDITIONS_NEEDED),
    ],
)
def test_a_refused_sign_in_says_what_to_do(cause: Cause | None, sentence: str) -> None:
    """And whom to ask, if that is known."""
    assert refused_sign_in_text(cause, AMERICAN, contact="") == sentence
    said = refused_sign_in_text(cause, AMERICAN, contact="data@contoso.com")
    assert said.startswith(sentence)
    assert "data@contoso.com" in said
