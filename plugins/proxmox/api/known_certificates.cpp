#include "plugins/proxmox/api/known_certificates.h"

#include "plugins/proxmox/api/folder_lock.h"
#include "plugins/proxmox/api/kept_file.h"
#include "plugins/proxmox/api/known_certificates_text.h"

#include <pipevane/error.h>

#include <algorithm>
#include <system_error>

namespace pipevane::proxmox {
namespace {

auto findIn(std::vector<KnownCertificate>& all, const std::string& key) {
  return std::ranges::find(all, key, &KnownCertificate::endpoint);
}

}  // namespace

std::optional<KnownCertificate> KnownCertificates::find(const Endpoint& endpoint) const {
  auto all = read();
  const auto found = findIn(all, keyOf(endpoint));
  return found == all.end() ? std::nullopt : std::optional(*found);
}

KnownCertificate KnownCertificates::change(const Endpoint& endpoint, const Decide& decide) const {
  std::error_code failed;
  std::filesystem::create_directories(file_.parent_path(), failed);
  if (failed)
    throw Error("cannot make the folder \"" + file_.parent_path().string() +
                "\": " + failed.message());
  const FolderLock lock(file_.string() + ".lock");
  auto all = read();
  const auto found = findIn(all, keyOf(endpoint));
  const auto before = found == all.end() ? std::nullopt : std::optional(*found);
  KnownCertificate after = decide(before);
  after.endpoint = keyOf(endpoint);
  if (before == after) return after;
  if (before)
    *found = after;
  else if (all.size() < kKnownCertificatesMax)
    all.push_back(after);
  else
    throw Error("cannot keep one more certificate in \"" + file() + "\": it has " +
                std::to_string(all.size()) + " already; take out the lines of nodes that are gone");
  writeKept(file_, textOf(all));
  return after;
}

std::vector<KnownCertificate> KnownCertificates::read() const {
  const auto text = readKept(file_, kKnownCertificatesBytesMax);
  if (!text) return {};
  try {
    return parseKnownCertificates(*text);
  } catch (const Error& error) {
    throw Error("cannot read the trusted certificates in \"" + file() + "\": " + error.what());
  }
}

}  // namespace pipevane::proxmox
