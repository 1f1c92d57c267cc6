set -e
puresim keymanager start --listen 127.0.0.1:5696       # returns when it is ready
puresim keymanager account create acme
puresim keymanager group create storage --account acme
puresim keymanager app create flasharray --group storage --interface kmip
uuid=$(puresim keymanager app show flasharray --uuid)
purecert create cert_2 --self-signed --common-name "$uuid"
purecert list cert_2 --certificate | puresim keymanager app certificate flasharray --yes
puresim keymanager ca | purekmip create kmip_srvr --uri localhost:5696 --certificate cert_2 --ca-certificate
purekmip test kmip_srvr
purearray enable security-token --kmip kmip_srvr
purearray list --security-token
purearray test security-token
key=$(puresim keymanager key list --group storage --notitle | awk 'NR==1{print $1}')
puresim keymanager key deactivate "$key" --yes
purearray list --security-token                        # Status: key mismatch
purearray test security-token || echo "exit status $?" # 1: the Error Message names the state
puresim keymanager stop
