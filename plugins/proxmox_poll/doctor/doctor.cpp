#include "plugins/proxmox_poll/doctor/doctor.h"

#include "plugins/proxmox_poll/doctor/clean_findings.h"
#include "plugins/proxmox_poll/doctor/examination.h"
#include "plugins/proxmox_poll/doctor/findings_json.h"
#include "plugins/proxmox_poll/doctor/judge.h"

#include <exception>
#include <future>
#include <sstream>
#include <utility>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

using proxmox::ApiClient;
using proxmox::Failure;

struct Examined {
  const ApiClient::Settings& client;
  Seen seen;
  std::string why_not;  // could it not be examined
};

// All of them at the same time.
void examineAll(std::vector<Examined*> all, const std::vector<std::string>& also,
                const Host& host) {
  std::vector<std::future<Seen>> under_way;
  for (Examined* each : all)
    under_way.push_back(std::async(std::launch::async, [each, &also, &host] {
      ApiClient::Settings settings = each->client;
      settings.trust.also = also;
      return examine(std::move(settings), host);
    }));
  for (std::size_t i = 0; i < all.size(); ++i) try {
      all[i]->seen = under_way[i].get();
    } catch (const std::exception& error) {
      all[i]->why_not = error.what();
    }
}

// A pin is one node's, and what is kept is an older one's: who is trusted names the others'.
bool maybeVouchedFor(const Examined& each) {
  const auto& hello = each.seen.hello;
  return hello && (hello->failure == Failure::kFingerprint || hello->failure == Failure::kChanged ||
                   hello->failure == Failure::kUnknown);
}

void examineVouchedFor(std::vector<Examined>& all, const Host& host) {
  std::vector<std::string> pins;
  for (const Examined& each : all)
    for (const auto& [node, pin] : each.seen.node_pins) pins.push_back(pin);
  std::vector<Examined*> again;
  for (Examined& each : all)
    if (!pins.empty() && maybeVouchedFor(each)) again.push_back(&each);
  examineAll(again, pins, host);
}

Findings findingsOf(const Examined& examined) {
  if (examined.why_not.empty()) return judge(examined.seen);
  return {{"examination", State::kFailed,
           "cannot examine " + examined.client.endpoint.url() + ": " + examined.why_not}};
}

}  // namespace

std::string examined(const Settings& settings, const Host& host) {
  std::vector<Examined> all;
  for (const auto& client : settings.clients) all.push_back({client, {}, {}});
  std::vector<Examined*> first;
  for (Examined& each : all) first.push_back(&each);
  examineAll(first, {}, host);
  examineVouchedFor(all, host);
  Poco::JSON::Array list;
  for (const Examined& each : all) {
    Findings findings = findingsOf(each);
    clean(findings, proxmox::SecretFilter(each.client.token));
    addFindings(list, std::string(host.id()), each.client.endpoint.url(), findings,
                each.seen.now_ms);
  }
  std::ostringstream text;
  list.stringify(text);
  return text.str();
}

}  // namespace pipevane::proxmox_poll
