BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <groupement/200088888> ct:siren ?o }
WHERE { <groupement/200088888> ct:siren ?o }
