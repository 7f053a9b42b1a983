"""`kindfold doctor`: what is here, what is missing, and what to do about it."""

from __future__ import annotations

import typer

from kindfold.cli.console import Cache, Json, console, emit


def doctor(cache: Cache = None, as_json: Json = False) -> None:
    """Check packages, device, weights and cache; exit code 1 when the main job would not run."""
    from kindfold.pipeline.doctor import examine

    findings = examine(cache)
    if as_json:
        emit({"findings": [finding._asdict() for finding in findings]})
    else:
        for finding in findings:
            console().print(f"{'ok  ' if finding.ok else 'MISS' if finding.needed else '-   '}  {finding.text}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(1)
