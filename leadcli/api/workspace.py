"""A workspace and its verbs, for programs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from leadcli.api.answers import Deduplicated, Exported, Graded, Imported, Scored, Story, Undone, answer, frame
from leadcli.api.answers_assign import HandedOut, HandedOver
from leadcli.api.answers_followup import FollowupLogged
from leadcli.api.answers_lifecycle import Pooled
from leadcli.api.answers_notify import Notified
from leadcli.api.answers_run import BatchRun
from leadcli.api.answers_stage import StageHistory, StageSet
from leadcli.api.reports import Reports
from leadcli.api.running import check_choice, path_of, told
from leadcli.app.files import Files

if TYPE_CHECKING:
    import pandas as pd


class Workspace(Reports):
    """A folder with a team's leads: `leads.duckdb`, and settings of its own in `config/`.

    Every method is a command of the command line, runs in one transaction, and raises `LeadcliError` where the command
    would end with exit code 2; what is wrong and how to mend it stands in the error's notes and in its `problems`.
    """

    def import_files(
        self,
        *files: str | Path,
        kind: str | None = None,
        sheet: str | None = None,
        mapping: Mapping[str, str] | None = None,
        dry_run: bool = False,
        errors_out: str | Path | None = None,
    ) -> Imported:
        """Read sheets into the workspace, all of them or, on an error, none; the same bytes again change nothing.

        Args:
            files: paths; `-` reads CSV from standard input.
            kind: what the sheets are, where their headers do not tell.
            sheet: read only the sheet of this name.
            mapping: header -> field, remembered.
            dry_run: say what would happen, store nothing.
            errors_out: where to write the refused rows, to be mended and imported again.
        """
        from leadcli.app.imports import ImportRequest, import_files

        paths = [str(path) for path in files]
        request = ImportRequest(paths, kind, sheet, mapping or {}, dry_run, path_of(errors_out))
        return answer(Imported, self._run(import_files, request))

    def dedupe(self, config: str | None = None, *, review_out: str | Path | None = None) -> Deduplicated:
        """Merge what is certain; `review_out` is where to write the pairs that a person must decide."""
        from leadcli.app.dedupe import find_duplicates

        return answer(Deduplicated, self._run(find_duplicates, config, path_of(review_out)))

    def score(
        self, config: str | None = None, *, out: str | Path | None = None, diff: bool = False, dry_run: bool = False
    ) -> Scored:
        """Score and grade every lead; `out` is where to write the team's sheet with its scores.

        Args:
            config: a path, or a name in `config/`; `scoring.yaml` by default.
            out: a workbook.
            diff: tell whose grade moved since the last run.
            dry_run: compute and store nothing.
        """
        from leadcli.app.score import ScoreRequest, score_leads

        return answer(Scored, self._run(score_leads, ScoreRequest(config, path_of(out), diff, dry_run)))

    def grade(self, lead_no: str, grade: str | None, *, reason: str | None = None, by: str | None = None) -> Graded:
        """Set a grade that outranks the score, which needs a reason; None withdraws it."""
        from leadcli.app.grade import set_grade

        return answer(Graded, self._run(set_grade, lead_no, grade, reason, by))

    def assign(
        self,
        *,
        by: str | None = None,
        dry_run: bool = False,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> HandedOut:
        """Give every lead that nobody owns an owner, by `team.yaml`.

        Args:
            by: who hands out.
            dry_run: say what would be given, store nothing.
            out: a workbook.
            html: a page.
        """
        from leadcli.app.assign import AssignRequest, assign

        return answer(HandedOut, self._run(assign, AssignRequest(by, dry_run, Files(path_of(out), path_of(html)))))

    def handover(
        self,
        leaver: str,
        *heirs: str,
        by: str | None = None,
        dry_run: bool = False,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> HandedOver:
        """Give all leads and planned next steps of one owner to others, whole accounts in turns.

        Args:
            leaver: whose.
            heirs: who takes over, one or several.
            by: who says so.
            dry_run: say what would go where, store nothing.
            out: a workbook.
            html: a page.
        """
        from leadcli.app.handover import HandoverRequest, hand_over

        files = Files(path_of(out), path_of(html))
        return answer(HandedOver, self._run(hand_over, HandoverRequest(leaver, heirs, by, dry_run, files)))

    def notify(
        self,
        *to: str,
        daily: bool = False,
        dry_run: bool = False,
        again: bool = False,
        ics: str | Path | None = None,
        png: str | Path | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Notified:
        """Send what is due and the daily report to the channels of `notify.yaml`.

        Args:
            to: only these channels or people.
            daily: only the daily report.
            dry_run: give the texts, send nothing.
            again: also what went out today.
            ics: a folder for a calendar file of each person.
            png: where to draw the daily report.
            secrets: where addresses are looked up by name; the environment by default.
        """
        from leadcli.app.notify import NotifyRequest, notify

        environment = os.environ if secrets is None else secrets
        request = NotifyRequest(to, daily, dry_run, again, False, path_of(ics), path_of(png), environment)
        return answer(Notified, self._run(notify, request))

    def set_stage(  # noqa: PLR0913 - one parameter per option
        self,
        lead_no: str,
        stage: str,
        *,
        reason: str,
        at: datetime | date | str | None = None,
        by: str | None = None,
        pipeline: str | None = None,
        strict: bool = False,
        dry_run: bool = False,
    ) -> StageSet:
        """Write down that a lead entered a stage; it counts like a row of a stage log.

        Args:
            lead_no: any number of the lead.
            stage: its name, an alias, or a word for lost.
            reason: why.
            at: when, now by default.
            by: who says so.
            pipeline: whose stage it is; the default of `pipelines.yaml` otherwise.
            strict: write nothing when the conditions of entry are not met.
            dry_run: say what would happen, write nothing.
        """
        from leadcli.app.stage import StageRequest, set_by_hand

        typed = None if at is None else str(at)
        request = StageRequest(lead_no, stage, reason, typed, by, pipeline, strict, dry_run)
        return answer(StageSet, self._run(set_by_hand, request))

    def log_followup(
        self,
        lead_no: str,
        *,
        method: str,
        content: str,
        at: datetime | date | str | None = None,
        by: str | None = None,
        dry_run: bool = False,
        **more: object,
    ) -> FollowupLogged:
        """Write down that a lead was followed up; it counts like a row of a follow-up log.

        Args:
            lead_no: any number of the lead; one that no lead has yet is kept.
            method: how.
            content: what was said.
            at: when, now by default.
            by: who did it, the lead's owner by default.
            dry_run: say what would happen, write nothing.
            more: other columns of a follow-up log by their machine names: `feedback`, `next_at`, `done` …
        """
        from leadcli.app.followup_log import COLUMNS, LogRequest, log_by_hand

        with told(self._session.language):
            for name in more:
                check_choice("column", name, COLUMNS)
        said = {"method": method, "content": content, "at": at, "by": by, **more}
        return answer(FollowupLogged, self._run(log_by_hand, LogRequest(lead_no, said, None, dry_run)))

    def pool(
        self,
        *,
        apply: bool = False,
        by: str | None = None,
        out: str | Path | None = None,
        html: str | Path | None = None,
    ) -> Pooled:
        """Show which leads are to be set free by `lifecycle.yaml`; `apply` takes their owners away.

        Args:
            apply: set them free; otherwise nothing is stored.
            by: who sets free.
            out: a workbook.
            html: a page that opens in a browser, offline.
        """
        from leadcli.app.pool import PoolRequest, run_pool

        return answer(Pooled, self._run(run_pool, PoolRequest(apply, by, Files(path_of(out), path_of(html)))))

    def stage_history(self, lead: str, *, pipeline: str | None = None) -> StageHistory:
        """Every stage a lead entered, by its number, or by a phone, a firm or a name that means this lead only."""
        from leadcli.app.stage_history import show_history

        return answer(StageHistory, self._run(show_history, lead, pipeline))

    def find(self, text: str) -> pd.DataFrame:
        """Who is there already under a number, a phone, a firm or a name: one row per lead, the surest first."""
        from leadcli.app.find import find

        return frame("matches", self._run(find, text).data["matches"])

    def explain(self, lead_no: str) -> Story:
        """The whole story of one lead, by its number, or by a phone, a firm or a name that means this lead only."""
        from leadcli.app.explain import explain

        return answer(Story, self._run(explain, lead_no))

    def table(self, name: str, *, mask_phones: bool = False) -> pd.DataFrame:
        """A table under its machine names (`leads`, `members`, `scores`, `stages`, `issues` …), see `leadcli export`.

        Columns keep their exact types (they are Arrow's: a missing whole number stays one, money is exact, in 元).
        """
        import pandas as pd

        from leadcli.app.export import read_table

        with told(self._session.language):
            data = read_table(self._session, name, mask_phones)
        found: pd.DataFrame = data.to_pandas(types_mapper=pd.ArrowDtype)
        return found

    def export(self, name: str, out: str | Path, *, mask_phones: bool = False) -> Exported:
        """Write a table as xlsx, csv, json or parquet; the ending of the file decides."""
        from leadcli.app.export import export_table

        return answer(Exported, self._run(export_table, name, Path(out), mask_phones))

    def undo(self, batch: int | None = None) -> Undone:
        """Take back the last change; `batch` says which one it has to be."""
        from leadcli.app.undo import undo

        return answer(Undone, self._run(undo, batch))

    def run_batch(self, batch: str | None = None, *, step: str | None = None, dry_run: bool = False) -> BatchRun:
        """Do the steps of a batch file, each as a process; one that fails makes the status `error` and raises nothing.

        Args:
            batch: a path, or a name in `config/`; `batch.yaml` by default.
            step: do this one alone.
            dry_run: say what would be done.
        """
        from leadcli.app.run import RunRequest, run_batch

        return answer(BatchRun, self._run(run_batch, RunRequest(batch, step, dry_run)))

    def schedule(
        self, kind: Literal["cron", "systemd", "windows"], *, at: str = "02:30", batch: str | None = None
    ) -> str:
        """What to paste so that a machine does `run_batch` every day at a time."""
        from leadcli.app.run_program import scheduled_program
        from leadcli.app.schedule import ScheduleRequest, show_schedule

        check_choice("kind", kind, ("cron", "systemd", "windows"))
        request = ScheduleRequest(kind, scheduled_program(kind), at, batch)
        return self._run(show_schedule, request).plain or ""

    def new_template(self, name: str, out: str | Path | None = None) -> Path:
        """Write a workbook to fill in, or a settings file to edit, and give its path."""
        from leadcli.app.template import new_template

        return Path(self._run(new_template, name, path_of(out)).written[0])

    def doctor(self) -> pd.DataFrame:
        """What stands in the way of working: one row per check."""
        from leadcli.app.doctor import diagnose

        return frame("checks", self._run(diagnose).data["checks"])
