"""Papers an office sends: reports, summaries, county sheets, signboards, target table.

Every sentence is a template of ``planner/messages/papers.toml`` filled with figures of
a score, a coverage report and a duty calendar.
"""
