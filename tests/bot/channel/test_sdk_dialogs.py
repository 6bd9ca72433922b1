"""What the SDK's dialogs load."""

import subprocess
import sys

HEAVY = "emoji", "recognizers_choice", "recognizers_date_time", "recognizers_number"
LISTED = f"import sys, app; print(*set(sys.modules).intersection({HEAVY!r}))"


def test_the_bot_does_not_load_what_only_unused_prompts_of_the_sdk_need() -> None:
    """They would take 15 MB of every process."""
    done = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
