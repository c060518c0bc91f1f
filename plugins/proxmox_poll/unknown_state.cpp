#include "plugins/proxmox_poll/unknown_state.h"

#include <pipevane/text.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

const std::array kUnknown = {pv_attribute{text("status"), text("unknown")}};

bool hasState(std::string_view key) {
  const std::string_view rest = key.substr(std::min(key.find('/'), key.size()));
  return std::ranges::any_of(std::array{"/node/", "/vm/", "/container/", "/storage/"},
                             [rest](std::string_view each) { return rest.starts_with(each); });
}

}  // namespace

void tellUnknown(const Entities& entities, const Host& host, const Output& output,
                 std::uint32_t flags) {
  Draft draft = output.begin(host.nowMs(), flags);
  for (const EntityId each : entities) {
    if (hasState(host.dictionary().key(each)))
      draft.upsert(each, kUnknown);
    else
      draft.upsert(each, {});
  }
  output.push(std::move(draft));
}

}  // namespace pipevane::proxmox_poll
