BASE <http://localhost:8000/id/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

INSERT DATA { <personne/jeanne-exemple> vcard:hasTelephone <https://www.exemple.fr/telephone> }
