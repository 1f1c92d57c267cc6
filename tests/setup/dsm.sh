# A key manager as a DSM: it serves HTTPS at $DSM, its CA is in ca.pem, and Anna administers the account
# acme of it. What it makes comes from a seed, so that transcripts can name it.
PURESIM_SEED=transcript puresim keymanager start --listen 127.0.0.1:5696 --https 127.0.0.1:0
puresim keymanager account create acme
echo "correct horse" | puresim keymanager user create anna@example.com --account acme --role administrator
puresim keymanager ca > ca.pem
DSM=$(puresim keymanager status --columns https --notitle | sed s/127.0.0.1/localhost/)
