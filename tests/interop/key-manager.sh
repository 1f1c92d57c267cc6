# The embedded key manager with two apps of different groups, each known by an OpenSSL certificate:
# ca.pem, mine.pem and mine.key, other.pem and other.key in the current folder.
set -e
puresim keymanager start --listen 127.0.0.1:5696
puresim keymanager ca > ca.pem
puresim keymanager account create acme
for name in mine other; do
    puresim keymanager group create "$name" --account acme
    puresim keymanager app create "$name" --group "$name" --interface kmip
    "$interop/client-certificate.sh" "$name" "$(puresim keymanager app show "$name" --uuid)"
    puresim keymanager app certificate "$name" --yes < "$name.pem"
done
