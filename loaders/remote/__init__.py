"""A release sent to a SPARQL 1.1 store on another machine: in chunks that nobody sees, then shown by one request."""

from __future__ import annotations

from loaders.remote.endpoint import Addresses, Endpoint, Login, Patience, beside
from loaders.remote.push import Outcome, Teller, push
from loaders.remote.sent import Sent

__all__ = ["Addresses", "Endpoint", "Login", "Outcome", "Patience", "Sent", "Teller", "beside", "push"]
