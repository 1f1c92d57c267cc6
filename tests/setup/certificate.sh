# The certificate of the guide, cert_4.
purecert create cert_4 --self-signed --common-name e003132d-6d58-4e7e-a781-03fc5d8c7c21
