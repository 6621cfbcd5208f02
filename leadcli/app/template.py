"""Templates: the workbooks and settings that come with leadcli, copied out to be filled in or edited."""

from __future__ import annotations

from pathlib import Path

from leadcli.app.command_line import command_line
from leadcli.app.outputs import check_ending
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message, Text
from leadcli.render.sentences import reason_of
from leadcli.report.model import Column, ColumnKind, Report, Sentence, Table
from leadcli.settings.shipped import find_settings, shipped_folder
from leadcli.settings.suggest import suggestion

_TRY_OUT = {
    "scoring": ("score", "--dry-run", "--diff"),
    "dedupe": ("dedupe",),
    "priority": ("opportunity", "list"),
    "followup": ("due",),
    "team": ("assign", "--dry-run"),
    "notify": ("notify", "--dry-run"),
    "lifecycle": ("lifecycle", "report"),
}
"""Commands that take a settings file, by the beginning of its name."""


def template_kinds() -> dict[str, list[Kind]]:
    """The workbook templates, name -> the kinds of sheet in it."""
    found: dict[str, list[Kind]] = {}
    for kind in KINDS.values():
        if kind.template:
            found.setdefault(kind.template, []).append(kind)
    return found


def list_templates(session: Session) -> Result:
    """List what `new_template` can write: workbooks to fill in, settings to edit."""
    workbooks, settings = template_kinds(), _settings()
    data = {
        "templates": [
            {"name": name, "title": _title(name, kinds, session.language), "kinds": [kind.name for kind in kinds]}
            for name, kinds in workbooks.items()
        ],
        "settings": [{"name": name} for name in settings],
    }
    rows = [
        [name, _title_text(kinds, session.language), sum(len(kind.fields) for kind in kinds)]
        for name, kinds in workbooks.items()
    ]
    about = [[name, Message.of(f"template.about.{path.stem}")] for name, path in settings.items()]
    title, heading = Column("title", Message.of("template.title")), Column("name", Message.of("template.name"))
    counted = Column("columns", Message.of("template.columns"), ColumnKind.INTEGER)
    blocks = [
        Table("workbooks", Message.of("template.workbooks"), [heading, title, counted], rows),
        Table("settings", Message.of("template.settings"), [heading, title], about),
    ]
    following = command_line("template", "new", "lead_sheet", "-o", "leads.xlsx")
    report = Report("template", Message.of("template.list_title"), Message.of("template.list_definition"), blocks)
    return Result("template list", data, report, next_command=following)


def new_template(session: Session, name: str, out: Path | None = None) -> Result:
    """Write one template: a workbook to fill in, or a settings file to edit in `WORKSPACE/config/`.

    Args:
        session: Its language chooses the language of a workbook.
        name: As `list_templates` shows it; the title of a sheet (销售线索信息表) is understood as well.
        out: The file to write; by default it is named like the template and stands in the workspace.

    Raises:
        LeadcliError: `unknown_template`; `unknown_format`; `file_exists`, nothing is overwritten; `cannot_write`.
    """
    workbooks, settings = template_kinds(), _settings()
    found = _find(name, workbooks, settings)
    is_workbook = found in workbooks
    source = _shipped_workbook(found, session.language) if is_workbook else settings[found]
    target = out or session.workspace / ("" if is_workbook else "config") / source.name
    check_ending(target, "template new --out", (source.suffix,))
    _copy(source, target)
    data = {"name": found, "path": str(target)}
    said = Message.of("template.fill_in" if is_workbook else "template.edit")
    following = command_line("import", target) if is_workbook else _try_out(session, source.name, target)
    report = Report("template", Message.of("template.written_title"), None, [Sentence(said)])
    return Result("template new", data, report, next_command=following, written=[str(target)])


def _try_out(session: Session, name: str, target: Path) -> str | None:
    """The command that reads a settings file; where it would not look by itself, it is told."""
    kind, _, variant = Path(name).stem.partition("-")
    if kind not in _TRY_OUT:
        return None
    found = find_settings(name, session.workspace).resolve() == target.resolve()
    told = [] if found and not variant else ["--config", name if found else target]
    return command_line(*_TRY_OUT[kind], *told)


def _settings() -> dict[str, Path]:
    return {path.name: path for path in sorted(shipped_folder("config").glob("*.yaml"))}


def _shipped_workbook(name: str, language: str) -> Path:
    folder = shipped_folder("templates")
    return (folder if language == "zh" else folder / language) / f"{name}.xlsx"


def _title_text(kinds: list[Kind], language: str) -> Text:
    return kinds[0].title(language) if len(kinds) == 1 else Message.of("template.market")


def _title(name: str, kinds: list[Kind], language: str) -> str:
    """The title for programs, where a template of several sheets goes by its name."""
    return kinds[0].title(language) if len(kinds) == 1 else name


def _find(name: str, workbooks: dict[str, list[Kind]], settings: dict[str, Path]) -> str:
    """The template meant by a name, with or without its ending, or by the title of one of its sheets."""
    called = {Path(each).stem: each for each in settings} | {f"{each}.xlsx": each for each in workbooks}
    called |= {title: each for each, kinds in workbooks.items() for kind in kinds for title in (kind.zh, kind.en)}
    called |= {each: each for each in (*workbooks, *settings)}  # a workbook and a file of settings may share a stem
    if name not in called:
        params = {"name": name, **suggestion(name, [*workbooks, *settings])}
        raise LeadcliError.of([Problem("unknown_template", params)])
    return called[name]


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError as error:
        raise LeadcliError("file_exists", path=str(target)) from error
    except OSError as error:
        raise LeadcliError("cannot_write", path=str(target), reason=reason_of(error)) from error
