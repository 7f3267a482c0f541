BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <groupement/200088888> ct:legalForm ?o }
INSERT { <groupement/200088888> ct:legalForm <organisation/etat> }
WHERE { <groupement/200088888> ct:legalForm ?o }
