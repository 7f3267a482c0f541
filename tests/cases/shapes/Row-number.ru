BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <preuve/communes-99001> ct:row ?o }
INSERT { <preuve/communes-99001> ct:row 0 }
WHERE { <preuve/communes-99001> ct:row ?o }
