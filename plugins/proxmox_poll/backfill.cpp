#include "plugins/proxmox_poll/backfill.h"

#include <algorithm>

namespace pipevane::proxmox_poll {
namespace {

// A node builds such an answer in a second or two, more for slow ones.
constexpr double kBytesPerMs = 4 << 10;
constexpr std::int64_t kPatienceMs = 5'000;
// An answer may be twice as large as was guessed; the decoder takes no more than the last one.
constexpr double kAnswerLeast = 16 << 20, kAnswerMost = 64 << 20;

proxmox::ApiClient::Limits limitsFor(double bytes) {
  return {.body_max = static_cast<std::size_t>(std::clamp(2 * bytes, kAnswerLeast, kAnswerMost)),
          .timeout_ms = kPatienceMs + static_cast<std::int64_t>(bytes / kBytesPerMs)};
}

}  // namespace

std::vector<Backfill::Question> Backfill::questions(const ExportPlan& plan,
                                                    const std::vector<std::string>& members,
                                                    const std::string& first, std::int64_t now_ms) {
  std::erase_if(asked_ms_, [&](const auto& each) {
    return std::ranges::find(members, each.first) == members.end();
  });
  std::vector<std::string> missed;
  double all = 0;
  for (const std::string& each : members) {
    if (!behind(plan, each, now_ms)) continue;
    all += plan.bytes(plan.missingFromMs(decoder_.completeUntilMs(each)),
                      partOf(each, members.size()));
    missed.insert(each == first ? missed.begin() : missed.end(), each);
  }
  std::vector<Question> questions;
  if (all <= ExportPlan::kAtOnceBytes) return questions;
  for (const std::string& each : missed) {
    const double part = partOf(each, members.size());
    const double most = std::min(ExportPlan::kAloneBytes, ExportPlan::kRoundBytes * part);
    const std::int64_t from_ms = plan.missingFromMs(decoder_.completeUntilMs(each));
    questions.push_back({each, plan.query(from_ms, most, part),
                         limitsFor(std::min(most, plan.bytes(from_ms, part)))});
    asked_ms_[each] = now_ms;
  }
  return questions;
}

bool Backfill::behind(const ExportPlan& plan, const std::string& member,
                      std::int64_t now_ms) const {
  const auto asked = asked_ms_.find(member);
  if (asked != asked_ms_.end() && now_ms - asked->second < kAgainMs) return false;
  return plan.missingMs(decoder_.completeUntilMs(member)) > kBehindMs;
}

// Of the cluster's figures. A node has some of its own.
double Backfill::partOf(const std::string& member, std::size_t members) const {
  const auto of = static_cast<double>(decoder_.guestsOn(member) + 1);
  return std::min(1.0, of / static_cast<double>(decoder_.resources().guests + members));
}

}  // namespace pipevane::proxmox_poll
