"""What several test files share."""

from pathlib import Path

#: The clone that is tested.
ROOT = Path(__file__).resolve().parents[2]

#: Seconds that a test waits for what another process does. Long, since a wait is over as soon as the
#: other is done: nothing is to fail because the machine is busy.
PATIENCE = 600
