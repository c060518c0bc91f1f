#include "plugins/proxmox_poll/doctor/examination.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/server_clock.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Answer;
using proxmox::ApiClient;

constexpr const char* kRoot = "/api2/json";
constexpr const char* kList = "/cluster/resources";
// A call is not worth beginning in less.
constexpr std::int64_t kLeastMs = 1'000;

class Examination {
 public:
  Examination(const ApiClient::Settings& settings, const Host& host, std::int64_t total_ms)
      : host_(host), client_(settings, [host] { return host.stopping(); }), left_ms_(total_ms) {
    seen_.endpoint = settings.endpoint;
    seen_.token_id = settings.token.id();
    seen_.trust = settings.trust;
    seen_.source = host.id();
  }

  Seen run() {
    if (askVersion()) {
      ask("/access/permissions", seen_.permissions, proxmox::permissionsIn);
      ask("/cluster/status", seen_.cluster, proxmox::clusterStatusIn);
      if (mayVouch()) askPins();
      ask(kList, seen_.resources, proxmox::resourcesIn);
      ask("/cluster/metrics/server", seen_.metric_servers, proxmox::metricServersIn);
      if (hasExport())
        // Of the others it would have to wait for those that hang.
        ask("/cluster/metrics/export?local-only=1", seen_.own_figures, proxmox::ownFiguresIn);
      noteNotAsked();
    }
    return std::move(seen_);
  }

 private:
  bool askVersion() {
    Answer answer = get("/version");
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

  // Where it is trusted by a fingerprint, others are by those that it tells of them.
  bool mayVouch() const {
    return (!seen_.trust.fingerprint.empty() || seen_.trust.first_use) && seen_.cluster &&
           seen_.cluster->members.size() > 1;
  }
  void askPins() {
    std::optional<proxmox::NodePins> pins;
    ask("/nodes", pins, proxmox::nodePinsIn);
    if (pins) seen_.node_pins = std::move(*pins);
  }

  // In whole seconds, so that the words for it are plain.
  std::int64_t patienceMs() const { return std::min(kExaminationCallMs, left_ms_ / 1'000 * 1'000); }
  Answer get(const std::string& path) {
    Answer answer = client_.get(kRoot + path, {.body_max = {}, .timeout_ms = patienceMs()});
    left_ms_ -= answer.duration_us / 1000;
    return answer;
  }
  void noteNotAsked() {
    if (not_asked_.empty()) return;
    std::string paths;
    for (const std::string& each : not_asked_) paths += (paths.empty() ? "" : ", ") + each;
    seen_.troubles.push_back(
        {.path = not_asked_.front(),
         .what = seen_.endpoint.url() + " was not asked for " + paths +
                 ": the calls before took all the time that an examination has",
         .remedy = "see above what was slow, then examine it again",
         .vital = std::ranges::count(not_asked_, kList) > 0});
  }

  template <class Result, class Read>
  void ask(const std::string& path, std::optional<Result>& result, const Read& read) {
    if (left_ms_ < kLeastMs) return not_asked_.push_back(path);
    const Answer answer = get(path);
    if (!answer.ok()) {
      const auto why = proxmox::explanation(answer, seen_.endpoint, kRoot + path, seen_.token_id);
      seen_.troubles.push_back({.path = path,
                                .what = why.what,
                                .remedy = why.remedy,
                                .refused = answer.status == 403,
                                .vital = path == kList});
      return;
    }
    try {
      result = read(answer.body);
    } catch (const Error& error) {
      seen_.troubles.push_back({.path = path,
                                .what = "cannot read what " + seen_.endpoint.url() +
                                        " says: the answer to " + path + " " + error.what(),
                                .remedy = "",
                                .vital = path == kList});
    }
  }

  Host host_;
  ApiClient client_;
  std::int64_t left_ms_;
  std::vector<std::string> not_asked_;
  Seen seen_;
};

}  // namespace

Seen examine(ApiClient::Settings settings, const Host& host, std::int64_t total_ms) {
  // Who looks around trusts nobody for all time to come.
  if (settings.trust.first_use) settings.trust.first_use = settings.trust.first_use->looking();
  return Examination(settings, host, total_ms).run();
}

}  // namespace pipevane::proxmox_poll
