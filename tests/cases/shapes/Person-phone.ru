BASE <http://localhost:8000/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

INSERT DATA { <personne/paul-modele> foaf:phone <https://www.exemple.fr/telephone> }
