"""What several test files share."""

from pathlib import Path

#: The clone that is tested.
ROOT = Path(__file__).resolve().parents[2]
