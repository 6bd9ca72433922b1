"""On Flask-RESTful, in gunicorn: `gunicorn bench.frameworks.restful_bot:app`.

The request ends with the answer, like on Flask.
"""

from flask import Flask, request
from flask_restful import Api, Resource

from bench.frameworks.blocking import answer

app = Flask(__name__)
api = Api(app)


class Messages(Resource):
    """The endpoint of the channel."""

    def post(self) -> tuple[str, int]:
        """Answer an activity, and acknowledge it."""
        answer(request.get_json())
        return "", 200


class Health(Resource):
    """The endpoint of the platform."""

    def get(self) -> dict[str, str]:
        """Say that the bot serves."""
        return {"status": "ok"}


api.add_resource(Messages, "/api/messages")
api.add_resource(Health, "/healthz")
