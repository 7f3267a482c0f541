BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA { <commune/99002> dcterms:isReplacedBy <commune/99001> }
