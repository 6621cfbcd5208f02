"""`leadcli customer`: all customers in figures, and all that is known of one."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context

from leadcli.app.result import Result
from leadcli.cli.options import ReportFiles


def report(context: Context, *, files: ReportFiles) -> Result:
    """Report on customers."""
    from leadcli.app.customer import CustomersRequest, report

    return report(context.obj.session(), CustomersRequest(files))


def show(context: Context, name: Annotated[str, Argument(metavar="NAME")]) -> Result:
    """Show all that is known of one customer."""
    from leadcli.app.customer_card import show_customer

    return show_customer(context.obj.session(), name)
