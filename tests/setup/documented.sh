# The documented workflow with the security token enabled.
# @server
purearray enable security-token --kmip kmip_srvr
