BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>

INSERT DATA { <../sparql> a dcat:DataService ; dcat:endpointURL <https://exemple.fr/s> }
