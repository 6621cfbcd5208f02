"""How results look: on the terminal, in workbooks, as JSON; blind to where they come from."""
