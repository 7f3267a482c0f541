BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <departement/99> dcterms:isPartOf <organisation/etat> }
