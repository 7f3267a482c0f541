BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>

INSERT DATA { <../fichier> a dcat:Distribution ; dcat:accessURL <https://exemple.fr/a> ; dcat:mediaType <https://exemple.fr/m> }
