#include "engine/host/reload_desk.h"

#include <algorithm>
#include <iterator>
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
  if (answer.wait_for(patience_) != std::future_status::ready) return {};
  return answer.get();
}

void ReloadDesk::open() {
  waiting_.with([](Waiting& waiting) { waiting.closed = false; });
}

void ReloadDesk::take() {
  waiting_.with([](Waiting& waiting) {
    std::ranges::move(std::exchange(waiting.asked, {}), std::back_inserter(waiting.taken));
  });
}

void ReloadDesk::answer(const ReloadOutcome& outcome) {
  auto taken = waiting_.with([](Waiting& waiting) { return std::exchange(waiting.taken, {}); });
  for (auto& each : taken) each.set_value(outcome);
}

bool ReloadDesk::closeUnlessAsked() {
  return waiting_.with([](Waiting& waiting) {
    if (waiting.asked.empty()) waiting.closed = true;
    return waiting.closed;
  });
}

void ReloadDesk::close() {
  waiting_.with([](Waiting& waiting) { waiting.closed = true; });
  take();
  answer({});
}

}  // namespace pipevane::host
