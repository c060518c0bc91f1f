#include "plugins/proxmox_events/cluster_naming.h"

#include "plugins/proxmox/api/one_line.h"

namespace pipevane::proxmox_events {

std::string ClusterNaming::wanted(const proxmox::ClusterIdentity& identity) {
  if (std::string name = poll_.of(identity); !name.empty()) return name;
  if (!option_.empty()) return option_;
  const std::string& reported = decoder_.clusterStatus().name;
  return reported.empty() ? std::string(host_.id()) : reported;
}

void ClusterNaming::agree() {
  if (!leadership_.settled()) return;
  const std::string before = leadership_.cluster();
  std::string name = poll_.of(leadership_.identity());
  if (name.empty()) name = leadership_.freeName();
  if (name == before) return;
  leadership_.rename(name);
  // All that it told under the other name, not only what it would look back for.
  if (!decoder_.cluster().empty())
    decoder_.takeOver(name, look_back_ms_ + host_.steadyMs() - began_ms_);
  if (!leadership_.leads()) return;
  changed_ = true;
  host_.log(LogLevel::kInfo,
            "calls the cluster otherwise, by the sources that poll, and tells again what happened "
            "there: before=\"" +
                proxmox::oneLine(before) + "\" cluster=\"" + proxmox::oneLine(name) + "\"");
}

}  // namespace pipevane::proxmox_events
