BASE <http://localhost:8000/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

INSERT DATA { <organisation/etat> foaf:mbox <mailto:contact@exemple.fr> }
