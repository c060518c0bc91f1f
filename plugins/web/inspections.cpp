#include "plugins/web/inspections.h"

#include "plugins/web/json_reader.h"

#include <pipevane/error.h>
#include <pipevane/inspect.h>

namespace pipevane::web {
namespace {

// More is no state but data.
constexpr std::size_t kMostBytes = 1 << 20;

}  // namespace

std::map<std::string, std::string> readInspections(const Host& host) {
  std::map<std::string, std::string> all;
  for (const std::string& id : providers(host, PV_INSPECT)) {
    const Lease<pv_inspect> inspect(host, PV_INSPECT, id);
    if (!inspect) continue;
    std::string told;
    const auto keep = [](void* context, pv_text json) {
      if (json.size <= kMostBytes) *static_cast<std::string*>(context) = str(json);
    };
    if (inspect->read(inspect.self(), &told, keep) != PV_OK) continue;
    try {
      const JsonObject valid(told);
      all.emplace(id, std::move(told));
    } catch (const Error&) {
      // Anybody's plugin may say anything; the others' states are worth more than its words.
    }
  }
  return all;
}

}  // namespace pipevane::web
