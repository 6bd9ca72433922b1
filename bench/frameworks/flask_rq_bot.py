"""On Flask, with RQ: `gunicorn bench.frameworks.flask_rq_bot:app`, and workers beside it.

The workers are `rq worker-pool`; each answers one question at a time.

Tried, see https://python-rq.org/docs/workers/:

- Loading the modules of the jobs before the workers fork (rq_workers.py): 0.38, and half of the
  people wait 0.7 s instead of 3.8 s longer than Genie takes. Kept.
- SimpleWorker, which does not fork: 0.76 without the above.
- 100 workers instead of 50: 1.18 with SimpleWorkers, and at most 1,504 MB instead of 945.
"""

import os

from flask import Flask, request
from redis import Redis
from rq import Queue

from bench.frameworks.blocking import answer

app = Flask(__name__)
_questions = Queue("questions", connection=Redis.from_url(os.environ["REDIS_URL"]))


@app.post("/api/messages")
def messages() -> tuple[str, int]:
    """Acknowledge an activity, and leave it to a worker."""
    _questions.enqueue(answer, request.get_json(), result_ttl=0)
    return "", 202


@app.get("/healthz")
def health() -> dict[str, str]:
    """Say that the bot serves."""
    return {"status": "ok"}
