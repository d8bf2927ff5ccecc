"""Parts of the page of advisory groups."""
