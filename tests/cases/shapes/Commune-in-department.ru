BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { <departement/98> a ct:Department, ct:Territory ; rdfs:label "Autre"@fr ; igeo:codeINSEE "98" . <commune/99001> dcterms:isPartOf <departement/98> }
