BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <source/communes> ct:sha256 ?o }
INSERT { <source/communes> ct:sha256 "abc" }
WHERE { <source/communes> ct:sha256 ?o }
