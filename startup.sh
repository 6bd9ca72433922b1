#!/bin/sh
# The startup command of the bot on Azure App Service (Linux): `startup.sh`.
set -eu
cd "$(dirname "$0")"

# Without an identity the bot cannot tell Microsoft's requests from anyone else's: this machine only.
if [ -n "${MicrosoftAppId:-}" ]; then
    address=0.0.0.0
else
    address=127.0.0.1
fi

# One worker: the questions in flight are known to one process only.
# App Service kills what is left WEBSITES_CONTAINER_STOP_TIME_LIMIT seconds after SIGTERM: 5 unless
# that setting says more. With 30, these 25 s let answers be finished and leave 5 s in hand.
exec "${PYTHON:-python}" -m gunicorn app:create_app \
    --worker-class aiohttp.worker.GunicornWebWorker \
    --workers 1 \
    --bind "$address:${PORT:-8000}" \
    --graceful-timeout 25
