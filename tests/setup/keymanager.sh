# A key manager with an app for the array. Its identifiers and keys come from a seed, so that
# transcripts can name them; with an empty $SEED they are random, and other key managers than those on
# this machine may be used. $UUID is the app's.
PURESIM_SEED=${SEED-transcript} puresim keymanager start --listen 127.0.0.1:5696
puresim keymanager account create acme
puresim keymanager group create storage --account acme
puresim keymanager app create flasharray --group storage --interface kmip
UUID=$(puresim keymanager app show flasharray --uuid)
