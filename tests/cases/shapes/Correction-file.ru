BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <correction/2a1b2c3d4e5f60718293> dcterms:isPartOf ?o }
INSERT { <correction/2a1b2c3d4e5f60718293> dcterms:isPartOf <organisation/etat> }
WHERE { <correction/2a1b2c3d4e5f60718293> dcterms:isPartOf ?o }
