#include "plugins/proxmox_poll/backfill.h"

#include "plugins/proxmox_poll/conversation.h"

#include <algorithm>
#include <limits>

namespace pipevane::proxmox_poll {
namespace {

// A node builds such an answer in a second or two, more for slow ones.
constexpr double kBytesPerMs = 4 << 10;
constexpr std::int64_t kPatienceMs = 5'000;

// An answer may be twice as large as was guessed.
proxmox::ApiClient::Limits limitsFor(double bytes) {
  return {.body_max = std::clamp(static_cast<std::size_t>(2 * bytes), Conversation::kExportLeast,
                                 Conversation::kExportMost),
          .timeout_ms = kPatienceMs + static_cast<std::int64_t>(bytes / kBytesPerMs)};
}

}  // namespace

std::vector<Backfill::Question> Backfill::questions(const ExportPlan& plan,
                                                    const std::vector<std::string>& members,
                                                    const std::string& first, std::int64_t now_ms) {
  std::erase_if(asked_ms_, [&](const auto& each) {
    return std::ranges::find(members, each.first) == members.end();
  });
  std::vector<Missed> all;
  std::int64_t oldest_ms = std::numeric_limits<std::int64_t>::max();
  for (const std::string& each : members) {
    const auto complete_until_ms = decoder_.completeUntilMs(each);
    if (rests(each, now_ms) || !plan.missed(complete_until_ms)) continue;
    const Missed missed{each, plan.missingFromMs(complete_until_ms), partOf(each, members.size())};
    oldest_ms = std::min(oldest_ms, missed.from_ms);
    all.insert(each == first ? all.begin() : all.end(), missed);
  }
  std::vector<Question> questions;
  // The usual question would be for everybody's figures since then.
  if (all.empty() || plan.bytes(oldest_ms) <= ExportPlan::kAtOnceBytes) return questions;
  for (const Missed& each : all) {
    const double most = std::min(ExportPlan::kAloneBytes, ExportPlan::kRoundBytes * each.part);
    questions.push_back({each.member, plan.query(each.from_ms, most, each.part),
                         limitsFor(std::min(most, plan.bytes(each.from_ms, each.part)))});
    asked_ms_[each.member] = now_ms;
  }
  return questions;
}

void Backfill::asked(const ExportPlan& plan, const std::string& member) {
  if (!plan.missed(decoder_.completeUntilMs(member))) asked_ms_.erase(member);
}

bool Backfill::rests(const std::string& member, std::int64_t now_ms) const {
  const auto asked = asked_ms_.find(member);
  return asked != asked_ms_.end() && now_ms - asked->second < kAgainMs;
}

// Of the cluster's figures. A node has some of its own.
double Backfill::partOf(const std::string& member, std::size_t members) const {
  const auto of = static_cast<double>(decoder_.guestsOn(member) + 1);
  return std::min(1.0, of / static_cast<double>(decoder_.resources().guests + members));
}

}  // namespace pipevane::proxmox_poll
