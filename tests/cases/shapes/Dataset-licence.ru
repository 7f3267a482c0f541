BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <catalogue> a dcat:Dataset ; dcterms:title "Contrats"@fr ; dcterms:description "Contrats"@fr ; dcterms:identifier "contrats" ; dcterms:publisher <organisation/etat> }
