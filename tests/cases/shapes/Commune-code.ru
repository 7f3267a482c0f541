BASE <http://localhost:8000/id/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>

DELETE { <commune/99001> igeo:codeINSEE ?o }
INSERT { <commune/99001> igeo:codeINSEE "9900" }
WHERE { <commune/99001> igeo:codeINSEE ?o }
