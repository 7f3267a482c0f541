BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <article/900-val-d-exemple-crte-1> dcterms:isPartOf ?o }
WHERE { <article/900-val-d-exemple-crte-1> dcterms:isPartOf ?o }
