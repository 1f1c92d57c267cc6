# The documented workflow up to and without the security token: the certificate cert_4 of the key
# manager's app, and the KMIP server kmip_srvr.
# @keymanager
purecert create cert_4 --self-signed --common-name "$UUID"
purecert list cert_4 --certificate | puresim keymanager app certificate flasharray --yes
puresim keymanager ca | purekmip create kmip_srvr --uri localhost:5696 --certificate cert_4 --ca-certificate
