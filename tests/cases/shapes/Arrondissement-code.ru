BASE <http://localhost:8000/id/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>

DELETE { <arrondissement/991> igeo:codeINSEE ?o }
WHERE { <arrondissement/991> igeo:codeINSEE ?o }
