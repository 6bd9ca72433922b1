"""The account's token federation: tokens of another issuer, for tokens of Databricks."""

from dataclasses import dataclass
from typing import Final

from simulator.entra import DATABRICKS, ISSUER, Claims
from simulator.people import Principal, person_of


@dataclass(frozen=True, slots=True)
class FederationPolicy:
    """Whose tokens the account exchanges, and which claim has the Databricks user name.

    The default fits the simulated Entra. Databricks' own default claim is "sub", which never
    matches a user of Entra.
    """

    issuer: str = ISSUER
    audiences: tuple[str, ...] = (DATABRICKS,)
    subject_claim: str = "preferred_username"

    def person(self, claims: Claims) -> Principal | None:
        """Return the person whose token has these claims, if this policy accepts it."""
        if claims["iss"] != self.issuer or claims["aud"] not in self.audiences:
            return None
        return person_of(str(claims.get(self.subject_claim)))


ENTRA_POLICY: Final = FederationPolicy()
