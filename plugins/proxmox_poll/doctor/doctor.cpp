#include "plugins/proxmox_poll/doctor/doctor.h"

#include "plugins/proxmox_poll/doctor/clean_findings.h"
#include "plugins/proxmox_poll/doctor/examination.h"
#include "plugins/proxmox_poll/doctor/findings_json.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <future>
#include <sstream>
#include <vector>

namespace pipevane::proxmox_poll {

std::string examined(const Settings& settings, const Host& host) {
  std::vector<std::future<Seen>> under_way;
  for (const auto& client : settings.clients)
    under_way.push_back(
        std::async(std::launch::async, [&client, &host] { return examine(client, host); }));
  Poco::JSON::Array all;
  for (std::size_t i = 0; i < under_way.size(); ++i) {
    const Seen seen = under_way[i].get();
    Findings findings = judge(seen);
    clean(findings, proxmox::SecretFilter(settings.clients[i].token));
    addFindings(all, std::string(host.id()), settings.clients[i].endpoint.url(), findings,
                seen.now_ms);
  }
  std::ostringstream text;
  all.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_poll
