BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <source/communes> dcterms:title ?o }
WHERE { <source/communes> dcterms:title ?o }
