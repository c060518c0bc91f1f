#include "plugins/proxmox_poll/conversation.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox_poll/server_clock.h"

namespace pipevane::proxmox_poll {
namespace {

std::vector<pv_attribute> headersOf(const proxmox::Answer& answer) {
  std::vector<pv_attribute> headers;
  for (const auto& [name, value] : answer.headers)
    if (name != "set-cookie") headers.push_back({text(name), text(value)});
  return headers;
}

}  // namespace

Reply Conversation::ask(std::string_view path, const std::string& query) {
  const std::string full = "/api2/json" + std::string(path);
  const std::int64_t time_ms = host_.nowMs();
  const proxmox::Answer answer = client_.get(query.empty() ? full : full + "?" + query);
  Reply reply;
  reply.status = answer.status;
  reply.stopped = answer.failure == proxmox::Failure::kStopped;
  if (reply.stopped) return reply;

  const std::vector<pv_attribute> headers = headersOf(answer);
  const std::string url = client_.endpoint().url();
  const pv_exchange exchange{
      .size = sizeof(pv_exchange),
      .status = answer.status,
      .time_ms = time_ms,
      .duration_us = answer.duration_us,
      .source = text(host_.id()),
      .cluster = decoder_.cluster().empty() ? absent() : text(decoder_.cluster()),
      .host = text(url),
      .method = text("GET"),
      .path = text(full),
      .query = query.empty() ? absent() : text(query),
      .reason = text(answer.reason),
      .body = text(answer.body),
      .header_count = headers.size(),
      .headers = headers.data()};
  keep(exchange);
  const proxmox::Decoded decoded = decoder_.decode(exchange, output_);

  reply.server_ms = serverTimeMs(answer, time_ms);
  reply.body_bytes = answer.body.size();
  if (!answer.ok())
    reply.why = explain(answer, client_.endpoint(), full, token_id_);
  else if (!decoded.understood)
    reply.why = "cannot read what " + url + " says: " + decoded.why +
                "; check that it is a node of Proxmox VE, and none through another web server";
  return reply;
}

void Conversation::keep(const pv_exchange& exchange) const {
  if (!output_.wants(PV_EXCHANGES)) return;
  Draft draft = output_.begin(exchange.time_ms);
  draft.exchange(exchange);
  output_.push(std::move(draft));
}

}  // namespace pipevane::proxmox_poll
