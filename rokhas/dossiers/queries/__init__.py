"""Reading a case: `case` for lists and pages, `timeline` for what happened and why each date, `papers` for what is printed."""
