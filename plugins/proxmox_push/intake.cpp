#include "plugins/proxmox_push/intake.h"

#include <algorithm>

namespace pipevane::proxmox_push {

using proxmox::Push;

Intake::Intake(const Host& host, const Settings& settings)
    : host_(host),
      source_(host.id()),
      senders_(settings.senders),
      decoder_(host, settings.senders),
      allowance_(settings.bytes_per_second) {}

Trust Intake::trustOf(const Origin& origin) const {
  const bool listed = senders_.lists(origin.sender);
  if (!listed && !senders_.hearsOthers(origin.format)) return Trust::kStranger;
  if (origin.with_token) return Trust::kWithToken;
  return listed ? Trust::kListed : Trust::kAnybody;
}

bool Intake::charge(const Origin& origin, std::size_t bytes) {
  if (allowance_.take(trustOf(origin), origin.sender, bytes, host_.steadyMs())) return true;
  ++lost_.over_limit;
  return false;
}

Intake::Taken Intake::take(const Origin& origin, std::string_view body, std::string_view kept) {
  bytes_ += body.size();
  Push rest{.format = origin.format,
            .carrier = origin.carrier,
            .sender = origin.sender,
            .cluster = {},
            .body = body,
            .time_ms = host_.nowMs(),
            .listed = senders_.lists(origin.sender),
            .with_token = origin.with_token};
  const proxmox::PushCounts before = decoder_.counts();
  do {
    const Push part = decoder_.takePart(rest);
    // Recorded before what becomes of it, so that it stands before that everywhere.
    if (output_->wants(PV_EXCHANGES)) record(part, kept);
    decoder_.decode(part, *output_);
  } while (!rest.body.empty());
  const proxmox::PushCounts& after = decoder_.counts();
  Taken taken{.lines = after.lines - before.lines,
              .refused = after.allRefused() - before.allRefused()};
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < proxmox::kRefusals; ++i) {
    const std::uint64_t more = after.refused[i] - before.refused[i];
    if (more <= most) continue;
    most = more;
    taken.why = static_cast<proxmox::Refusal>(i);
  }
  if (taken.any()) {
    last_ms_ = host_.steadyMs();
    Through& through = through_[placeOf(origin.format, origin.carrier)];
    ++through.pushes;
    through.last_ms = last_ms_;
    if (last_sender_ != origin.sender) last_sender_ = origin.sender;
  }
  return taken;
}

bool Intake::mayBeSender(std::string_view address) const {
  const bool nobody = !last_ms_ || host_.steadyMs() - *last_ms_ >= kSilenceMs;
  bool known = nobody || senders_.lists(address);
  for (const auto& told : decoder_.told())
    told.tellers->each(
        [&](const proxmox::PushTeller& each) { known = known || each.address == address; });
  return known;
}

// Nothing of who is none of the senders: it could fill the recording, or end it.
void Intake::record(const Push& push, std::string_view kept) const {
  constexpr std::int32_t kTaken = 200;
  const auto cluster = decoder_.clusterOf(push);
  if (!cluster) return;
  const std::string_view carrier = nameOf(push.carrier);
  std::string host(carrier), query = "transport=";
  host.append("://").append(push.sender);
  query.append(carrier);
  if (push.listed) query.append("&listed=1");
  if (push.with_token) query.append("&with_token=1");
  if (!kept.empty()) query.append("&").append(kept);
  pv_exchange exchange{};
  exchange.size = sizeof exchange;
  exchange.status = kTaken;
  exchange.time_ms = push.time_ms;
  exchange.source = text(source_);
  exchange.cluster = cluster->empty() ? absent() : text(*cluster);
  exchange.host = text(host);
  exchange.method = text(proxmox::kPushMethod);
  exchange.path = text(pathOf(push.format));
  exchange.query = text(query);
  exchange.reason = absent();
  exchange.body = text(push.body);
  Draft draft = output_->begin(push.time_ms);
  draft.exchange(exchange);
  output_->push(std::move(draft));
}

}  // namespace pipevane::proxmox_push
