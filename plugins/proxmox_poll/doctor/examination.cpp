#include "plugins/proxmox_poll/doctor/examination.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/api/https_client.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox/contacts/server_clock.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox/version.h"
#include "plugins/proxmox_poll/list_path.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::Answer;
using proxmox::ApiClient;
using proxmox::HttpsClient;

constexpr const char* kRoot = "/api2/json";
constexpr const char* kExport = "/cluster/metrics/export";
// Of the newest figures of a whole cluster: those of 10,000 guests are a quarter of it.
constexpr std::size_t kExportMost = 64u << 20;
constexpr std::size_t kMostNamed = 5;
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
      ask(std::string(kListPath), seen_.resources, proxmox::resourcesIn);
      ask("/cluster/metrics/server", seen_.metric_servers, proxmox::metricServersIn);
      if (hasExport())
        // Of the others it would have to wait for those that hang.
        ask(std::string(kExport) + "?local-only=1", seen_.own_figures, proxmox::ownFiguresIn);
      askMembers();
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
      seen_.ahead_ms = proxmox::serverTimeMs(answer, seen_.now_ms) - seen_.now_ms;
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

  // The others, through this one: what their clocks say, and whether the export has them.
  void askMembers() {
    if (!seen_.cluster) return;
    for (const auto& each : seen_.cluster->members) {
      if (!each.online || each.local || !proxmox::isNodeName(each.name)) continue;
      if (seen_.members.size() == kExaminationMembers) break;
      askForTime(each.name);
    }
    if (!seen_.members.empty() && hasExport()) askForRows();
  }
  void askForTime(const std::string& name) {
    const std::string path = "/nodes/" + name + "/time";
    if (left_ms_ < kLeastMs) return not_asked_.push_back(path);
    Seen::Member& member = seen_.members.emplace_back();
    member.name = name;
    const Answer answer = get(path, {.body_max = {}, .timeout_ms = kExaminationMemberMs});
    member.refused = answer.status == 403;
    if (answer.ok()) try {
        member.ahead_ms = proxmox::nodeTimeIn(answer.body) * 1000 - host_.nowMs();
      } catch (const Error& error) {
        member.why = "its answer " + std::string(error.what());
      }
    else if (!member.refused)
      member.why = (answer.status == 0 ? "" : std::to_string(answer.status) + " ") +
                   proxmox::oneLine(answer.reason);
  }
  // Without those that did not answer: who is asked would wait for each of them for 20 s.
  void askForRows() {
    std::string names;
    if (const auto* const local = seen_.cluster->local()) names = local->name;
    bool all = true;
    for (const Seen::Member& each : seen_.members) {
      if (each.why.empty()) names.append(names.empty() ? "" : ",").append(each.name);
      all = all && each.why.empty();
    }
    const auto version = proxmox::Version::parse(seen_.version);
    if (!all && *version < proxmox::kExportNodeList) return;
    std::optional<proxmox::NewestRows> newest;
    ask(kExport + (all ? std::string() : "?node-list=" + names), newest, proxmox::newestRowsIn,
        kExportMost);
    if (!newest) return;
    for (Seen::Member& each : seen_.members) {
      const auto row = newest->find(each.name);
      each.silent = each.why.empty() && row == newest->end();
      if (row != newest->end() && each.ahead_ms)
        // A clock that was set lately has made some of them by its former time.
        each.old_s =
            (host_.nowMs() + std::min<std::int64_t>(*each.ahead_ms, 0)) / 1000 - row->second;
    }
  }

  Answer get(const std::string& path, ApiClient::Limits limits = {}) {
    // In whole seconds, so that the words for it are plain.
    limits.timeout_ms =
        std::min(limits.timeout_ms.value_or(kExaminationCallMs), left_ms_ / 1'000 * 1'000);
    Answer answer = client_.get(kRoot + path, limits);
    left_ms_ -= answer.duration_us / 1000;
    return answer;
  }
  void noteNotAsked() {
    if (not_asked_.empty()) return;
    std::string paths;
    for (std::size_t i = 0; i < std::min(not_asked_.size(), kMostNamed); ++i)
      paths += (paths.empty() ? "" : ", ") + not_asked_[i];
    if (not_asked_.size() > kMostNamed)
      paths += " and " + std::to_string(not_asked_.size() - kMostNamed) + " more";
    seen_.troubles.push_back(
        {.path = not_asked_.front(),
         .what = seen_.endpoint.url() + " was not asked for " + paths +
                 ": the calls before took all the time that an examination has",
         .remedy = "see above what was slow, then examine it again",
         .vital = std::ranges::count(not_asked_, kListPath) > 0});
  }

  template <class Result, class Read>
  void ask(const std::string& path, std::optional<Result>& result, const Read& read,
           std::optional<std::size_t> body_max = {}) {
    if (left_ms_ < kLeastMs) return not_asked_.push_back(path);
    const Answer answer = get(path, {.body_max = body_max, .timeout_ms = {}});
    if (!answer.ok()) {
      const auto why = proxmox::explanation(answer, seen_.endpoint, kRoot + path, seen_.token_id);
      seen_.troubles.push_back({.path = path,
                                .what = why.what,
                                .remedy = why.remedy,
                                .refused = answer.status == 403,
                                .vital = path == kListPath});
      return;
    }
    try {
      result = read(answer.body);
    } catch (const Error& error) {
      seen_.troubles.push_back({.path = path,
                                .what = "cannot read what " + seen_.endpoint.url() +
                                        " says: the answer to " + path + " " + error.what(),
                                .remedy = "",
                                .vital = path == kListPath});
    }
  }

  Host host_;
  HttpsClient client_;
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
