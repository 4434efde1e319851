"""One library of metrics: pages, dashboards, the API and scheduled reports ask here.

A *source* counts facts in one SQL statement, for as many periods as are asked. A
`Metric` says what a number is called, how it follows from what was counted, and what it
means. Facts have days, so that every number can be asked as of any past day.
"""
