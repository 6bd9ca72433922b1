"""On Flask, with a thread for each question: `gunicorn bench.frameworks.flask_thread_bot:app`."""

from threading import Thread

from flask import Flask, request

from bench.frameworks.blocking import answer

app = Flask(__name__)


@app.post("/api/messages")
def messages() -> tuple[str, int]:
    """Acknowledge an activity, and answer it in a thread."""
    Thread(target=answer, args=[request.get_json()], daemon=True).start()
    return "", 202


@app.get("/healthz")
def health() -> dict[str, str]:
    """Say that the bot serves."""
    return {"status": "ok"}
