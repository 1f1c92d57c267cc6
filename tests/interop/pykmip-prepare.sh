#!/bin/sh
# Prepares a PyKMIP server: pykmip-prepare.sh FOLDER PORT CLIENT_CERTIFICATE
#
# FOLDER gets a CA, the server's certificate and key, an empty policy folder and server.conf. Start
# the server with
#
#     pykmip-server -f FOLDER/server.conf -l FOLDER/server.log
#
# and give FOLDER/ca.pem to `purekmip create --ca-certificate`.
set -eu
folder=$1 port=$2 client=$3
mkdir -p "$folder/policy"
cd "$(dirname "$client")"
client=$PWD/$(basename "$client")
cd "$OLDPWD" && cd "$folder"
folder=$PWD

quiet() { "$@" 2> openssl.log || { cat openssl.log >&2; exit 1; }; }

# ECDSA, because PyKMIP's cipher suites and those of rustls have only ECDHE-ECDSA in common.
quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -keyout ca.key -out ca.pem -subj "/CN=PyKMIP test CA" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign"
quiet openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout server.key -out server.csr -subj "/CN=localhost"
cat > server.ext <<EXTENSIONS
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
EXTENSIONS
quiet openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
    -extfile server.ext -out server.pem

# PyKMIP trusts what the client's certificate chains to: a self-signed one is its own root.
cat "$client" > clients.pem
sed -e "s|@FOLDER@|$folder|g" -e "s|@PORT@|$port|g" > server.conf <<'CONFIGURATION'
[server]
hostname=127.0.0.1
port=@PORT@
certificate_path=@FOLDER@/server.pem
key_path=@FOLDER@/server.key
ca_path=@FOLDER@/clients.pem
auth_suite=TLS1.2
enable_tls_client_auth=True
policy_path=@FOLDER@/policy
logging_level=INFO
database_path=@FOLDER@/pykmip.db
CONFIGURATION
