BASE <http://localhost:8000/id/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>

DELETE { <departement/99> igeo:codeINSEE ?o }
INSERT { <departement/99> igeo:codeINSEE "Exemples" }
WHERE { <departement/99> igeo:codeINSEE ?o }
