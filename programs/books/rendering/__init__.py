"""The books as papers: a printed statement, and workbooks to compute with."""
