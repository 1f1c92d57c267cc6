#!/bin/sh
# Makes NAME.pem and NAME.key in the current folder, a self-signed KMIP client certificate for the
# app of that UUID: client-certificate.sh NAME UUID
set -eu
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$1.key" -out "$1.pem" \
    -subj "/CN=$2" -addext "basicConstraints=critical,CA:FALSE" \
    -addext "keyUsage=critical,digitalSignature,keyEncipherment" \
    -addext "extendedKeyUsage=clientAuth" 2> "$1.log" || { cat "$1.log" >&2; exit 1; }
