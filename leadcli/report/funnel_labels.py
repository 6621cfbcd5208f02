"""A counted funnel under other names: what the settings call its stages, reasons and remedies in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_result import FunnelResult, LossCount

if TYPE_CHECKING:
    import pyarrow as pa


def translated(result: FunnelResult, labels: Mapping[str, str]) -> FunnelResult:
    """The same result with names as `labels` have them; what stands in `pipelines.yaml` to be edited keeps its name."""

    def said(name: str) -> str:
        return labels.get(name, name)

    worst = result.bottleneck
    return replace(
        result,
        stages=tuple(replace(each, stage=said(each.stage)) for each in result.stages),
        losses=replace(result.losses, reasons=tuple(_reason(each, said) for each in result.losses.reasons)),
        bottleneck=worst and replace(worst, stage=said(worst.stage), next_stage=said(worst.next_stage)),
    )


def _reason(loss: LossCount, said: Callable[[str], str]) -> LossCount:
    stage, remedy = loss.stage and said(loss.stage), loss.remedy and said(loss.remedy)
    return replace(loss, reason=said(loss.reason), stage=stage, remedy=remedy)


def stages_translated(rows: pa.Table, labels: Mapping[str, str], columns: Iterable[str] = ("stage",)) -> pa.Table:
    """Rows with the names in some of their columns as `labels` have them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column in columns if labels else ():
        if column in rows.column_names:
            codes = rows[column].combine_chunks().dictionary_encode()
            names = pa.array([name and labels.get(name, name) for name in codes.dictionary.to_pylist()], pa.string())
            rows = rows.set_column(rows.column_names.index(column), column, pc.take(names, codes.indices))
    return rows
