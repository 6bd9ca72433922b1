"""On Flask, in gunicorn: `gunicorn bench.frameworks.flask_bot:app`.

The request ends with the answer, and holds its worker, thread or greenlet until then.
"""

from flask import Flask, request

from bench.frameworks.blocking import answer

app = Flask(__name__)


@app.post("/api/messages")
def messages() -> tuple[str, int]:
    """Answer an activity, and acknowledge it."""
    answer(request.get_json())
    return "", 200


@app.get("/healthz")
def health() -> dict[str, str]:
    """Say that the bot serves."""
    return {"status": "ok"}
