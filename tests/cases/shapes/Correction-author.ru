BASE <http://localhost:8000/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>

DELETE { <correction/2a1b2c3d4e5f60718293> prov:wasAttributedTo ?o }
INSERT { <correction/2a1b2c3d4e5f60718293> prov:wasAttributedTo <personne/jeanne-exemple> }
WHERE { <correction/2a1b2c3d4e5f60718293> prov:wasAttributedTo ?o }
