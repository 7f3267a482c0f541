var JS_coeurdeville = {
  "type": "FeatureCollection",
  "features": [
    { "type": "Feature", "properties": { "insee_com": "99001", "id_acv": "acv-901", "lib_acv": "Exemple - Rive", "date_signature": "28/09/2018", "actions_en_cours": "NA", "actions_livrees": 4, "lib_reg": "Région des Exemples", "lib_com": "Exemple-sur-Mer", "insee_dep": "99", "insee_reg": "99", "siren_epci": "200000001" }, "geometry": { "type": "Point", "coordinates": [1.8322, 50.1086] } },
    { "type": "Feature", "properties": { "insee_com": "99002", "id_acv": "acv-901", "lib_acv": "Exemple - Rive", "date_signature": "31/09/2018", "actions_en_cours": 11, "actions_livrees": 4, "lib_reg": "Région des Exemples", "lib_com": "Rive-Haute", "insee_dep": "99", "insee_reg": "99", "siren_epci": "200000003" }, "geometry": { "type": "MultiPoint", "coordinates": [[1.8322, 50.1086]] } }
  ]
};
