BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <personne/paul-modele> ct:heldPost <organisation/etat> }
