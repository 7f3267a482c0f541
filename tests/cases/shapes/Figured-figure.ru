BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <programme/chemins-verts> ct:figure <commune/99001> }
