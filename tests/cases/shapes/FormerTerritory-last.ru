BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { <commune/99002> ct:lastEdition ?o }
INSERT { <commune/99002> ct:lastEdition "2023" }
WHERE { <commune/99002> ct:lastEdition ?o }
