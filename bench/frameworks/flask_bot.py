"""On Flask, in gunicorn: `gunicorn bench.frameworks.flask_bot:app`.

The request ends with the answer, and holds its worker, thread or greenlet until then.

Tried, see https://gunicorn.org/design and https://gunicorn.org/reference/settings/:

- gthread, five workers (2 x cores + 1) of four threads: 20 of 60 people are answered at a time, so
  that the channel gives up 15 of them, and delivers their questions again.
- gthread, one worker with a thread for each question: all are answered at once. Kept. With two
  workers 1.08, and 22 MB more.
- gevent, one worker: kept. With two 1.09, and 27 MB more; with five 1.12, and 105 MB.
- --preload: with 50 sync workers 0.84, and at most 445 MB instead of 1,026. Kept for the
  recommended number of workers; the comparison from which this project began has 50 without it.
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
