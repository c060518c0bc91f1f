#include "plugins/proxmox_poll/doctor/examination.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/server_clock.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Answer;
using proxmox::ApiClient;

constexpr const char* kRoot = "/api2/json";
constexpr const char* kList = "/cluster/resources";

class Examination {
 public:
  Examination(const ApiClient::Settings& settings, const Host& host)
      : host_(host), client_(settings, [host] { return host.stopping(); }) {
    seen_.endpoint = settings.endpoint;
    seen_.token_id = settings.token.id();
    seen_.trust = settings.trust;
  }

  Seen run() {
    if (askVersion()) {
      ask("/access/permissions", seen_.permissions, proxmox::permissionsIn);
      ask("/cluster/status", seen_.cluster, proxmox::clusterStatusIn);
      ask(kList, seen_.resources, proxmox::resourcesIn);
      ask("/cluster/metrics/server", seen_.metric_servers, proxmox::metricServersIn);
      if (hasExport())
        // Of the others it would have to wait for those that hang.
        ask("/cluster/metrics/export?local-only=1", seen_.own_figures, proxmox::ownFiguresIn);
    }
    return std::move(seen_);
  }

 private:
  bool askVersion() {
    Answer answer = client_.get(std::string(kRoot) + "/version");
    seen_.now_ms = host_.nowMs();
    seen_.certificate = client_.certificate();
    if (seen_.trust.first_use) seen_.known = seen_.trust.first_use->known(seen_.endpoint);
    if (answer.ok()) {
      try {
        seen_.version = proxmox::versionIn(answer.body);
      } catch (const Error& error) {
        seen_.unreadable = std::string("the answer to /version ") + error.what();
      }
      seen_.ahead_ms = serverTimeMs(answer, seen_.now_ms) - seen_.now_ms;
    }
    answer.body.clear();
    seen_.hello = std::move(answer);
    return seen_.hello->ok() && seen_.unreadable.empty();
  }

  bool hasExport() const {
    const auto version = proxmox::Version::parse(seen_.version);
    return version && !(*version < proxmox::kMetricsExport);
  }

  template <class Result, class Read>
  void ask(const std::string& path, std::optional<Result>& result, const Read& read) {
    const Answer answer = client_.get(kRoot + path);
    if (!answer.ok()) {
      const auto why = proxmox::explanation(answer, seen_.endpoint, kRoot + path, seen_.token_id);
      seen_.troubles.push_back({.what = why.what,
                                .remedy = why.remedy,
                                .refused = answer.status == 403,
                                .vital = path == kList});
      return;
    }
    try {
      result = read(answer.body);
    } catch (const Error& error) {
      seen_.troubles.push_back({.what = "cannot read what " + seen_.endpoint.url() +
                                        " says: the answer to " + path + " " + error.what(),
                                .remedy = "",
                                .vital = path == kList});
    }
  }

  Host host_;
  ApiClient client_;
  Seen seen_;
};

}  // namespace

Seen examine(ApiClient::Settings settings, const Host& host) {
  settings.timeout_ms = std::min(settings.timeout_ms, kExaminationCallMs);
  // Who looks around trusts nobody for all time to come.
  if (settings.trust.first_use) settings.trust.first_use = settings.trust.first_use->looking();
  return Examination(settings, host).run();
}

}  // namespace pipevane::proxmox_poll
