BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <appartenance/99002-200099999-2022> ct:firstEdition "2020" }
