#include "plugins/proxmox_poll/surprise_lines.h"

#include "plugins/proxmox/api/one_line.h"

namespace pipevane::proxmox_poll {

void SurpriseLines::tell(const proxmox::Surprises& surprises) {
  for (const auto& each : surprises.counts()) {
    if (!told_.insert(each.first).second) continue;
    const std::string found =
        surprises.isNew(each.first)
            ? "found in an answer what is not known, and goes on without knowing it: upgrade "
              "Pipevane, or report it where the newest one does not know it either"
            : "found in an answer what should not be in it, and goes on without it";
    host_.log(LogLevel::kInfo, found + " what=\"" + proxmox::oneLine(each.first) + "\"");
  }
}

}  // namespace pipevane::proxmox_poll
