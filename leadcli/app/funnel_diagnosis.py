"""Diagnosing a funnel: where it is weak, what it looks like, what is stuck, and which figures are unsafe."""

from __future__ import annotations

from dataclasses import asdict, replace

from leadcli.analysis.funnel_diagnosis import Diagnosis, diagnose
from leadcli.app.command_line import command_line
from leadcli.app.funnel import FunnelRequest, counted, definition_options, period_options
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.i18n import Words
from leadcli.report.funnel import definition_of
from leadcli.report.funnel_diagnosis import diagnosis_report
from leadcli.report.funnel_labels import translated
from leadcli.settings.benchmarks import read_benchmarks


def diagnosis(session: Session, request: FunnelRequest, config: str | None = None) -> Result:
    """Judge a funnel against its targets, its own history and benchmarks.

    Raises:
        LeadcliError: with all problems of `benchmarks.yaml`, and what `funnel report` raises.
    """
    check_files(session, request.files, "funnel diagnose")
    benchmarks = read_benchmarks(session.workspace, config)
    asked = replace(request, by=("owner",))
    found = counted(session, asked, wants_rows=bool(request.files), wants_doubts=True)
    judged = diagnose(found.result, found.pipeline, benchmarks.value, found.doubted)
    labels = found.pipeline.labels(session.language)
    shown = translated(found.result, labels)
    shown_judged = diagnose(shown, found.pipeline, benchmarks.value, found.doubted)
    report = diagnosis_report(shown, shown_judged, found.rows, labels, Words(session.language))
    written = write_report(session, report, request.files)
    period = period_options(found.result.question.period)
    following = command_line("funnel", "report", *period, *definition_options(request), "--out", "funnel.xlsx")
    definition = Words(session.language).text(definition_of(found.result))
    data = _data(found.result.pipeline, judged) | {"definition": definition, "settings_file": str(benchmarks.path)}
    return Result("funnel diagnose", data, report, written=written, next_command=following)


def _data(pipeline: str, judged: Diagnosis) -> dict[str, object]:
    first, entered, second, qualified = judged.qualified
    return {
        "pipeline": pipeline,
        "steps": [asdict(step) | {"worst_gap": step.worst_gap} for step in judged.steps],
        "weakest": judged.weakest and judged.weakest.stage,
        "shapes": [{"code": each.code, **each.params} for each in judged.shapes],
        "stuck": [asdict(each) for each in judged.stuck],
        "qualified": {
            "from": first,
            "to": second,
            "entered": entered,
            "qualified": qualified,
            "rate": qualified / entered if entered else None,
        },
        "doubts": [{"code": each.code, **each.params} for each in judged.doubts],
    }
