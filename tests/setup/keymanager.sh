# A key manager with an app for the array. Its identifiers and keys come from a seed, so that
# transcripts can name them. $UUID is the app's.
puresim keymanager start --listen 127.0.0.1:5696 --seed transcript
puresim keymanager account create acme
puresim keymanager group create storage --account acme
puresim keymanager app create flasharray --group storage --interface kmip
UUID=$(puresim keymanager app show flasharray --uuid)
