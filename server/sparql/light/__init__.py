"""Light queries: those whose work is proven small beforehand, answered in the web worker itself (decision 28)."""
