#include "engine/pipeline/reload_table.h"

#include "engine/pipeline/component.h"

#include <pipevane/text.h>

#include <vector>

namespace pipevane::pipeline {
namespace {

// The texts of a list as the contract shows them; they are the list's own.
class Shown {
 public:
  explicit Shown(const std::vector<std::string>& list) {
    texts_.reserve(list.size());
    for (const std::string& each : list) texts_.push_back(text(each));
  }
  pv_text_list list() const { return {texts_.size(), texts_.data()}; }

 private:
  std::vector<pv_text> texts_;
};

std::int32_t numberOf(ReloadOutcome::Result result) {
  switch (result) {
    case ReloadOutcome::Result::kAccepted:
      return PV_RELOAD_ACCEPTED;
    case ReloadOutcome::Result::kRefused:
      return PV_RELOAD_REFUSED;
    case ReloadOutcome::Result::kBusy:
      break;
  }
  return PV_RELOAD_BUSY;
}

void show(const ReloadOutcome& outcome, void* context,
          void (*visit)(void*, const pv_reload_outcome*)) {
  const Shown problems(outcome.problems);
  const Shown added(outcome.difference.added), removed(outcome.difference.removed);
  const Shown restarted(outcome.difference.restarted), rewired(outcome.difference.rewired);
  const pv_reload_outcome shown{.size = sizeof(pv_reload_outcome),
                                .result = numberOf(outcome.result),
                                .problems = problems.list(),
                                .added = added.list(),
                                .removed = removed.list(),
                                .restarted = restarted.list(),
                                .rewired = rewired.list(),
                                .kept = outcome.difference.kept};
  visit(context, &shown);
}

// No exception crosses the contract.
pv_status request(void* self, void* context, void (*visit)(void*, const pv_reload_outcome*)) try {
  if (visit == nullptr) return PV_FAILED;
  Component& asker = *static_cast<Component*>(self);
  show(asker.neighbours().reloader->request(asker.id()), context, visit);
  return PV_OK;
} catch (...) {
  return PV_FAILED;
}

pv_status readRefusal(void* self, void* context, void (*visit)(void*, const pv_refusal*)) try {
  if (visit == nullptr) return PV_FAILED;
  const auto refusal = static_cast<Component*>(self)->neighbours().reloader->refusal();
  if (!refusal) return PV_OK;
  const Shown problems(refusal->problems);
  const pv_refusal shown{.size = sizeof(pv_refusal),
                         .left_out = static_cast<std::uint32_t>(refusal->left_out),
                         .since_ms = refusal->since_ms,
                         .problems = problems.list()};
  visit(context, &shown);
  return PV_OK;
} catch (...) {
  return PV_FAILED;
}

constexpr pv_reload kTable = {.size = sizeof(pv_reload), .request = request};
constexpr pv_refusals kRefusals = {.size = sizeof(pv_refusals), .read = readRefusal};

}  // namespace

const pv_reload& reloadTable() { return kTable; }
const pv_refusals& refusalTable() { return kRefusals; }

}  // namespace pipevane::pipeline
