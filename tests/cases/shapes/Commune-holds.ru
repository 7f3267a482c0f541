BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <groupement/200088888> dcterms:isPartOf <commune/99001> }
