#!/bin/sh
# /usr/local/bin/newsroom: manage.py as the units run it. Examples: newsroom doctor
# NEWSROOM_RELEASE=releases/1.4 newsroom migrate     of a release that is not the current one yet
set -eu
set -a
. /etc/newsroom/env
set +a
cd "/srv/newsroom/${NEWSROOM_RELEASE:-current}"
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid newsroom --regid newsroom --init-groups .venv/bin/python manage.py "$@"
fi
exec .venv/bin/python manage.py "$@"
