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

# Links to files lead to where it listens.
export PORT="${PORT:-8000}"

# In whole seconds; what is no number is for the bot to complain about.
grace="${SHUTDOWN_GRACE_S:-15}"
case "${grace%%.*}" in
    "" | *[!0-9]*) grace=15 ;;
    *) grace="${grace%%.*}" ;;
esac

# One worker: whoever needs more starts more instances, which share the work through STORAGE.
# After SIGTERM the bot ends by itself, within SHUTDOWN_GRACE_S and some seconds to leave the rest to
# another process; ten more than that are given before the worker is killed.
# A worker whose event loop stands still for two minutes is started again.
exec "${PYTHON:-python}" -m gunicorn app:create_app \
    --worker-class server.worker.Worker \
    --workers 1 \
    --bind "$address:$PORT" \
    --graceful-timeout "$(expr "$grace" + 10)" \
    --timeout 120 \
    --no-control-socket
