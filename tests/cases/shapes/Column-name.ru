BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <preuve/communes-colonne-population> ct:column ?o }
INSERT { <preuve/communes-colonne-population> ct:column "" }
WHERE { <preuve/communes-colonne-population> ct:column ?o }
