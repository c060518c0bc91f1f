#include "engine/host/reload_desk.h"

#include <utility>

namespace pipevane::host {

using pipeline::ReloadOutcome;

ReloadOutcome ReloadDesk::request() {
  auto answer = waiting_.with([](Waiting& waiting) -> std::future<ReloadOutcome> {
    if (waiting.closed) return {};
    return waiting.asked.emplace_back().get_future();
  });
  if (!answer.valid()) return {};
  wake_();
  return answer.get();
}

void ReloadDesk::answer(const ReloadOutcome& outcome) {
  auto asked = waiting_.with([](Waiting& waiting) { return std::exchange(waiting.asked, {}); });
  for (auto& each : asked) each.set_value(outcome);
}

void ReloadDesk::close() {
  closed(true);
  answer({});
}

void ReloadDesk::closed(bool closed) {
  waiting_.with([closed](Waiting& waiting) { waiting.closed = closed; });
}

}  // namespace pipevane::host
