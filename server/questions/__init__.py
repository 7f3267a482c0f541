"""The stored questions: each a `.rq` file of `server/queries`, asked by page, CSV or JSON."""
