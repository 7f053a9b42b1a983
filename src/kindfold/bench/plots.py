"""Plots of a bench as SVG: bars with their spread, kinds found against kinds there are, and curves of a sweep.

The same lines give the same bytes under the same matplotlib.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import Any

from kindfold.bench.suites import named
from kindfold.bench.summary import Line, methods
from kindfold.errors import MissingExtra

STYLE: dict[Any, Any] = {  # of matplotlib
    "svg.hashsalt": "kindfold",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
COLOURS = ("#0b62a4", "#d1495b", "#2e933c", "#8a4fbf", "#e08e0b", "#00798c", "#6c757d", "#a63d40")
WIDTH, ROW = 7.0, 0.28  # inches, of a plot and of a method in it
TITLE = 20  # letters in a line above a panel


def bars(lines: Sequence[Line], path: Path, *, measure: str, title: str) -> None:
    """One panel a set, one bar a method: the mean, and a line of one standard deviation to both sides."""
    sets = list(dict.fromkeys(line.suite for line in lines))
    names = methods(lines)
    rows, columns = -(-len(sets) // 3), min(3, len(sets))
    with _figure(path, WIDTH, 0.9 + ROW * len(names) * rows, rows, columns, share=True) as axes:
        for axis, name in zip(axes, sets, strict=False):
            here = {line.name: line.scores[measure] for line in lines if line.suite == name and measure in line.scores}
            places = [i for i, method in enumerate(names) if method in here]
            scores = [here[names[i]] for i in places]
            axis.barh(places, [s.mean for s in scores], xerr=[s.spread for s in scores], color=COLOURS[0], height=0.7)
            axis.set_yticks(range(len(names)), names)
            axis.set_ylim(len(names) - 0.5, -0.5)
            axis.set_xlim(0, 100)
            axis.set_title(fill(named(name).title, TITLE))
        axes[0].figure.suptitle(title)


def counts(lines: Sequence[Line], path: Path, *, title: str) -> None:
    """Kinds found against kinds there are, of the methods that find them; the line is where both are the same."""
    found = [line for line in lines if line.told == "" and "k" in line.scores]
    names = methods(found)
    with _figure(path, WIDTH, 4.2, 1, 1) as (axis,):
        ends = [min(line.true_k for line in found) / 2, 2 * max(line.true_k for line in found)]
        axis.plot(ends, ends, color="#999999", linewidth=1)
        for i, method in enumerate(names):
            own = [line for line in found if line.name == method]
            scores = [line.scores["k"] for line in own]
            shift = 1 + 0.03 * (i - (len(names) - 1) / 2)  # so that bars do not hide each other
            axis.errorbar(
                [line.true_k * shift for line in own],
                [s.mean for s in scores],
                yerr=[min(s.spread, 0.9 * s.mean) for s in scores],
                fmt="o",
                markersize=5,
                color=COLOURS[i % len(COLOURS)],
                label=method,
            )
        axis.set(xscale="log", yscale="log", xlabel="classes", ylabel="kinds found", title=title)
        axis.set_xticks(_ticks(*axis.get_xlim()))
        axis.set_yticks(_ticks(*axis.get_ylim()))
        for side in (axis.xaxis, axis.yaxis):
            side.set_major_formatter("{x:,.0f}")
            side.set_minor_formatter(lambda *_: "")
        axis.legend()


def curves(lines: Sequence[Line], path: Path, *, order: Sequence[str], axis_name: str, title: str) -> None:
    """One curve a set and encoder over the values of a sweep, with the spread as a band; NMI and ACC side by side."""
    names = [name for name in order if name in {line.variant for line in lines}]
    places = list(dict.fromkeys((line.suite, line.encoder) for line in lines))
    of = {(line.variant, line.suite, line.encoder): line for line in lines}
    with _figure(path, WIDTH, 3.2, 1, 2) as panels:
        for panel, measure in zip(panels, ("nmi", "acc"), strict=True):
            for i, (suite, encoder) in enumerate(places):
                here = [(j, of[(name, suite, encoder)]) for j, name in enumerate(names) if (name, suite, encoder) in of]
                points = [(j, line.scores[measure]) for j, line in here if measure in line.scores]
                x, colour = [j for j, _ in points], COLOURS[i % len(COLOURS)]
                panel.plot(x, [s.mean for _, s in points], "o-", color=colour, label=f"{named(suite).title}, {encoder}")
                low, high = [s.mean - s.spread for _, s in points], [s.mean + s.spread for _, s in points]
                panel.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
            panel.set_xticks(range(len(names)), [name.removeprefix(f"{axis_name} ") for name in names])
            panel.set(xlabel=axis_name, ylabel=measure.upper())
        panels[0].legend()
        panels[0].figure.suptitle(title)


def drawn_by(path: Path) -> str:
    """The version of matplotlib that drew a plot; "" if none did."""
    found = re.search(r"Matplotlib v([\w.+]+)", path.read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def _ticks(low: float, high: float) -> list[int]:
    """1, 2, 5, 10, ... between two ends."""
    return [n for power in range(7) for n in (10**power, 2 * 10**power, 5 * 10**power) if low <= n <= high]


@contextmanager
def _figure(
    path: Path, width: float, height: float, rows: int, columns: int, *, share: bool = False
) -> Iterator[list[Any]]:
    try:
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("matplotlib", "bench", what="drawing plots (or leave them out with --no-plots)") from error
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, sharey=share).ravel().tolist()
        yield axes
        for axis in axes:
            if not axis.has_data():
                axis.remove()
        path.parent.mkdir(parents=True, exist_ok=True)
        FigureCanvasSVG(figure).print_svg(path, metadata={"Date": None})  # type: ignore[no-untyped-call]
