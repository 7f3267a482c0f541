BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA { <appartenance/99002-200099999-2022> ct:whole <epci/200099999> }
