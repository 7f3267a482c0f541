BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <programme/chemins-verts> rdfs:label ?o }
WHERE { <programme/chemins-verts> rdfs:label ?o }
