"""The maps of pages: territories among their neighbours, and the country by the number of its contracts."""
