#!/bin/sh
# /usr/local/bin/newsroom: manage.py of the current release, as the units run it. Example: newsroom doctor
set -eu
set -a
. /etc/newsroom/env
set +a
cd "${NEWSROOM_HOME:-/srv/newsroom}/current"
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid newsroom --regid newsroom --init-groups .venv/bin/python manage.py "$@"
fi
exec .venv/bin/python manage.py "$@"
