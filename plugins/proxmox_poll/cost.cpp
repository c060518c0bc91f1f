#include "plugins/proxmox_poll/cost.h"

#include "plugins/proxmox/api/utc_text.h"

#include <pipevane/text.h>

#include <array>
#include <string_view>

namespace pipevane::proxmox_poll {
namespace {

using Counters = proxmox::Traffic::Counters;

struct CostFigure {
  std::string_view name, help;
  std::uint64_t Counters::*field;
};
constexpr std::array<CostFigure, 4> kTotals = {{
    {"requests_total", "Calls of the API.", &Counters::requests},
    {"handshakes_total", "Whole TLS handshakes.", &Counters::handshakes},
    {"resumptions_total", "TLS sessions taken up again.", &Counters::resumptions},
    {"received_bytes_total", "Bytes of answers.", &Counters::received_bytes},
}};
constexpr std::array<CostFigure, 3> kOfAMinute = {{
    {"requests_last_minute", "Calls of the API in the last minute.", &Counters::requests},
    {"handshakes_last_minute", "Whole TLS handshakes in the last minute.", &Counters::handshakes},
    {"received_bytes_last_minute", "Bytes of answers in the last minute.",
     &Counters::received_bytes},
}};

// Of whom it was asked, where that is known, and for whom.
struct AskedLabels {
  explicit AskedLabels(const Cost::Asked& asked)
      : both{{attribute("endpoint", asked.url),
              attribute("for", asked.history ? "history" : "poll")}},
        first(asked.url.empty() ? 1 : 0) {}
  operator FigureVisit::Labels() const { return FigureVisit::Labels(both).subspan(first); }

  std::array<pv_attribute, 2> both;
  std::size_t first;
};

}  // namespace

Counters Cost::lastMinute() const {
  Counters sum;
  for (const Asked& each : asked) {
    sum.requests += each.last_minute.requests;
    sum.handshakes += each.last_minute.handshakes;
    sum.resumptions += each.last_minute.resumptions;
    sum.received_bytes += each.last_minute.received_bytes;
  }
  return sum;
}

void Cost::tell(const FigureVisit& visit) const {
  for (const CostFigure& figure : kTotals)
    for (const Asked& each : asked)
      visit.counter(figure.name, figure.help, each.total.*figure.field, AskedLabels(each));
  for (const CostFigure& figure : kOfAMinute)
    for (const Asked& each : asked)
      visit.gauge(figure.name, figure.help, each.last_minute.*figure.field, AskedLabels(each));
  visit.gauge("requests_per_minute_limit", "The option requests_per_minute.", limits.requests);
  visit.gauge("received_bytes_per_minute_limit", "The option received_bytes_per_minute.",
              limits.received_bytes);
  visit.gauge("handshakes_per_minute_limit", "The option handshakes_per_minute.",
              limits.handshakes);
  visit.counter("cycles_held_back_total", "Cycles left out as a limit was reached.", held_back);
}

void CostMeter::heldBack(proxmox::Budget::Limit limit, std::int64_t now_ms, std::int64_t time_ms) {
  ++held_back_;
  const bool same = heldBackLately(now_ms) && reached_->limit == limit;
  held_back_ms_ = now_ms;
  if (!same) reached_ = {limit, time_ms};
}

std::string CostMeter::trouble(const proxmox::Budget& budget, std::int64_t now_ms) const {
  if (!heldBackLately(now_ms)) return {};
  return budget.why(reached_->limit) + "; so it is since " + proxmox::utcText(reached_->since_ms);
}

Cost CostMeter::measure(proxmox::Contacts& contacts, const Archive::State& archive,
                        const proxmox::Budget& budget, std::int64_t now_ms) {
  contacts.noteTraffic(now_ms);
  const Counters looked_back{.requests = archive.requests,
                             .handshakes = archive.handshakes,
                             .resumptions = 0,
                             .received_bytes = archive.received_bytes};
  history_.note(now_ms, looked_back);
  Cost cost;
  contacts.each([&](const proxmox::Contact& contact, bool, bool) {
    cost.asked.push_back({contact.client().endpoint().url(), false, contact.client().counters(),
                          contact.lastMinute()});
  });
  cost.asked.push_back({"", true, looked_back, history_.lastMinute()});
  cost.limits = budget.limits();
  cost.held_back = held_back_;
  if (heldBackLately(now_ms)) cost.reached = reached_;
  return cost;
}

}  // namespace pipevane::proxmox_poll
