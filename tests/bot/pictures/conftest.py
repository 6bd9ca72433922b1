"""What tests of pictures share."""

import atexit
import os
import tempfile

# matplotlib reads this when it is imported, which the test files do.
_HOME = tempfile.TemporaryDirectory(prefix="matplotlib-")
atexit.register(_HOME.cleanup)
os.environ["MPLCONFIGDIR"] = _HOME.name
