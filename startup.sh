#!/bin/sh
# The startup command of the bot on Azure App Service (Linux): `startup.sh`.
# Its settings are environment variables; .env is read later than this script needs them.
set -eu
cd "$(dirname "$0")"

# Without an app id callers cannot be authenticated, so that only this machine may connect.
if [ -n "$(printf %s "${MicrosoftAppId:-}" | tr -d '[:space:]')" ]; then
    address=0.0.0.0
else
    address=127.0.0.1
fi

# Links to files contain this port.
export PORT="${PORT:-8000}"

# In whole seconds. The bot itself reports a value that is not a number.
grace="${SHUTDOWN_GRACE_S:-15}"
case "${grace%%.*}" in
    "" | *[!0-9]*) grace=15 ;;
    *) grace="${grace%%.*}" ;;
esac

# One worker per instance; more instances share the work through STORAGE.
# After SIGTERM the bot ends within SHUTDOWN_GRACE_S and a few seconds, in which it releases its
# questions to another process. The worker is killed ten seconds after the grace.
# A worker whose event loop blocks for two minutes is restarted.
exec "${PYTHON:-python}" -m gunicorn app:create_app \
    --worker-class server.worker.Worker \
    --workers 1 \
    --bind "$address:$PORT" \
    --graceful-timeout "$(expr "$grace" + 10)" \
    --timeout 120 \
    --no-control-socket
