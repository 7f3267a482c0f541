BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <personne/paul-modele> rdfs:label ?o }
WHERE { <personne/paul-modele> rdfs:label ?o }
