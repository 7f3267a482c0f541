BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX kind: <https://w3id.org/pacte/def/contract-kind#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { <contrat/vide> a ct:Contract ; rdfs:label "Contrat"@fr ; ct:kind kind:crte ; ct:signedOn "2021"^^xsd:gYear }
