"""Parts of the pages: state, cached data, controls, cards, tables and files."""
