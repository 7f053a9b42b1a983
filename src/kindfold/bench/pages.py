"""The pages of a bench: every table and plot, rebuilt from results; the same results give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kindfold.bench import plots
from kindfold.bench.cells import CELLS, Record, as_csv, checked, collect, read_csv
from kindfold.bench.formats import FORMATS, Sheet, markdown
from kindfold.bench.grids import GRIDS
from kindfold.bench.published import published
from kindfold.bench.roster import everybody
from kindfold.bench.sheets import TITLES, cost_sheet, published_sheet, score_sheet, variant_sheet
from kindfold.bench.stage import FEATURES
from kindfold.bench.suites import GROUPS, OFFLINE, named
from kindfold.bench.summary import Line, lines
from kindfold.bench.verdict import verdict
from kindfold.data.folder import staged_file
from kindfold.errors import InputError

RESULTS = "results.csv"
SCORES = ("acc", "nmi", "ari", "k")
ABOUT = (
    "Every number is the mean and standard deviation over seeds of what `kindfold bench` measured; no fit has seen "
    "a label. A number is bold where it is better than every other by more than both spreads. *told K* are methods "
    "that were given the number of classes; *told the names* is an upper reference that was given what the classes are "
    "called, and does not compete. A dash: not measured, or the method cannot be fitted there."
)
RESUMED = "`kindfold bench run --from RESULTS.csv` measures what is missing and nothing twice."
COSTS = (
    "Seconds that the process computed for a fit, over all its threads, and the most memory it held, with the data. "
    "A dash: measured when processor seconds were not noted."
)


class Page(NamedTuple):
    """A file, by its place below the folder of the pages, and what stands in it."""

    name: str
    text: str


def write_results(folder: Path) -> Path:
    """All cells of a folder as one CSV file in it."""
    path = folder / RESULTS
    with staged_file(path, replace=True) as stage:
        stage.write_text(as_csv(collect(folder)), encoding="utf-8")
    return path


def read_results(place: Path) -> list[Record]:
    """Records of a folder of a bench, of a CSV file, or of all CSV files in a folder; other kinds do not count.

    Raises
    ------
    InputError : there are none
    """
    if (place / CELLS).is_dir():
        found = collect(place)
    else:
        files = [place] if place.is_file() else sorted(place.glob("*.csv"))
        found = checked(record for path in files for record in read_csv(path))
    if not found:
        raise InputError(f"{place} holds no results of `kindfold bench run`")
    return found


def build(results: Path, out: Path, *, plots: bool = True) -> list[Path]:
    """Write all pages of some results below `out`; returns the files."""
    measured = lines(read_results(results))
    written = []
    for page in pages(measured):
        with staged_file(out / page.name, replace=True) as stage:
            stage.write_text(page.text, encoding="utf-8")
        written.append(out / page.name)
    return written + (list(draw(measured, out)) if plots else [])


def pages(measured: Sequence[Line]) -> list[Page]:
    """Every page but the plots, the leaderboard first."""
    methods = [line for line in measured if not line.grid]
    grids = sorted({line.grid for line in measured if line.grid})
    found = [Page("index.md", _index(methods, grids))] if methods else []
    for encoder in _encoders(methods):
        own = [line for line in methods if line.encoder == encoder]
        found.append(Page(f"{_file(encoder)}.md", _encoder(encoder, own)))
    for sheet, name in _score_sheets(methods):
        found += [Page(f"tables/{name}.{suffix}", write(sheet)) for suffix, write in FORMATS.items()]
    found += [Page(f"{_file(grid)}.md", _grid(grid, [li for li in measured if li.grid == grid])) for grid in grids]
    return found + _papers(methods)


def draw(measured: Sequence[Line], out: Path) -> Iterable[Path]:
    """Every plot, as it is drawn."""
    methods = [line for line in measured if not line.grid]
    for encoder in _encoders(methods):
        own = [line for line in methods if line.encoder == encoder]
        path = out / "plots" / f"acc-{_file(encoder)}.svg"
        plots.bars(own, path, measure="acc", title=f"ACC under {encoder}")
        yield path
    if any(line.told == "" and "k" in line.scores for line in methods):
        path = out / "plots" / "kinds.svg"
        plots.counts(methods, path, title="Methods that find the number of kinds")
        yield path
    for name in sorted({line.grid for line in measured if line.grid}):
        grid = GRIDS[name]
        if grid.axis:
            path = out / "plots" / f"{_file(name)}.svg"
            own = [line for line in measured if line.grid == name]
            plots.curves(
                own, path, order=list(grid.variants), axis_name=grid.axis, title=f"{grid.method}: {grid.title}"
            )
            yield path


def _index(methods: Sequence[Line], grids: Sequence[str]) -> str:
    """The leaderboard, and where everything else stands."""
    parts = ["# Results", ABOUT, "## Which method when", verdict(methods), *_missing(methods)]
    if any(line.told == "" for line in methods):
        parts += ["## Kinds found", "![Kinds found against classes](plots/kinds.svg)"]
    parts.append("## Every number")
    parts.append("\n".join(f"- {_sets_of(methods, e)}: [{_called(e)}]({_file(e)}.md)" for e in _encoders(methods)))
    if grids:
        parts.append("## Ablations and sweeps")
        parts.append("\n".join(f"- [{grid}: {GRIDS[grid].title}]({_file(grid)}.md)" for grid in grids))
    if papers := _papers(methods):
        parts.append("## Beside what was published")
        parts.append("\n".join(f"- [{page.name.removesuffix('.md')}]({page.name})" for page in papers))
    versions = sorted({version for line in methods for version in line.versions})
    parts.append(f"Measured with kindfold {', '.join(versions)}; every row of the results names its own.")
    parts.append("Tables as LaTeX, CSV, HTML and Markdown lie in `tables/`.")
    return "\n\n".join(parts) + "\n"


def _missing(methods: Sequence[Line]) -> list[str]:
    """Which sets and methods a run of the sets that need no archive has not come to."""
    measured = {line.suite for line in methods}
    if not measured <= set(OFFLINE):
        return []
    sets = [named(name).title for name in OFFLINE if name not in measured]
    never = [f"`{name}`" for name in everybody() if name not in {line.method for line in methods}]
    said = [f"{what}: {', '.join(names)}." for what, names in (("Sets", sets), ("Methods", never)) if names]
    return [f"**Not measured yet.** {' '.join(said)} {RESUMED}"] if said else []


def _encoder(encoder: str, own: Sequence[Line]) -> str:
    """Every table of an encoder, its plot and its costs."""
    parts = [f"# {_called(encoder).capitalize()}", ABOUT]
    parts += [markdown(sheet).rstrip() for sheet, _ in _score_sheets(own)]
    parts.append(f"![ACC of every method on every set](plots/acc-{_file(encoder)}.svg)")
    if any("cpu_seconds" in line.scores for line in own):
        costs = cost_sheet(own, f"Cost under {encoder}: processor seconds of a fit, peak memory")
        parts += ["## Costs", COSTS, markdown(costs).rstrip()]
    return "\n\n".join(parts) + "\n"


def _called(encoder: str) -> str:
    return "sets of vectors" if encoder == FEATURES else f"under {encoder}"


def _sets_of(methods: Sequence[Line], encoder: str) -> str:
    return ", ".join(dict.fromkeys(named(line.suite).title for line in methods if line.encoder == encoder))


def _score_sheets(methods: Sequence[Line]) -> list[tuple[Sheet, str]]:
    """One sheet per encoder and measure, and the name of its files."""
    found = []
    for encoder in _encoders(methods):
        own = [line for line in methods if line.encoder == encoder]
        for measure in SCORES:
            title = f"{TITLES[measure]} under {encoder}" + ("" if measure == "k" else ", percent")
            found.append((score_sheet(own, measure, title), f"{measure}-{_file(encoder)}"))
    return found


def _grid(name: str, own: Sequence[Line]) -> str:
    grid = GRIDS[name]
    sheet = variant_sheet(own, f"{grid.method}: {grid.title}", list(grid.variants))
    parts = [f"# {name}", ABOUT, markdown(sheet).rstrip()]
    if grid.axis:
        parts.append(f"![{grid.title}](plots/{_file(name)}.svg)")
    return "\n\n".join(parts) + "\n"


def _papers(methods: Sequence[Line]) -> list[Page]:
    """A page per paper whose sets were measured, its numbers beside ours."""
    told = published()
    found = []
    for paper in sorted(set(GROUPS) - {"offline"}):
        sets = [name for name in GROUPS[paper] if any(line.suite == name for line in methods)]
        sheets = [
            published_sheet([line for line in methods if line.suite == s], [p for p in told if p.suite == s], s)
            for s in sets
        ]
        if sheets:
            text = "\n\n".join([f"# The sets of {paper}", ABOUT, *(markdown(sheet).rstrip() for sheet in sheets)])
            found.append(Page(f"paper-{_file(paper)}.md", text + "\n"))
    return found


def _encoders(methods: Sequence[Line]) -> list[str]:
    return sorted({line.encoder for line in methods})


def _file(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
