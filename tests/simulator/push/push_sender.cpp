#include "tests/simulator/push/push_sender.h"

#include "tests/simulator/push/outgoing.h"
#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/push/webhook.h"

#include <Poco/Exception.h>

namespace pipevane::simulator {
namespace {

bool taken(int status) { return status >= 200 && status < 300; }

}  // namespace

template <class Attempt>
void PushSender::attempt(Attempt one) {
  try {
    ++(one() ? sent_ : failed_);
  } catch (const Poco::Exception&) {
    ++failed_;
  }
}

void PushSender::send(const PushTarget& target, const std::vector<PushPayload>& payloads,
                      const std::string& from) {
  Route route{
      .server = target.server, .port = static_cast<std::uint16_t>(target.port), .from = from};
  if (target.transport == "otlp-http") route.timeout = Poco::Timespan(5, 0);
  for (const PushPayload& each : payloads)
    attempt([&] {
      if (!each.head.empty()) return taken(sendRequest(route, each.head + each.wire));
      if (target.transport == "graphite-tcp")
        sendStream(route, each.wire, kTcpPartBytes);
      else
        sendDatagram(route, each.wire);
      return true;
    });
}

void PushSender::send(const Webhook& webhook, const Notification& notification,
                      const std::string& from) {
  const Route route{.server = webhook.server,
                    .port = static_cast<std::uint16_t>(webhook.port),
                    .from = from,
                    .timeout = Poco::Timespan(10, 0)};
  attempt([&] { return taken(sendRequest(route, webhookRequest(webhook, notification))); });
}

}  // namespace pipevane::simulator
