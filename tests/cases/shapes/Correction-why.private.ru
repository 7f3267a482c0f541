BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <correction/2a1b2c3d4e5f60718293> dcterms:description ?o }
INSERT { <correction/2a1b2c3d4e5f60718293> dcterms:description "Dit par jeanne@exemple.fr"@fr }
WHERE { <correction/2a1b2c3d4e5f60718293> dcterms:description ?o }
