BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <action/crte-200099999-1> ct:position ?o }
INSERT { <action/crte-200099999-1> ct:position "premier" }
WHERE { <action/crte-200099999-1> ct:position ?o }
