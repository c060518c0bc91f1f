#include "plugins/proxmox_events/conversation.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/contacts/told_answer.h"
#include "plugins/proxmox_events/recording.h"

namespace pipevane::proxmox_events {

proxmox::Reply Conversation::ask(std::string_view path, const std::string& query,
                                 std::optional<std::int64_t> timeout_ms) {
  const std::string full = fullPath(path);
  const std::int64_t time_ms = host_.nowMs();
  const bool led = leadership_.leads();
  auto [answer, reply] =
      callWithin(budget_, host_, contact_.client(), query.empty() ? full : full + "?" + query,
                 {.body_max = {}, .timeout_ms = timeout_ms});
  reply.path = path;
  if (reply.not_asked || reply.stopped) return reply;
  const std::string url = contact_.client().endpoint().url();
  if (answer.status != 0 && !strangers_ && contact_.isStranger()) {
    reply.stranger = true;
    reply.why = url + " shows another certificate than when it said which cluster it is of";
    return reply;
  }
  // A failure is told as well, but is no sign that the cluster was heard.
  if (led && !(answer.ok() ? leadership_.mayTell() : leadership_.leads())) {
    reply.stands_by = true;
    return reply;
  }
  naming_.agree();
  const proxmox::ToldAnswer told(answer, {.time_ms = time_ms,
                                          .source = host_.id(),
                                          .cluster = decoder_.cluster(),
                                          .url = url,
                                          .path = full,
                                          .query = query});
  record(told.exchange(), output_);
  const proxmox::Decoded decoded = decoder_.decode(told.exchange(), output_);
  if (!answer.ok())
    reply.why = why(answer, path);
  else if (!decoded.understood)
    reply.why = "cannot read what " + url + " says: " + decoded.why +
                "; check that it is a node of Proxmox VE, and none through another web server";
  return reply;
}

// Whether a node is there at all is the same failure whichever call it is.
std::string Conversation::why(const proxmox::Answer& answer, std::string_view path) const {
  if (answer.status == 0) return explain(answer, contact_.client().endpoint(), {}, token_id_);
  return explain(answer, contact_.client().endpoint(), fullPath(path), token_id_);
}

}  // namespace pipevane::proxmox_events
