#include "plugins/proxmox_poll/cluster_watch.h"

namespace pipevane::proxmox_poll {

using proxmox::ApiClient;

ClusterWatch::ClusterWatch(const Host& host, const Settings& settings)
    : host_(host),
      token_id_(settings.clients.front().token.id()),
      decoder_(host, std::string(host.id()), settings.cluster) {
  for (const ApiClient::Settings& each : settings.clients)
    clients_.push_back(std::make_unique<ApiClient>(each, [host] { return host.stopping(); }));
}

ClusterWatch::Outcome ClusterWatch::cycle(const Output& output) {
  std::string why;
  for (std::size_t tried = 0; tried < clients_.size(); ++tried) {
    const Reply reply = askCurrent(output);
    if (reply.stopped || host_.stopping()) return Outcome::kStopped;
    if (reply.good()) {
      reportWorking();
      tellSurprises();
      return Outcome::kGood;
    }
    why += (why.empty() ? "" : "; ") + reply.why;
    goOnWithNext();
  }
  host_.degraded(why);
  return Outcome::kFailed;
}

// The first reply that ends the cycle here, or that of the list of resources.
Reply ClusterWatch::askCurrent(const Output& output) {
  Conversation conversation(host_, *clients_[current_], decoder_, output, token_id_);
  if (const auto failure = introduce(conversation)) return *failure;
  Reply resources = conversation.ask("/cluster/resources");
  if (resources.good()) askExport(conversation, resources);
  return resources;
}

std::optional<Reply> ClusterWatch::introduce(Conversation& conversation) {
  const std::int64_t now_ms = host_.nowMs();
  if (introduced_ms_ && now_ms - *introduced_ms_ < kIntroductionEveryMs) return std::nullopt;
  // Again and again: a node is upgraded under an open connection's nose.
  const Reply version = conversation.ask("/version");
  if (!version.good()) return version;
  const Reply status = conversation.ask("/cluster/status");
  // Who may not read it still sees what else the token may see.
  if (!status.good() && status.status != 403) return status;
  status_trouble_ = status.why;
  introduced_ms_ = now_ms;
  return std::nullopt;
}

void ClusterWatch::askExport(Conversation& conversation, const Reply& resources) {
  const auto& version = decoder_.version();
  const bool exists = version && !(*version < proxmox::kMetricsExport);
  if (!exists) export_trouble_.clear();
  const std::int64_t now_ms = host_.nowMs();
  if (!plan_.due(exists, decoder_.exportWorks(), now_ms)) return;
  plan_.asked(now_ms);
  const Reply reply = conversation.ask(
      "/cluster/metrics/export",
      plan_.query(decoder_.completeUntilMs(), resources.server_ms, resources.body_bytes));
  if (reply.stopped) return;
  export_trouble_ = reply.why;
}

void ClusterWatch::goOnWithNext() {
  current_ = (current_ + 1) % clients_.size();
  introduced_ms_.reset();
}

void ClusterWatch::reportWorking() {
  if (status_trouble_.empty() && export_trouble_.empty()) return host_.running();
  if (!status_trouble_.empty()) return host_.degraded(status_trouble_);
  host_.degraded(export_trouble_ +
                 (decoder_.exportWorks()
                      ? "; the next cycle asks for what it would have told as well"
                      : "; figures come from the list of resources meanwhile"));
}

void ClusterWatch::tellSurprises() {
  for (const auto& each : decoder_.surprises().counts())
    if (told_surprises_.insert(each.first).second)
      host_.log(LogLevel::kInfo, "found in an answer what is not known, and left it out what=\"" +
                                     each.first + "\"");
}

}  // namespace pipevane::proxmox_poll
