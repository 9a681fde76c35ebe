"""`python -m auditor [--storm] FOLDER`: judge the evidence of a run.

A storm is known by its kills, its healing or its plan; `--storm` says that it must have been one,
so that one in which nothing was killed is not taken for a demonstration.
Exit 0 if every rule holds, 1 if one is broken, 2 if the evidence does not say, 64 if misused.
"""

import json
import sys
from pathlib import Path

from auditor.evidence import read_evidence
from auditor.findings import Verdict
from auditor.reading import BadEvidence
from auditor.report import as_document, as_text
from auditor.verdict import judge

VERDICT_FILE = "verdict.json"
EXITS = {Verdict.OK: 0, Verdict.VIOLATION: 1, Verdict.UNDECIDABLE: 2}
MISUSE = 64
STORM = "--storm"


def main(arguments: list[str]) -> int:
    """Judge the folder that is named, print and write the verdict, return the exit code."""
    named = [argument for argument in arguments if argument != STORM]
    if len(named) != 1 or not Path(named[0]).is_dir():
        print(f"usage: python -m auditor [{STORM}] FOLDER", file=sys.stderr)
        return MISUSE
    folder = Path(named[0])
    try:
        evidence = read_evidence(folder)
        evidence.sent.is_storm |= STORM in arguments
        judgement = judge(evidence)
    except BadEvidence as bad:
        document: dict[str, object] = {"verdict": Verdict.UNDECIDABLE, "evidence": str(bad)}
        print(f"no rule can be judged: {bad}\nverdict: {Verdict.UNDECIDABLE}")
    else:
        document = as_document(judgement, evidence)
        print(as_text(judgement, evidence))
    text = json.dumps(document, indent=1, ensure_ascii=False)
    (folder / VERDICT_FILE).write_text(text + "\n", encoding="utf-8")
    return EXITS[Verdict(str(document["verdict"]))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
