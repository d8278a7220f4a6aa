"""Imports point one way, the heavy ones stay where they belong, and importing does nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("vision", "protocols", "calibration", "stretchcheck")
HEAVY = {"cv2", "av", "ai_edge_litert", "mediapipe", "pyarrow"}
SLOW = {"scipy.signal", "scipy.stats", "scipy.optimize"}
PURE_VISION = {
    "vision",
    "vision.joints",
    "vision.types",
    "vision.posture",
    "vision.people",
    "vision.places",
    "vision.remembered",
    "vision.swaps",
    "vision.trust",
}
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Names of modules a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"Expected absolute imports, but got a relative one: {path}"
            yield node.module or ""
            yield from (
                f"{node.module}.{alias.name}" for alias in node.names if is_module(f"{node.module}.{alias.name}")
            )


def is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or place.is_dir()


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_layer_imports_only_layers_to_its_left(path: Path) -> None:
    allowed = LAYERS[: LAYERS.index(layer_of(path)) + 1]

    assert set() == {name for name in imports(path) if name.split(".")[0] in set(LAYERS) - set(allowed)}


@pytest.mark.parametrize(
    "path", [p for p in FILES if layer_of(p) == "protocols" or module_of(p) in PURE_VISION], ids=module_of
)
def test_judging_and_pure_vision_import_nothing_heavy(path: Path) -> None:
    names = set(imports(path))

    assert set() == {name for name in names if name.split(".")[0] in HEAVY}
    assert {name for name in names if name.split(".")[0] == "vision"} <= PURE_VISION


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.strip()


def test_judging_loads_no_camera_no_network_and_no_table_library() -> None:
    code = f"import protocols.session, protocols.stretches, protocols.still, sys; print({HEAVY} & set(sys.modules))"

    assert "set()" == run(code)


def test_a_process_that_judges_or_looks_is_not_kept_waiting_for_what_it_does_not_need() -> None:
    """It imports the main module of the command that started it: without the command line, and no statistics."""
    judges = "stretchcheck.__main__, stretchcheck.analyze, stretchcheck.live.engine"
    code = f"import {judges}, sys; print({SLOW | {'stretchcheck.cli', 'typer'}} & set(sys.modules))"

    assert "set()" == run(code)


def test_a_command_starts_without_what_only_judging_needs_and_a_live_session_with_it() -> None:
    assert "set()" == run(f"import stretchcheck.cli, sys; print({SLOW} & set(sys.modules))")
    assert "True" == run(
        "import stretchcheck.live.hosting, sys; print({'scipy.optimize', 'scipy.signal'} <= set(sys.modules))"
    )


def test_importing_anything_configures_no_logging_and_prints_nothing() -> None:
    names = sorted({module_of(path) for path in FILES} - {"stretchcheck.__main__"})
    code = f"import logging, {', '.join(names)}; print(logging.root.handlers, logging.root.level == logging.WARNING)"

    assert "[] True" == run(code)
