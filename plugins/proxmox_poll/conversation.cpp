#include "plugins/proxmox_poll/conversation.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/contacts/server_clock.h"
#include "plugins/proxmox/contacts/told_answer.h"
#include "plugins/proxmox/rights/grants.h"

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

constexpr std::string_view kList = "/api2/json/cluster/resources";
constexpr std::string_view kExportPath = "/api2/json/cluster/metrics/export";
constexpr std::size_t kExportToList = 24;

// Where in the access control the right stands that a call needs: of one node, or of the cluster.
std::string accessPathOf(std::string_view path) {
  constexpr std::string_view kNodes = "/nodes/";
  if (!path.starts_with(kNodes)) return "/";
  return std::string(path.substr(0, path.find('/', kNodes.size())));
}

}  // namespace

std::size_t Conversation::exportMax(std::size_t list_bytes) {
  return std::clamp(kExportToList * list_bytes, kExportLeast, kExportMost);
}

proxmox::Reply Conversation::ask(std::string_view path, const std::string& query,
                                 const proxmox::ApiClient::Limits& limits) {
  const std::string full = std::string(kRoot).append(path);
  const std::int64_t time_ms = host_.nowMs();
  const bool led = leadership_.leads();
  auto [answer, reply] = call(full, query, limits);
  if (reply.not_asked) return reply;
  reply.path = path;
  if (reply.stopped) return reply;
  if (answer.status != 0 && expected_ != nullptr && expected_->isStranger()) {
    reply.stranger = true;
    reply.why = client_.endpoint().url() +
                " shows another certificate than when it said which cluster it is of";
    return reply;
  }
  if (!believes_ && full == kList && answer.ok() && decoder_.losesNodes(answer.body)) {
    reply.startling = true;
    return reply;
  }
  // A failure is told as well, but is no sign that the cluster was heard.
  if (led && !(answer.ok() ? leadership_.mayTell() : leadership_.leads())) {
    reply.stands_by = true;
    return reply;
  }

  const std::string url = client_.endpoint().url();
  const proxmox::ToldAnswer told(answer, {.time_ms = time_ms,
                                          .source = host_.id(),
                                          .cluster = decoder_.cluster(),
                                          .url = url,
                                          .path = full,
                                          .query = query});
  const pv_exchange& exchange = told.exchange();
  keep(exchange);
  const proxmox::Decoded decoded = decoder_.decode(exchange, output_);

  reply.server_ms = proxmox::serverTimeMs(answer, time_ms);
  reply.body_bytes = answer.body.size();
  if (!answer.ok())
    reply.why = why(answer, path);
  else if (!decoded.understood)
    reply.why = "cannot read what " + url + " says: " + decoded.why +
                "; check that it is a node of Proxmox VE, and none through another web server";
  reply.unreadable = decoded.why;
  return reply;
}

// What is granted is known by now, mostly, and so what is in the way.
std::string Conversation::why(const proxmox::Answer& answer, std::string_view path) const {
  const std::string full = std::string(kRoot).append(path);
  const auto& permissions = decoder_.permissions();
  // Whether a node is there at all is seen by one call or another: it is the same failure then.
  const bool hello = path == "/version" || path == kList.substr(kRoot.size());
  if (answer.failure == proxmox::Failure::kTimeout && hello)
    return explain(answer, client_.endpoint(), {}, token_id_);
  if (answer.status != 403 || !permissions || permissions->empty())
    return explain(answer, client_.endpoint(), full, token_id_);
  return explanation(answer, client_.endpoint(), full, token_id_).what + "; " +
         proxmox::grantFor(accessPathOf(path), "Sys.Audit", *permissions, token_id_).words;
}

proxmox::Call Conversation::call(const std::string& path, const std::string& query,
                                 proxmox::ApiClient::Limits limits) {
  const std::string target = query.empty() ? path : path + "?" + query;
  if (path == kExportPath && !limits.body_max) limits.body_max = exportMax(list_bytes_);
  proxmox::Call called = proxmox::callWithin(budget_, host_, client_, target, limits);
  if (path == kList && !called.reply.not_asked) list_bytes_ = called.answer.body.size();
  return called;
}

void Conversation::keep(const pv_exchange& exchange) const {
  if (!output_.wants(PV_EXCHANGES)) return;
  Draft draft = output_.begin(exchange.time_ms);
  draft.exchange(exchange);
  output_.push(std::move(draft));
}

}  // namespace pipevane::proxmox_poll
