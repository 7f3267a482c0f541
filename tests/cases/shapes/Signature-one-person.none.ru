BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <signature/crte-200099999-paul-modele> ct:witness ?o }
WHERE { <signature/crte-200099999-paul-modele> ct:witness ?o }
