BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <contrat/crte-200099999> dcterms:temporal <epci/200099999> }
