BASE <http://localhost:8000/id/>
PREFIX org: <http://www.w3.org/ns/org#>

INSERT DATA { <organisation/200099999> org:memberOf <commune/99001> }
