"""What the newsroom tells of itself while it runs: logs, metrics, slow queries, errors.

`requests` knows which request a thread is at, `logs` and `privacy` write lines that name nobody, `meters` are
the numbers of this machine's processes (`folder` holds them, `reading` reads them), `queries` and `jobs` look
on where work is done, `errors` tells what nobody caught, `sign_ins` who came in, by number.
Nothing here imports articles or tags; what is read from rows at the moment of asking stands in
`newsroom.probes` and `articles.health`.
"""

import os

from newsroom import environment

# All processes of a machine count together (prometheus_client asks for this before it is imported).
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(environment.var_folder() / "metrics"))
