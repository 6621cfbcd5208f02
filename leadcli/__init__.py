"""leadcli: lead and funnel work over the spreadsheets a sales team already keeps."""

__version__ = "0.1.0"
