#include "plugins/proxmox_events/figures.h"

#include <pipevane/text.h>

#include <string_view>

namespace pipevane::proxmox_events {
namespace {

class Teller {
 public:
  Teller(void* context, void (*visit)(void*, const pv_figure*))
      : context_(context), visit_(visit) {}

  void say(std::string_view name, std::string_view help, bool counter, double value,
           std::string_view endpoint = {}) {
    const pv_attribute label = attribute("endpoint", endpoint);
    const pv_figure figure{.size = sizeof(pv_figure),
                           .counter = counter,
                           .name = text(name),
                           .help = text(help),
                           .value = value,
                           .label_count = endpoint.empty() ? std::size_t{0} : std::size_t{1},
                           .labels = &label};
    visit_(context_, &figure);
  }

 private:
  void* context_;
  void (*visit_)(void*, const pv_figure*);
};

}  // namespace

void Figures::tell(void* context, void (*visit)(void*, const pv_figure*)) const {
  Teller teller(context, visit);
  for (const Asked& each : asked)
    teller.say("requests_total", "Calls of the API.", true,
               static_cast<double>(each.total.requests), each.url);
  for (const Asked& each : asked)
    teller.say("requests_last_minute", "Calls of the API in the last minute.", false,
               static_cast<double>(each.last_minute.requests), each.url);
  teller.say("leads", "1: it tells of its cluster; 0: it stands by.", false, leads ? 1 : 0);
  teller.say("connected", "1: a node answers.", false, connected ? 1 : 0);
  if (seen_ms)
    teller.say("last_seen_timestamp_seconds", "When the list of tasks came last.", false,
               static_cast<double>(*seen_ms) / 1000);
  teller.say("events_total", "Events told, each state of one counted.", true,
             static_cast<double>(events));
  teller.say("running_tasks", "Tasks that run.", false, static_cast<double>(running_tasks));
  teller.say("nodes_with_missing_tasks", "Nodes of which some tasks are still to be asked for.",
             false, static_cast<double>(nodes_missing));
  teller.say("surprises_total", "What was in answers and was not expected.", true,
             static_cast<double>(surprises));
  if (!webhook) return;
  teller.say("notifications_total", "Notifications taken.", true,
             static_cast<double>(webhook->counts.taken));
  teller.say("notifications_refused_total", "Notifications refused, and connections turned away.",
             true,
             static_cast<double>(webhook->counts.refused + webhook->counts.wrong_tokens +
                                 webhook->counts.turned_away));
}

}  // namespace pipevane::proxmox_events
