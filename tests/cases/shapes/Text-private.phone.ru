BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <signature/crte-200099999-paul-modele> ct:capacity ?o }
INSERT { <signature/crte-200099999-paul-modele> ct:capacity "préfet, 03 21 00 00 00"@fr }
WHERE { <signature/crte-200099999-paul-modele> ct:capacity ?o }
