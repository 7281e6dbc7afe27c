"""Look through our code and what it stands on: `make audit`, or `make audit PARTS=code` for a part of it.

bandit reads the code, pip-audit asks for known holes of what is pinned, cyclonedx writes the list of parts
(SBOM). Where the service of known holes cannot be reached, that is said, and is no failure.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ("newsroom", "articles", "tags")
PINNED = ROOT / "requirements.txt"
PARTS = ROOT / "var" / "sbom.json"
# What ruff leaves to us, for the reasons that pyproject.toml gives; and importing subprocess starts nothing.
UNREACHABLE = ("ConnectionError", "Max retries", "Timeout", "ServiceError")
LEFT = ("B101", "B404", "B603")


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, cwd=ROOT)


def look_at_code() -> bool:
    """A finding is explained by a reason in its statement, for ruff (`noqa: S…`) or for bandit (`nosec`)."""
    skipped = ",".join(LEFT)
    done = run(BIN / "bandit", "-q", "-r", *CODE, "-x", "*/migrations/*", "-s", skipped, "-f", "json")
    found = json.loads(done.stdout)
    if found["errors"]:
        print("bandit could not read:", found["errors"])
        return False
    open_findings = [one for one in found["results"] if not is_explained(one)]
    for one in open_findings:
        print(f"{one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}")
    print(f"bandit: {len(found['results'])} findings, {len(open_findings)} not explained")
    return not open_findings


def is_explained(finding: dict) -> bool:
    lines = (ROOT / finding["filename"]).read_text(encoding="utf-8").splitlines()
    first, last = min(finding["line_range"]), max(finding["line_range"])
    return any("noqa: S" in line for line in lines[first - 1 : last + 1])


def look_at_parts() -> bool:
    done = run(
        BIN / "pip-audit",
        "-r",
        PINNED,
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
    )
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("pip-audit: the service of known holes gave no answer; nothing was checked:")
        print("  ", (done.stderr.strip().splitlines() or ["no word"])[-1][:300])
        return any(word in done.stderr for word in UNREACHABLE)
    holes = [(one["name"], one["version"], hole["id"]) for one in told for hole in one.get("vulns", ())]
    for name, version, hole in holes:
        print(f"{name} {version}: {hole}")
    left = sum("skip_reason" in one for one in told)
    if left == len(told):
        print(f"pip-audit: the index here knows none of our {left} packages; nothing was checked")
        return True
    print(f"pip-audit: {len(told) - left} packages known there, {left} unknown, {len(holes)} holes")
    return not holes


def list_parts() -> bool:
    PARTS.parent.mkdir(exist_ok=True)
    done = run(BIN / "cyclonedx-py", "requirements", PINNED, "--output-format", "JSON", "-o", PARTS)
    if done.returncode:
        print(done.stderr[-500:])
        return False
    print(f"SBOM: {len(json.loads(PARTS.read_text())['components'])} parts in {PARTS.relative_to(ROOT)}")
    return True


LOOKS = {"code": look_at_code, "holes": look_at_parts, "list": list_parts}

if __name__ == "__main__":
    fine = [LOOKS[name]() for name in sys.argv[1:] or LOOKS]  # each, whatever another found
    sys.exit(0 if all(fine) else 1)
