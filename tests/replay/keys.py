"""The key of the recorded histories: for tests only, and public."""

from typing import Final

from records.keyring import Keyring

TEST_ONLY: Final = Keyring({"replay": bytes(range(32))})
