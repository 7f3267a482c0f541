BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <source/communes> dcterms:source "exemple.fr" }
