"""What cannot be imported: a sentence, how to mend it, exit code 2, and nothing in the store."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadcli.store import database
from tests.support.imported import Workspace
from tests.support.raw_books import xlsx, xlsx_row

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
ROWS = ["线索编号,公司名称,联系人", "A1,甲公司,张三"]
CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
needs_mount = pytest.mark.skipif(not CAN_MOUNT, reason="needs Linux and root, to mount a small or read-only disk")


def refused(workspace: Workspace, *arguments: object) -> list[str]:
    """What is said on stderr, without the hints; nothing may be stored."""
    before = workspace.folder.joinpath("leads.duckdb").exists()
    ran = workspace.leadcli("import", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert workspace.folder.joinpath("leads.duckdb").exists() == before
    assert "hint: " in ran.err
    return [line for line in ran.err.splitlines() if "error[" in line]


def test_nothing_is_told_while_files_are_still_read(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some readers keep stderr closed meanwhile, and what is wrong with the command would be lost."""
    read: list[str] = []

    def slowly(paths: list[str]) -> None:
        time.sleep(0.3)
        read.extend(paths)

    monkeypatch.setattr("leadcli.app.imports.read_books", slowly)
    monkeypatch.setattr("leadcli.cli.boundary.show_problems", lambda problems, _: read.extend(p.code for p in problems))
    assert workspace.leadcli("import", "leads.xlsx", "--kind", "nope").code == 2
    assert read == ["leads.xlsx", "no_such_kind"]


def test_a_file_that_is_not_there(workspace: Workspace) -> None:
    assert refused(workspace, "leads.xlsx") == ["leads.xlsx: error[file_missing]: no such file"]


def test_a_folder(workspace: Workspace) -> None:
    (workspace.folder / "may").mkdir()
    assert refused(workspace, "may") == ["may: error[file_is_folder]: this is a folder, not a spreadsheet"]


def test_an_empty_file(workspace: Workspace) -> None:
    (workspace.folder / "leads.csv").touch()
    assert refused(workspace, "leads.csv") == ["leads.csv: error[file_empty]: the file is empty"]


def test_an_empty_workbook(workspace: Workspace) -> None:
    workspace.book("leads.xlsx", Sheet1=[])
    assert refused(workspace, "leads.xlsx") == ["leads.xlsx: error[no_content]: the file holds no content"]


def test_a_workbook_of_nothing_but_a_picture_or_a_chart(workspace: Workspace) -> None:
    import openpyxl
    import xlsxwriter

    pixel = (
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0000003010100"
        "c9fe92ef0000000049454e44ae426082"
    )
    with xlsxwriter.Workbook(workspace.folder / "picture.xlsx") as book:
        book.add_worksheet().insert_image("B2", "p.png", {"image_data": io.BytesIO(bytes.fromhex(pixel))})
    chart = openpyxl.Workbook()
    chart.create_chartsheet("图").add_chart(openpyxl.chart.BarChart())
    chart.remove(chart.worksheets[0])
    chart.save(workspace.folder / "chart.xlsx")
    ran = workspace.leadcli("import", "picture.xlsx", "chart.xlsx")
    assert [line for line in ran.err.splitlines() if "error[" in line] == [
        "picture.xlsx: error[no_content]: the file holds no content",
        "chart.xlsx: error[no_content]: the file holds no content",
    ]
    assert "put its data into cells" in ran.err.replace("\n      ", " ")


def test_a_list_in_one_column_that_says_nothing_of_leads(workspace: Workspace) -> None:
    workspace.book("list.xlsx", 名单=[["名单"], ["甲公司"], ["乙公司"]])
    assert refused(workspace, "list.xlsx") == [
        "list.xlsx: error[no_known_header]: no header was recognised; row 1 looks most like one: 名单"
    ]
    assert workspace.imported("list.xlsx", "--map", "名单=公司名称")["created"] == 2


def test_a_workbook_with_a_password(workspace: Workspace) -> None:
    path = shutil.copy(HOSTILE / "pass_protected.xlsx", workspace.folder / "leads.xlsx")
    assert refused(workspace, path) == [f"{path}: error[file_encrypted]: the file is protected by a password"]


@pytest.mark.parametrize("below", ["merged", "同上"])
def test_a_long_text_that_very_many_rows_stand_for(workspace: Workspace, below: str) -> None:
    strings = ["公司名称", "需求描述", "甲", "x" * 30_000, below]
    rows = xlsx_row(0, 1) + xlsx_row(2, 3) + (xlsx_row(2) if below == "merged" else xlsx_row(2, 4)) * 10_000
    data = xlsx(strings, rows, "B2:B10002" if below == "merged" else "")
    (workspace.folder / "leads.xlsx").write_bytes(data)
    assert refused(workspace, "leads.xlsx") == [
        "leads.xlsx: error[text_repeated]: written out cell by cell, the texts of the file come to 300 MB,"
        " which no ordinary sheet holds: a long text is repeated in very many cells"
    ]


def test_only_headers(workspace: Workspace) -> None:
    workspace.csv("leads.csv", "2024年5月线索", "线索编号,公司名称,联系人", ",,")
    assert refused(workspace, "leads.csv") == [
        "leads.csv: error[no_rows]: there is a header (row 2) but no data below it"
    ]


def test_no_known_header_says_what_was_found_and_what_to_map(workspace: Workspace) -> None:
    workspace.csv("五月 线索.csv", "", "公司名儿,顾客姓名,阿尔法", "甲,乙,1")
    ran = workspace.leadcli("import", "五月 线索.csv")
    assert ran.code == 2
    assert "no header was recognised; row 2 looks most like one: 公司名儿, 顾客姓名, 阿尔法" in ran.err
    command = 'leadcli import "五月 线索.csv" --map 公司名儿=company --map 顾客姓名=contact'
    assert command.replace(" ", "") in "".join(ran.err.split())
    assert workspace.told("import", "五月 线索.csv", "--map", "公司名儿=company", "--map", "顾客姓名=contact")


def test_one_file_of_unknown_headings_stops_the_others_too(workspace: Workspace) -> None:
    workspace.csv("good.csv", *ROWS)
    workspace.csv("bad.csv", "甲乙,丙丁", "1,2")
    (said,) = refused(workspace, "good.csv", "bad.csv")
    assert said.startswith("bad.csv: error[no_known_header]")


def test_every_file_that_cannot_be_read_is_named_at_once(workspace: Workspace) -> None:
    workspace.csv("good.csv", *ROWS)
    (workspace.folder / "empty.csv").touch()
    (workspace.folder / "may").mkdir()
    said = refused(workspace, "empty.csv", "good.csv", "may", "none.xlsx")
    assert [line.split(":")[0] for line in said] == ["empty.csv", "may", "none.xlsx"]
    answer = workspace.leadcli("import", "empty.csv", "none.xlsx", "--json")
    assert [error["code"] for error in answer.json["errors"]] == ["file_empty", "file_missing"]


def test_a_workbook_whose_sheets_are_all_hidden(workspace: Workspace) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("线索").append(["公司名称", "联系人"])
    book["线索"].append(["甲公司", "张三"])
    book["线索"].sheet_state = "hidden"
    book.save(workspace.folder / "leads.xlsx")
    ran = workspace.leadcli("import", "leads.xlsx")
    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "leads.xlsx: error[only_hidden_sheets]: all sheets with content are hidden: 线索",
    )
    assert workspace.imported("leads.xlsx", "--sheet", "线索")["created"] == 1


def test_a_sheet_that_is_not_there(workspace: Workspace) -> None:
    workspace.book("leads.xlsx", 五月=[["公司名称", "联系人"], ["甲", "乙"]])
    ran = workspace.leadcli("import", "leads.xlsx", "--sheet", "六月")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "leads.xlsx: error[no_such_sheet]: there is no sheet called `六月`",
        "hint: the file has: 五月",
    ]


def test_a_mapped_heading_that_no_sheet_has(workspace: Workspace) -> None:
    workspace.csv("a.csv", *ROWS)
    workspace.csv("b.csv", "编号,客户", "A2,乙")
    assert refused(workspace, "a.csv", "b.csv", "--map", "客户名=company", "--map", "客户=company") == [
        "error[no_such_heading]: no sheet has a heading `客户名`; there are: 线索编号, 公司名称, 联系人, 编号, 客户"
    ]


def test_fields_that_do_not_exist_are_all_named_at_once(workspace: Workspace) -> None:
    workspace.csv("a.csv", *ROWS)
    wrong = ["--map", "公司名称=compny", "--map", "联系人=职为", "--map", "东家=company"]
    assert refused(workspace, "a.csv", *wrong) == [
        "error[no_such_field]: there is no field `compny`",
        "error[no_such_field]: there is no field `职为`",
        "error[no_such_heading]: no sheet has a heading `东家`; there are: 线索编号, 公司名称, 联系人",
    ]
    ran = workspace.leadcli("import", "a.csv", *wrong, "--lang", "zh")
    assert "error[no_such_field]: 没有 `compny` 这个字段\nhint: 最接近的是 `公司名称`；" in ran.err
    assert "error[no_such_field]: 没有 `职为` 这个字段\nhint: 最接近的是 `职位`；" in ran.err


def test_not_one_row_that_can_be_kept(workspace: Workspace) -> None:
    workspace.csv("leads.csv", "线索编号,公司名称,联系人", "A1,,", "合计,,")
    ran = workspace.leadcli("import", "leads.csv", "--errors", "refused.xlsx")
    assert ran.code == 2
    assert "error[nothing_done]: not one row could be used; nothing was stored" in ran.err
    assert "leads.csv[leads!2]: error[nothing_identifies]" in ran.err
    assert not (workspace.folder / "leads.duckdb").exists()
    assert (workspace.folder / "refused.xlsx").exists()
    answer = workspace.leadcli("import", "leads.csv", "--json").json
    assert (answer["status"], answer["error"]["code"], answer["data"]["batch"]) == ("error", "nothing_done", None)
    assert answer["data"]["files"][0]["refused"] == 2


@pytest.mark.parametrize(("language", "column", "cell"), [("en", "At", "跟进时间"), ("zh", "时间", "跟进时间")])
def test_what_a_row_lacks_is_called_as_the_sheet_or_the_reader_has_it(
    workspace: Workspace, language: str, column: str, cell: str
) -> None:
    workspace.csv("f.csv", "编号,沟通内容,跟进方式", "A1,报价,电话")
    workspace.csv("g.csv", "编号,跟进时间,跟进方式", "A1,,电话", "A2,2024-05-01,电话")
    ran = workspace.leadcli("import", "f.csv", "g.csv", "--kind", "followup", "--lang", language, "--errors", "r.xlsx")
    said = [line.rpartition(" " if language == "en" else "：")[2] for line in ran.err.splitlines() if "error[" in line]
    assert said == [column, cell]
    workspace.leadcli("export", "issues", "-o", "issues.csv", "--lang", language)
    told = (workspace.folder / "issues.csv").read_text("utf-8").splitlines()
    assert [line.rstrip('"').endswith(word) for line, word in zip(told[1:], said, strict=True)] == [True, True]


def test_settings_that_are_a_list(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *ROWS)
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "fields.yaml").write_text("- 公司\n", "utf-8")
    (said,) = refused(workspace, "leads.csv")
    assert said.startswith(f"{workspace.folder}/config/fields.yaml:1:1: error[not_a_mapping]")


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder nobody can write to; root could, so for root it is a disk mounted read-only."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    if os.geteuid():
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(
    sys.platform != "linux" or (os.geteuid() == 0 and not CAN_MOUNT), reason="needs Linux; as root, mount"
)
def test_a_workspace_that_cannot_be_written(workspace: Workspace, read_only: Path) -> None:
    workspace.csv("leads.csv", *ROWS)
    ran = workspace.leadcli("-w", read_only, "import", "leads.csv")
    assert ran.code == 2
    assert ran.err.startswith(f"error[workspace_unusable]: database `{read_only}/leads.duckdb` cannot be used: ")
    assert workspace.told("-w", read_only, "import", "leads.csv", "--dry-run")["data"]["files"][0]["created"] == 1


@needs_mount
@pytest.mark.usefixtures("own_engine")
def test_a_full_disk(workspace: Workspace) -> None:
    small = workspace.folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], check=True)
    try:
        many_leads(workspace.folder / "leads.csv", 20_000)
        ran = workspace.leadcli("-w", small, "import", "leads.csv")
        assert ran.code == 2
        assert ran.err.splitlines()[0] == "error[disk_full]: the disk is full; nothing was stored"
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


@needs_mount
@pytest.mark.usefixtures("own_engine")
def test_a_disk_that_fills_up_leaves_what_was_stored(workspace: Workspace) -> None:
    small = workspace.folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], check=True)
    try:
        many_leads(workspace.folder / "few.csv", 10)
        assert workspace.leadcli("-w", small, "import", "few.csv").code == 0
        many_leads(workspace.folder / "leads.csv", 20_000)
        assert workspace.leadcli("-w", small, "import", "leads.csv").code == 2
        assert workspace.told("-w", small, "dedupe")["data"]["records"] == 10
    finally:
        subprocess.run(["umount", small], check=True)


def many_leads(path: Path, count: int) -> None:
    rows = (
        f"LX{number:07d},公司{number},联系人{number},139{number:08d},采购第{number}套系统,2024-05-{number % 28 + 1:02d}"
        for number in range(count)
    )
    path.write_text("线索编号,公司名称,联系人,联系方式,需求描述,获取时间\n" + "\n".join(rows) + "\n", "utf-8")


INTERRUPTED_BEFORE_THE_END = """
import os, signal
from leadcli.cli.main import run
from leadcli.store import batches

finish = batches.finish
batches.finish = lambda *given, **named: (os.kill(os.getpid(), signal.SIGINT), finish(*given, **named))
run()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_in_the_middle(workspace: Workspace) -> None:
    many_leads(workspace.folder / "leads.csv", 1_000)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED_BEFORE_THE_END, "import", "leads.csv", "--lang", "en"],
        cwd=workspace.folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("error[interrupted]")
    workspace.csv("one.csv", *ROWS)
    assert workspace.imported("one.csv")["created"] == 1
    assert workspace.current("number") == [("A1",)]


def test_a_database_in_use_names_its_holder(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *ROWS)
    workspace.told("import", "leads.csv")
    hold = "import sys, time, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", hold, workspace.folder / "leads.duckdb"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        ran = workspace.leadcli("--wait", "0.3", "import", "leads.csv")
        assert ran.code == 2
        assert f"is in use by another process (PID {process.pid})" in ran.err.splitlines()[0]
    finally:
        process.kill()
        process.wait()


def test_a_failed_import_leaves_what_was_there(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *ROWS)
    workspace.told("import", "leads.csv")
    before = workspace.everything()
    workspace.csv("more.csv", "线索编号,公司名称,联系人", "A2,,")
    assert workspace.leadcli("import", "more.csv").code == 2
    assert workspace.everything() == before


def test_a_new_database_of_which_nothing_is_kept_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "leads.duckdb"
    with database.writing(path, wait=1, create=True):
        raise database.KeepNothing
    assert not path.exists()
    with database.writing(path, wait=1, create=True):
        pass
    with database.writing(path, wait=1):
        raise database.KeepNothing
    assert path.exists()
