BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <../fichier> a dcat:Distribution ; dcat:accessURL <https://exemple.fr/a> ; dcterms:license <https://exemple.fr/l> }
