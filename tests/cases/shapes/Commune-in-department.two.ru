BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { <commune/99001> dcterms:isPartOf <departement/98> . <departement/98> a ct:Department, ct:Territory ; rdfs:label "Autre"@fr ; <http://rdf.insee.fr/def/geo#codeINSEE> "98" ; dcterms:isPartOf <region/99> }
