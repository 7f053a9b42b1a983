"""`kindfold evaluate RUN`: compare a run with labels somebody made."""

from __future__ import annotations

from typing import Annotated

import typer

from kindfold.cli.cluster import score_line
from kindfold.cli.console import Json, RunFolder, emit, say


def evaluate(
    run: RunFolder,
    labels: Annotated[
        str, typer.Option("--labels", help="folders, or a CSV whose first column is the path, second the label.")
    ] = "folders",
    as_json: Json = False,
) -> None:
    """Score a run: ACC, NMI, AMI, ARI, purity against labels; silhouette and margin without any."""
    from kindfold.data.display import display_name
    from kindfold.data.run import Run
    from kindfold.pipeline.evaluate import evaluate as score

    loaded = Run.load(run)
    result = score(loaded, labels)
    if as_json:
        emit({**result._asdict(), "n_pictures": len(loaded)})
        return
    say("labels", f"{result.n_labelled:,} of {len(loaded):,} pictures, {result.n_classes} classes")
    say("K", f"{loaded.clustering.n_clusters} kinds")
    say("scores", score_line(result.scores))
    say("inside", " · ".join(f"{name} {value:.3f}" for name, value in result.intrinsic.items()))
    for cluster in loaded.clustering.numbers:
        matched = result.matching.get(cluster, "no class of its own")
        say("", f"{display_name(loaded.clustering.name_of(cluster))} -> {display_name(matched)}")
