"""RQ's command line, with what the jobs import already loaded when it forks.

`python -m bench.frameworks.rq_workers worker-pool questions`
"""

from rq.cli import main

import bench.frameworks.blocking

__all__ = ["bench"]

if __name__ == "__main__":
    main()
