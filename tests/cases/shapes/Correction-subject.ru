BASE <http://localhost:8000/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE { <correction/2a1b2c3d4e5f60718293> rdf:subject ?o }
WHERE { <correction/2a1b2c3d4e5f60718293> rdf:subject ?o }
