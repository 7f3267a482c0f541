BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <../fichier> a dcat:Distribution ; dcterms:license <https://exemple.fr/l> ; dcat:mediaType <https://exemple.fr/m> }
