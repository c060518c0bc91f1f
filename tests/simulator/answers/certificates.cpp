#include "tests/simulator/answers/answers.h"

namespace pipevane::simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

Array certificatesInfo(const Node& node) {
  Array rows, names;
  for (const std::string& name : {node.address, node.name, std::string("localhost")})
    names.add(name);
  for (const char* file : {"pve-root-ca.pem", "pve-ssl.pem"}) {
    Object row;
    row.set("filename", file).set("fingerprint", node.fingerprint).set("pem", node.pem);
    row.set("subject", "/CN=localhost").set("issuer", "/CN=localhost").set("san", names);
    row.set("notbefore", node.booted_s).set("notafter", node.booted_s + 730 * 86'400);
    row.set("public-key-type", "id-ecPublicKey").set("public-key-bits", 256);
    rows.add(row);
  }
  return rows;
}

}  // namespace pipevane::simulator
