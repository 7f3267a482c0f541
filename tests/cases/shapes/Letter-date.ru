BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <courrier/900-val-d-exemple-crte-1> dcterms:date ?o }
INSERT { <courrier/900-val-d-exemple-crte-1> dcterms:date "avril" }
WHERE { <courrier/900-val-d-exemple-crte-1> dcterms:date ?o }
