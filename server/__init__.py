"""What pacte shows: a release, through HTTP."""
