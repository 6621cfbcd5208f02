"""The rules and the arithmetic: relations and settings in, results out; blind to one another."""
