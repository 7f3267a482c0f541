BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <../jeu> a dcat:Dataset ; dcterms:license <https://www.exemple.fr/licence> ; dcterms:title "t"@fr ; dcterms:identifier "i" ; dcterms:publisher <organisation/etat> }
