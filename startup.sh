#!/bin/sh
# The startup command of the bot on Azure App Service (Linux): `startup.sh`.
# Its settings are those of the environment; where to listen is decided before .env is read.
set -eu
cd "$(dirname "$0")"

# Without an identity the bot cannot tell Microsoft's requests from anyone else's: this machine only.
if [ -n "$(printf %s "${MicrosoftAppId:-}" | tr -d '[:space:]')" ]; then
    address=0.0.0.0
else
    address=127.0.0.1
fi

# One worker: the questions in flight are known to one process only.
# App Service kills what is left WEBSITES_CONTAINER_STOP_TIME_LIMIT seconds after SIGTERM: 5 unless
# that setting says more. With 30, these 25 s let answers be finished and leave 5 s in hand.
# A worker whose event loop stands still for two minutes is started again.
exec "${PYTHON:-python}" -m gunicorn app:create_app \
    --worker-class aiohttp.worker.GunicornWebWorker \
    --workers 1 \
    --bind "$address:${PORT:-8000}" \
    --graceful-timeout 25 \
    --timeout 120 \
    --no-control-socket
