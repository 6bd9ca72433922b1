"""What the SDK loads."""

import subprocess
import sys

HEAVY = (
    *("charset_normalizer", "emoji", "oauthlib"),
    *("recognizers_choice", "recognizers_date_time", "recognizers_number"),
)
LISTED = f"import sys, app; print(*set(sys.modules).intersection({HEAVY!r}))"


def test_the_bot_does_not_load_what_only_unused_parts_of_the_sdk_need() -> None:
    """They would take 19 MB of every process."""
    done = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )

    assert (done.stdout.split(), done.stderr) == ([], "")
