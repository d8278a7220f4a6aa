"""What processes say to the network, seen from the system and not from the code."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FAMILY = re.compile(r"sa_family=(AF_\w+)")
OWN = re.compile(r'inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"')


def foreign(trace: str) -> list[str]:
    """Calls that name an address which is neither of this computer's loopback nor a file's."""
    named = [line for line in trace.splitlines() if FAMILY.search(line)]
    return [
        line
        for line in named
        if not all(family in ("AF_UNIX", "AF_UNSPEC") for family in FAMILY.findall(line)) and not OWN.search(line)
    ]


def traced(into: Path) -> list[str]:
    """Beginning of a command that writes the network calls of the rest of it, and of its children, to a file."""
    return [strace(), "-f", "--seccomp-bpf", "-qq", "-e", "trace=network", "-o", str(into)]


def strace() -> str:
    """The tracer; without it the test is skipped, but not under CI."""
    found = shutil.which("strace")
    works = (
        found
        and subprocess.run(
            [found, "-f", "--seccomp-bpf", "-e", "trace=network", "true"], capture_output=True
        ).returncode
        == 0
    )
    if not found or not works:
        why = "strace is not installed" if not found else "strace may not trace here"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found
