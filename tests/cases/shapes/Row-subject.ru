BASE <http://localhost:8000/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE { <preuve/communes-99001> rdf:subject ?o }
WHERE { <preuve/communes-99001> rdf:subject ?o }
