# Certificates of a CA for the import: root.pem, issuing.pem under it, leaf.pem under that. The
# leaf's key as PKCS #8: leaf.key, encrypted with the passphrase `open sesame`: leaf.enc, as SEC 1:
# leaf.sec1; and another key: other.key.
cat > ca.cnf <<'CONF'
[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
[any]
countryName = optional
organizationName = optional
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[issuing]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:array.example, IP:192.0.2.7
CONF
: > index.txt
# sign NAME SUBJECT SIGNER
sign() {
    openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
    openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
    signer="-cert $3.pem -keyfile $3.key"
    if [ "$1" = "$3" ]; then signer="-selfsign -keyfile $1.key"; fi
    openssl ca -batch -notext -config ca.cnf $signer -extensions "$1" -in "$1.csr" \
        -out "$1.pem" -startdate 20240101000000Z -enddate 20340101000000Z
}
sign root /C=US/O=Example/CN=Root root
sign issuing /C=US/O=Example/CN=Issuing root
sign leaf /C=US/O=Example/CN=e003132d-6d58-4e7e-a781-03fc5d8c7c21 issuing
openssl pkcs8 -topk8 -in leaf.key -passout "pass:open sesame" -out leaf.enc
openssl ec -in leaf.key -out leaf.sec1
openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out other.key
