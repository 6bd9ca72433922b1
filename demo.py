"""Try the bot on this machine: `python demo.py`, then open the address that it prints.

Makes .venv, installs what is needed, and starts a simulated Genie workspace, the bot and a Teams
emulator. `python demo.py --own` asks the Genie workspace of your own .env; --help shows the rest.
"""

import sys

# Before the import below, which older versions cannot parse.
if sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)):
    version = ".".join(map(str, sys.version_info[:2]))
    sys.exit(
        f"This is Python {version}, and the bot needs 3.11, 3.12 or 3.13: install one of them "
        "and start again with it, for example `python3.12 demo.py`."
    )

from deploy.local import run

if __name__ == "__main__":
    sys.exit(run.main(sys.argv[1:]))
