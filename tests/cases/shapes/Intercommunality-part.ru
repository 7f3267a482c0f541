BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <epci/200099999> dcterms:isPartOf <organisation/etat> }
