-- Load published.nq; the folder stands in DirsAllowed, the last argument is the graph of statements without one (there is none).
ld_dir('/srv/pacte/published/current', 'published.nq', 'urn:x-pacte:none');
rdf_loader_run();

-- Virtuoso's own graphs are not published: whoever has no account does not see them.
DB.DBA.RDF_GRAPH_GROUP_CREATE('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', 1);
DB.DBA.RDF_GRAPH_GROUP_INS('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', 'http://www.openlinksw.com/schemas/virtrdf#');
DB.DBA.RDF_GRAPH_GROUP_INS('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', 'http://www.w3.org/ns/ldp#');
DB.DBA.RDF_GRAPH_GROUP_INS('http://www.openlinksw.com/schemas/virtrdf#PrivateGraphs', 'http://localuriqaserver/sparql');
DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 0, 1);

checkpoint;
