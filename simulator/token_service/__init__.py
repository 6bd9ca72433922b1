"""The Bot Framework's token service, over the simulated Entra: sign-in links, tokens, a page.

    app = create_token_service(workspace.entra)
    service = app[TOKEN_SERVICE]
    service.fail_next(Fault.STATUS, path_contains="exchange")

It knows one OAuth connection. Whoever signs in on its page gets a code for the chat; with the
address of a bot it tells the bot itself, as the client of the channel would.
"""

from simulator.token_service.app import create_token_service
from simulator.token_service.service import TOKEN_SERVICE, Connection, ServiceCall, TokenService

__all__ = ["TOKEN_SERVICE", "Connection", "ServiceCall", "TokenService", "create_token_service"]
