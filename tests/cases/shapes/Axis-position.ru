BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <axe/crte-200099999-1-1> ct:position ?o }
INSERT { <axe/crte-200099999-1-1> ct:position 0 }
WHERE { <axe/crte-200099999-1-1> ct:position ?o }
