"""How often each channel was asked, by operation and by reference, and when it refused."""

from pathlib import Path

from sandbox.plans import Operation
from sandbox.store import connect

_LONGEST_REFERENCE = 64


class Calls:
    """Counts of SNAP BI requests in the file; a kill -9 loses none that was answered."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=False)

    def count(self, channel: str, operation: Operation, reference: object = "") -> None:
        """Count one request; what is no reference is counted under none."""
        named = isinstance(reference, str) and len(reference) <= _LONGEST_REFERENCE
        self._connection.execute(
            "INSERT INTO calls VALUES (?, ?, ?, 1)"
            " ON CONFLICT (channel, operation, reference) DO UPDATE SET times = times + 1",
            (channel, operation, reference if named else ""),
        )

    def by_reference(self) -> list[dict[str, object]]:
        """Return how often each reference was sent and asked about."""
        found = self._connection.execute(
            "SELECT channel, reference,"
            " sum(CASE operation WHEN 'send' THEN times ELSE 0 END) AS sends,"
            " sum(CASE operation WHEN 'inquire' THEN times ELSE 0 END) AS inquiries"
            " FROM calls WHERE reference <> '' GROUP BY channel, reference"
            " ORDER BY channel, reference"
        )
        return [dict(row) for row in found]

    def refusals(self) -> list[dict[str, object]]:
        """Return when, by the sandbox's own clock, a channel refused to pay which reference."""
        found = self._connection.execute(
            "SELECT channel, reference, at FROM refusals ORDER BY channel, reference, seq"
        )
        return [dict(row) for row in found]

    def totals(self) -> list[dict[str, object]]:
        """Return how many requests of each operation a channel got."""
        found = self._connection.execute(
            'SELECT channel, operation, sum(times) AS "count" FROM calls'
            " GROUP BY channel, operation ORDER BY channel, operation"
        )
        return [dict(row) for row in found]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
