BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <commune/99001> dcterms:isPartOf <organisation/etat> }
