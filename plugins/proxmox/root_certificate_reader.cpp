#include "plugins/proxmox/root_certificate_reader.h"

#include "plugins/proxmox/fingerprint_text.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

std::string readRootCertificate(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of certificates: it is no list");
  for (const json::Element entry : entries) {
    std::string_view file, fingerprint;
    if (entry["filename"].get(file) != simdjson::SUCCESS || file != "pve-root-ca.pem" ||
        entry["fingerprint"].get(fingerprint) != simdjson::SUCCESS)
      continue;
    if (isFingerprint(fingerprint)) return std::string(fingerprint);
    surprises.count("fingerprint in certificates/info that is none");
  }
  return {};
}

}  // namespace pipevane::proxmox
