BASE <http://localhost:8000/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE { <preuve/communes-colonne-population> rdf:predicate ?o }
WHERE { <preuve/communes-colonne-population> rdf:predicate ?o }
