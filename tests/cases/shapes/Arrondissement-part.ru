BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <arrondissement/991> dcterms:isPartOf <organisation/etat> }
