"""On Flask-RESTX, in gunicorn: `gunicorn bench.frameworks.restx_bot:app`.

The request ends with the answer, like on Flask. Swagger's pages are there, as by default.
"""

from flask import Flask, request
from flask_restx import Api, Resource

from bench.frameworks.blocking import answer

app = Flask(__name__)
api = Api(app, title="Genie bot")


@api.route("/api/messages")
class Messages(Resource):
    """The endpoint of the channel."""

    def post(self) -> tuple[str, int]:
        """Answer an activity, and acknowledge it."""
        answer(request.get_json())
        return "", 200


@api.route("/healthz")
class Health(Resource):
    """The endpoint of the platform."""

    def get(self) -> dict[str, str]:
        """Say that the bot serves."""
        return {"status": "ok"}
