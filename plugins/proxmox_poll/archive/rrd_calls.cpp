#include "plugins/proxmox_poll/archive/rrd_calls.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/https_client.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox_poll/conversation.h"

#include <pipevane/error.h>

#include <algorithm>
#include <vector>

namespace pipevane::proxmox_poll {
namespace {

// A clock that is wrong by more is not read from: see the metrics export.
constexpr std::int64_t kSkewMaxMs = 24 * 3600 * 1000LL;
constexpr int kUnauthorised = 401, kForbidden = 403, kProxyFailed = 595;

// It says so itself: there is no file, the token may not read it, this version has no such frame.
// Others may be answered.
RrdReply::Kind kindOf(const proxmox::Answer& answer) {
  const int status = answer.status;
  if (status < 400 || status == kUnauthorised || status >= kProxyFailed)
    return RrdReply::Kind::kFailed;
  // Of a file that is not there: "RRD error: opening ...".
  const bool other = status == 500 && answer.reason.find("RRD error") == std::string::npos;
  return status == kForbidden || other ? RrdReply::Kind::kRefused : RrdReply::Kind::kNothing;
}

std::string refusalOf(const proxmox::Answer& answer, const RrdObject& object) {
  if (answer.status == kForbidden)
    return "may not be read: the token has no " + std::string(object.privilege()) + " on " +
           object.accessPath() + ", which the role PVEAuditor on / has";
  return "could not be read: the node says " + std::to_string(answer.status) + " " +
         proxmox::oneLine(answer.reason);
}

bool sameTrust(const proxmox::Trust& one, const proxmox::Trust& other) {
  return one.fingerprint == other.fingerprint && one.also == other.also &&
         one.ca_file == other.ca_file && one.verify == other.verify &&
         one.first_use == other.first_use;
}

}  // namespace

std::vector<std::string> RrdCalls::nodesFor(const Lead& lead, const RrdObject& object,
                                            const std::function<bool(std::string_view)>& rests) {
  std::vector<std::string> nodes;
  const auto add = [&](const std::string& node) {
    if (!node.empty() && nodes.size() < kNodesTried && !rests(node)) nodes.push_back(node);
  };
  if (!object.node.empty()) {
    add(object.node);
    return nodes;
  }
  add(lead.node);
  if (object.anybodyKnows() && !nodes.empty()) return nodes;
  for (const std::string& each : lead.others) add(each);
  return nodes;
}

RrdReply RrdCalls::ask(const Lead& lead, const RrdObject& object,
                       std::span<const std::string> nodes, const std::string& query,
                       Clock::time_point deadline) {
  RrdReply reply{.kind = RrdReply::Kind::kNothing, .rows = {}, .why = {}, .who = {}};
  for (const std::string& node : nodes) {
    RrdReply next = askNode(lead, object, node, query, deadline);
    const bool nothing = next.kind == RrdReply::Kind::kNothing;
    if (!nothing || reply.kind == RrdReply::Kind::kNothing) reply = std::move(next);
    if (!nothing && reply.kind != RrdReply::Kind::kRefused) break;
  }
  return reply;
}

RrdReply RrdCalls::askNode(const Lead& lead, const RrdObject& object, const std::string& node,
                           const std::string& query, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0 || !budget_.takeBeside(host_.steadyMs()))
    return {.kind = RrdReply::Kind::kNotAsked, .rows = {}, .why = {}, .who = {}};
  connectTo(lead);
  const std::string path = std::string(Conversation::kRoot) + object.path(node);
  const proxmox::Answer answer = get(path + "?" + query, left.count());
  RrdReply reply = read(answer, object, path, lead);
  // Who hands a question on may be well while the other one hangs.
  const bool handed_on = !object.anybodyKnows() && node != lead.node;
  const bool connected = answer.status != 0 || answer.failure == proxmox::Failure::kTimeout;
  if (handed_on && connected && answer.status != kUnauthorised) reply.who = node;
  return reply;
}

RrdReply RrdCalls::read(const proxmox::Answer& answer, const RrdObject& object,
                        const std::string& path, const Lead& lead) {
  if (answer.failure == proxmox::Failure::kStopped)
    return {.kind = RrdReply::Kind::kStopped, .rows = {}, .why = {}, .who = {}};
  const auto& endpoint = client_->endpoint();
  if (!answer.ok()) {
    RrdReply reply{.kind = kindOf(answer),
                   .rows = {},
                   .why = explain(answer, endpoint, path, lead.settings.token.id()),
                   .who = {}};
    if (reply.kind == RrdReply::Kind::kRefused) reply.refusal = refusalOf(answer, object);
    return reply;
  }
  try {
    auto rows = std::make_shared<const proxmox::RrdRows>(
        decoder_.decode(answer.body, object.kind, host_.nowMs() + kSkewMaxMs));
    return {.kind = RrdReply::Kind::kRows, .rows = std::move(rows), .why = {}, .who = {}};
  } catch (const Error& error) {
    return {.kind = RrdReply::Kind::kFailed,
            .rows = {},
            .why = "cannot read what " + endpoint.url() + " says: the answer to " + path + " " +
                   error.what(),
            .who = {}};
  }
}

// The poll may have gone over to another node, or have learnt new certificates.
void RrdCalls::connectTo(const Lead& lead) {
  if (client_ && client_->endpoint() == lead.settings.endpoint &&
      sameTrust(client_->settings().trust, lead.settings.trust))
    return;
  client_ = std::make_unique<proxmox::HttpsClient>(lead.settings,
                                                   [host = host_] { return host.stopping(); });
}

proxmox::Answer RrdCalls::get(const std::string& target, std::int64_t timeout_ms) {
  const auto before = client_->counters();
  proxmox::Answer answer = client_->get(target, {.body_max = kBodyMax, .timeout_ms = timeout_ms});
  const auto cost = client_->counters() - before;
  budget_.spent(cost, host_.steadyMs());
  requests_ += cost.requests;
  handshakes_ += cost.handshakes;
  received_bytes_ += cost.received_bytes;
  return answer;
}

}  // namespace pipevane::proxmox_poll
