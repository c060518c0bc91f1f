// Any bytes as an answer that is read by itself: the first one says which, the rest is the body.
#include "plugins/proxmox/single_answers.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

void read(unsigned which, std::string_view body) {
  using namespace pipevane::proxmox;
  switch ((which - '0') % 9) {
    case 0:
      versionIn(body);
      return;
    case 1: {
      const Permissions permissions = permissionsIn(body);
      permissions.have("/vms/100", "VM.Audit");
      permissions.exceptions("/", "VM.Audit");
      return;
    }
    case 2:
      clusterStatusIn(body);
      return;
    case 3:
      static_cast<void>(resourcesIn(body).maybeHidden());
      return;
    case 4:
      metricServersIn(body);
      return;
    case 6:
      nodePinsIn(body);
      return;
    case 7:
      newestRowsIn(body);
      return;
    case 8:
      nodeTimeIn(body);
      return;
    default:
      ownFiguresIn(body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  } catch (const pipevane::Error&) {
    // In words.
  }
  return 0;
}
