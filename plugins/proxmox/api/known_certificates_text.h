// Certificates that are remembered, as the text of a file that people may read and take lines out
// of:
//
//   # pipevane certificates 1
//   https://pve1.lan:8006 AB:CD:... 2026-11-29T03:18:55Z homelab
//   end
//
// The cluster is - where it is not known. Further lines that begin with # say nothing.
#pragma once

#include "plugins/proxmox/api/known_certificate.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// More endpoints than anybody writes down; a text of that many is never longer than the other one.
inline constexpr std::size_t kKnownCertificatesMax = 500;
inline constexpr std::size_t kKnownCertificatesBytesMax = 256u << 10;

// Throws Error with the line where anything is not as `textOf` writes it: what is damaged must not
// be taken for one that knows less.
std::vector<KnownCertificate> parseKnownCertificates(std::string_view text);
// Of at most kKnownCertificatesMax. Times are brought into the years that have four digits.
std::string textOf(const std::vector<KnownCertificate>& known);

// What stands for an endpoint: its URL, the host in lower case, as names have no case.
struct Endpoint;
std::string keyOf(const Endpoint& endpoint);
// Whether it may stand in the file as a cluster's name.
bool isPlainName(std::string_view name);

}  // namespace pipevane::proxmox
