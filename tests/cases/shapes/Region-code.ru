BASE <http://localhost:8000/id/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>

DELETE { <region/99> igeo:codeINSEE ?o }
WHERE { <region/99> igeo:codeINSEE ?o }
