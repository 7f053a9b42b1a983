"""What the documents promise exists: links, verbs, options, names and code."""

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer.main

import kindfold
from kindfold.cli.app import VERBS, app, with_default_verb

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pages
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pages
def test_python_blocks_are_python(page: Path) -> None:
    for language, code in FENCE.findall(page.read_text()):
        if language == "python":
            ast.parse(code)


@pages
def test_public_names_in_python_blocks_exist(page: Path) -> None:
    for language, code in FENCE.findall(page.read_text()):
        if language == "python":
            for name in re.findall(r"\bkf\.(\w+)", code):
                assert name in kindfold.__all__, f"{page.name} uses kf.{name}"


@pages
def test_commands_in_shell_blocks_exist(page: Path) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for language, code in FENCE.findall(page.read_text()):
        for line in code.splitlines() if language in {"console", "sh", "bash"} else []:
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words[:1] != ["kindfold"]:
                continue
            verb, *rest = with_default_verb([word for word in words[1:] if word not in {"|", "&&"}])
            if verb in {"--help", "--version"}:
                continue
            command = commands[verb]
            if hasattr(command, "commands"):  # a group: `kindfold bench run`
                command = command.commands[rest.pop(0)]
            known = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}
            known.add("--help")
            for word in rest:
                assert not word.startswith("-") or word.split("=")[0] in known, f"{page.name}: {line}"


def test_every_verb_is_told_about() -> None:
    text = (ROOT / "README.md").read_text()
    assert not [verb for verb in VERBS if f"kindfold {verb}" not in text and f"`{verb}`" not in text]


def test_every_method_has_a_page() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "methods").glob("*.md")}
    assert {"dp-mixture", "kmeans"} <= pages
    assert pages <= set(kindfold.METHODS)


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    forbidden = re.compile(r"/(home|root|tmp|Users|work)/\w")
    for path in [*PAGES, *ROOT.glob("src/**/*.py"), *ROOT.glob("benchmarks/*.py"), *ROOT.glob("scripts/*.py")]:
        found = forbidden.search(path.read_text())
        assert found is None, f"{path}: {found and found.group()}"
