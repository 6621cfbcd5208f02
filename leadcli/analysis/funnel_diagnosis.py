"""What a counted funnel says about itself: its weakest step, its shape, what is stuck, and which figures are unsafe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadcli.analysis.funnel_doubts import Doubted
from leadcli.analysis.funnel_result import Finding, FunnelResult, share
from leadcli.settings.benchmarks import Benchmarks
from leadcli.settings.pipelines import Pipeline


@dataclass(frozen=True)
class Step:
    """From one stage to the next: what converted, and what it is held against (fractions; None where not known).

    `history` is the conversion of all earlier periods together, `history_base` the leads it stands on.
    """

    stage: str
    next_stage: str
    entered: int
    conversion: float | None
    target: float | None
    history: float | None
    history_base: int
    benchmark: float | None
    benchmark_source: str | None
    small_sample: bool
    history_holds: bool

    @property
    def worst_gap(self) -> float | None:
        """Conversion ÷ what it is held against, the lowest of target, own history and benchmark; below 1 is worse.

        A history of few leads is shown, but nothing is held against it.
        """
        against = [each for each in (self.target, self.history if self.history_holds else None, self.benchmark) if each]
        return min(self.conversion / each for each in against) if against and self.conversion is not None else None


@dataclass(frozen=True)
class Stuck:
    """The leads of a stage that stand in it longer than it allows."""

    stage: str
    count: int
    standing: int
    limit_days: int
    oldest: int | None


@dataclass(frozen=True)
class Diagnosis:
    """All that is found; `weakest` is the step farthest below what it is held against, else the lowest conversion.

    `qualified` is how many of the leads of the first marked stage (MQL) the second (SQL) has: entered, entered, names.
    `shapes` and `doubts` are findings with the figures that show them.
    """

    steps: tuple[Step, ...]
    weakest: Step | None
    shapes: tuple[Finding, ...]
    stuck: tuple[Stuck, ...]
    qualified: tuple[str, int, str, int]
    doubts: tuple[Finding, ...]


def diagnose(
    result: FunnelResult, pipeline: Pipeline, benchmarks: Benchmarks, doubted: Mapping[str, Doubted]
) -> Diagnosis:
    """Judge a funnel counted with earlier periods and by owner.

    Args:
        result: the counted funnel; its question compares by `owner`.
        pipeline: its stages.
        benchmarks: what it is held against.
        doubted: what makes figures unsafe, as `find_doubts` gives it.
    """
    steps = tuple(_steps(result, pipeline, benchmarks))
    return Diagnosis(
        steps,
        _weakest(steps),
        tuple(_shapes(result, pipeline, benchmarks)),
        tuple(_stuck(result)),
        _qualified(result, pipeline),
        tuple(_doubts(result, benchmarks, doubted)),
    )


def _steps(result: FunnelResult, pipeline: Pipeline, benchmarks: Benchmarks) -> Iterator[Step]:
    known = benchmarks.benchmarks.get(pipeline.name, {})
    for step in range(pipeline.won):
        stage, usual = result.stages[step], known.get(pipeline.names[step])
        base = sum(each.entered[step] for each in result.earlier)
        yield Step(
            stage.stage,
            result.stages[step + 1].stage,
            stage.entered,
            stage.conversion,
            stage.target,
            share(sum(each.entered[step + 1] for each in result.earlier), base),
            base,
            usual.conversion if usual else None,
            usual.source if usual else None,
            stage.entered < result.small_sample,
            base >= result.small_sample,
        )


def _weakest(steps: Sequence[Step]) -> Step | None:
    behind = [(gap, place) for place, step in enumerate(steps) if (gap := step.worst_gap) is not None and gap < 1]
    losing = [(part, place) for place, step in enumerate(steps) if (part := step.conversion) is not None and part < 1]
    found = behind or losing
    return steps[min(found)[1]] if found else None


def _shapes(result: FunnelResult, pipeline: Pipeline, benchmarks: Benchmarks) -> Iterator[Finding]:
    """Top-heavy, a bulge in the middle, a gap at the bottom."""
    limits, standing = benchmarks.shapes, result.standing[: pipeline.won]
    everywhere = sum(stage.open_visits.n for stage in result.stages[: pipeline.won])
    for place, part in enumerate(standing):
        stage = result.stages[place]
        figures = {"stage": stage.stage, "share": part, "standing": stage.open_visits.n, "of": everywhere}
        if part is not None and place == 0 and part >= limits.top_heavy:
            yield Finding("top_heavy", figures)
        elif part is not None and 0 < place < pipeline.won - 1 and part >= limits.middle_bulge:
            yield Finding("middle_bulge", figures)
    *before, last = [stage.conversion for stage in result.stages[: pipeline.won]] or [None]
    usual = [each for each in before if each is not None]
    if last is not None and usual and last < limits.bottom_gap * (sum(usual) / len(usual)):
        names = {"stage": result.stages[pipeline.won - 1].stage, "next_stage": result.stages[pipeline.won].stage}
        yield Finding("bottom_gap", names | {"conversion": last, "usual": sum(usual) / len(usual)})


def _stuck(result: FunnelResult) -> Iterator[Stuck]:
    for stage in result.stages:
        visits = stage.open_visits
        if visits.over_limit and visits.limit_days:
            yield Stuck(stage.stage, visits.over_limit, visits.n, visits.limit_days, visits.oldest)


def _qualified(result: FunnelResult, pipeline: Pipeline) -> tuple[str, int, str, int]:
    """From marketing's leads to sales' leads: the stages marked MQL and SQL, else the first and the opportunities'."""
    marked = {stage.mark: place for place, stage in enumerate(pipeline.stages) if stage.mark}
    first, second = marked.get("MQL", 0), marked.get("SQL", pipeline.opportunity)
    one, other = result.stages[first], result.stages[second]
    return one.stage, one.entered, other.stage, other.entered


def _doubts(result: FunnelResult, benchmarks: Benchmarks, doubted: Mapping[str, Doubted]) -> Iterator[Finding]:
    """What makes figures unsafe: what is missing to some extent, with its share and base, and what cannot be right."""
    for finding in [*_missing(result, benchmarks), *_impossible(result, doubted)]:
        examples = doubted.get(finding.code, Doubted()).examples
        yield Finding(finding.code, {**finding.params, "examples": list(examples)})


def _missing(result: FunnelResult, benchmarks: Benchmarks) -> Iterator[Finding]:
    limits, gaps = benchmarks.doubts, result.gaps
    entries = sum(stage.entered for stage in result.stages)
    owners = next((table.groups for table in result.groups if table.by == "owner"), ())
    nobody = sum(group.entered for group in owners if group.value is None)
    counts = {
        "undated": (gaps.undated_events, entries, limits.undated),
        "inferred": (gaps.inferred_events, entries, limits.inferred),
        "without_owner": (nobody, sum(group.entered for group in owners), limits.without_owner),
        "without_reason": (result.losses.without_reason, result.losses.count, limits.without_reason),
    }
    for code, (count, whole, limit) in counts.items():
        part = share(count, whole)
        if part is not None and part >= limit:
            yield Finding(code, {"count": count, "of": whole, "share": part})
    if result.immature:
        yield Finding("immature", {"window": result.question.window_days})


def _impossible(result: FunnelResult, doubted: Mapping[str, Doubted]) -> Iterator[Finding]:
    for code in ("won_before_created", "later_events", "amount_implausible"):
        if code in doubted:
            yield Finding(code, {"count": doubted[code].count})
    unknown = sum(each.count for each in result.unknown_stages)
    if unknown:
        yield Finding("unknown_stages", {"count": unknown, "kinds": len(result.unknown_stages)})
    if result.gaps.undated_leads:
        yield Finding("undated_leads", {"count": result.gaps.undated_leads})
    if result.contradicted_leads:
        yield Finding("contradicted_leads", {"count": result.contradicted_leads})
