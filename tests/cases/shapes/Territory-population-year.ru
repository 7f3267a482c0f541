BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <epci/200099999> ct:populationYear ?o }
INSERT { <epci/200099999> ct:populationYear "l'an dernier" }
WHERE { <epci/200099999> ct:populationYear ?o }
