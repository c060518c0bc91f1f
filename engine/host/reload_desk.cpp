#include "engine/host/reload_desk.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pipevane::host {

using pipeline::ReloadOutcome;

ReloadOutcome ReloadDesk::request(const std::string& asker) {
  auto answer = waiting_.with([&asker](Waiting& waiting) -> std::future<ReloadOutcome> {
    if (waiting.closed) return {};
    return waiting.asked.emplace_back(Question{asker, {}}).answer.get_future();
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

void ReloadDesk::answerTo(const std::vector<std::string>& askers, const ReloadOutcome& outcome) {
  auto chosen = waiting_.with([&askers](Waiting& waiting) {
    const auto others = std::stable_partition(
        waiting.taken.begin(), waiting.taken.end(), [&askers](const Question& each) {
          return std::ranges::find(askers, each.asker) == askers.end();
        });
    Asked of_these;
    std::move(others, waiting.taken.end(), std::back_inserter(of_these));
    waiting.taken.erase(others, waiting.taken.end());
    return of_these;
  });
  for (Question& each : chosen) each.answer.set_value(outcome);
}

void ReloadDesk::answer(const ReloadOutcome& outcome) {
  refusal_.take(outcome);
  auto taken = waiting_.with([](Waiting& waiting) { return std::exchange(waiting.taken, {}); });
  for (Question& each : taken) each.answer.set_value(outcome);
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
