"""leadcli as a library: the verbs of the command line over the same use cases, answered with types and DataFrames."""
