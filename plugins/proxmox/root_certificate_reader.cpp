#include "plugins/proxmox/root_certificate_reader.h"

#include "plugins/proxmox/fingerprint_text.h"
#include "plugins/proxmox/list_entry.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {

std::string readRootCertificate(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS)
    throw Error("is no list of certificates: it is no list");
  for (const json::Element each : entries) {
    const auto entry = ListEntry::of(each, "certificates/info", surprises);
    if (!entry || entry->words("filename") != "pve-root-ca.pem") continue;
    std::string fingerprint = entry->words("fingerprint");
    if (isFingerprint(fingerprint)) return fingerprint;
    surprises.count("fingerprint in certificates/info that is none");
  }
  return {};
}

}  // namespace pipevane::proxmox
