BASE <http://localhost:8000/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

DELETE { <personne/paul-modele> foaf:name ?o }
WHERE { <personne/paul-modele> foaf:name ?o }
