#include "tests/simulator/answers/answers.h"

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

namespace {

const std::string kAuthority =
    "/CN=Proxmox Virtual Environment/OU=11111111-2222-3333-4444-555555555555/O=PVE Cluster Manager "
    "CA";

Object rowOf(const std::string& file, const std::string& fingerprint, const std::string& pem) {
  Object row;
  row.set("filename", file).set("fingerprint", fingerprint).set("pem", pem);
  row.set("issuer", kAuthority);
  row.set("public-key-type", "id-ecPublicKey").set("public-key-bits", 256);
  return row;
}

}  // namespace

// The authority is the cluster's, the other one the node's own.
Array certificatesInfo(const Node& node) {
  constexpr std::int64_t kYearS = 365 * 86'400;
  Object root = rowOf("pve-root-ca.pem", node.root_fingerprint, node.root_pem);
  root.set("subject", kAuthority).set("san", Array());
  root.set("notbefore", node.booted_s).set("notafter", node.booted_s + 10 * kYearS);
  Array names;
  for (const std::string& name : {node.address, node.name, std::string("localhost")})
    names.add(name);
  Object own = rowOf("pve-ssl.pem", node.fingerprint, node.pem);
  own.set("subject", "/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=" + node.name);
  own.set("san", names);
  own.set("notbefore", node.booted_s).set("notafter", node.booted_s + 2 * kYearS);
  Array rows;
  rows.add(root).add(own);
  return rows;
}

}  // namespace pipevane::simulator
