#include "engine/host/refusal_note.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pipevane::host {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Not cut within a character.
std::string shortened(const std::string& sentence) {
  std::size_t end = RefusalNote::kMostProblemBytes;
  if (sentence.size() <= end) return sentence;
  while (end > 0 && continues(sentence[end])) --end;
  return sentence.substr(0, end) + "...";
}

}  // namespace

void RefusalNote::take(const pipeline::ReloadOutcome& outcome) {
  using Result = pipeline::ReloadOutcome::Result;
  if (outcome.result == Result::kBusy) return;
  std::optional<pipeline::Refusal> refusal;
  if (outcome.result == Result::kRefused) {
    const std::size_t kept = std::min(outcome.problems.size(), kMostProblems);
    refusal.emplace();
    refusal->since_ms = clock_.nowMs();
    refusal->left_out = outcome.problems.size() - kept;
    for (std::size_t i = 0; i < kept; ++i)
      refusal->problems.push_back(shortened(outcome.problems[i]));
  }
  refusal_.with([&refusal](std::optional<pipeline::Refusal>& known) { known.swap(refusal); });
}

}  // namespace pipevane::host
