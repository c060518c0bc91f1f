#include "plugins/proxmox_events/figures.h"

#include <pipevane/text.h>

namespace pipevane::proxmox_events {
void Figures::tell(const FigureVisit& visit) const {
  for (const Asked& each : asked) {
    const pv_attribute label = attribute("endpoint", each.url);
    visit.counter("requests_total", "Calls of the API.", each.total.requests, {&label, 1});
  }
  for (const Asked& each : asked) {
    const pv_attribute label = attribute("endpoint", each.url);
    visit.gauge("requests_last_minute", "Calls of the API in the last minute.",
                each.last_minute.requests, {&label, 1});
  }
  visit.gauge("leads", "1: it tells of its cluster; 0: it stands by.", leads ? 1 : 0);
  visit.gauge("connected", "1: a node answers.", connected ? 1 : 0);
  if (seen_ms)
    visit.gauge("last_seen_timestamp_seconds", "When the list of tasks came last.",
                static_cast<double>(*seen_ms) / 1000);
  visit.counter("events_total", "Events told, each state of one counted.", events);
  visit.gauge("running_tasks", "Tasks that run.", running_tasks);
  visit.gauge("nodes_with_missing_tasks", "Nodes of which some tasks are still to be asked for.",
              nodes_missing);
  visit.counter("surprises_total", "What was in answers and was not expected.", surprises);
  if (!webhook) return;
  visit.counter("notifications_total", "Notifications taken.", webhook->counts.taken);
  visit.counter(
      "notifications_refused_total", "Notifications refused, and connections turned away.",
      webhook->counts.refused + webhook->counts.wrong_tokens + webhook->counts.turned_away);
}

}  // namespace pipevane::proxmox_events
