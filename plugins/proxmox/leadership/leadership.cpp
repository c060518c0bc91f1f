#include "plugins/proxmox/leadership/leadership.h"

#include "plugins/proxmox/leadership/cluster_name.h"

#include <pipevane/text.h>

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

// Beside the interval: a cycle may be slow, and one lost answer is an accident.
constexpr std::int64_t kLeastGraceMs = 2'000, kMostGraceMs = 10'000;
// One lost answer is an accident.
constexpr int kUnreachedMax = 2;

}  // namespace

void Leadership::unreached() {
  const std::lock_guard lock(mutex_);
  if (stage_ == Stage::kAsking) stage_ = Stage::kUnreached;
  ++unreached_;
  able_ = false;
  steadiness_.failed(host_.steadyMs());
}

bool Leadership::settle(const ClusterIdentity& identity, const std::string& wanted) {
  {
    const std::lock_guard lock(mutex_);
    identity_ = identity;
    wanted_ = wanted;
  }
  if (!deciding_.awaitEarlier() || !deciding_.enter()) return false;
  decide();
  deciding_.leave();
  return true;
}

void Leadership::whileNobodyComesToLead(const std::function<void()>& act) {
  if (!deciding_.enter()) return;
  act();
  deciding_.leave();
}

void Leadership::decide() {
  yielded_.reset();
  const auto all = rivals(host_, circle_);
  const auto leader =
      std::ranges::find_if(all, [this](const Rival& each) { return leadsAlready(each); });
  const bool named = !cluster().empty();
  const bool kept_out = blindAmong(all);
  const std::string name = named                 ? cluster()
                           : leader != all.end() ? leader->cluster
                                                 : freeName(all);
  if (!named) warnOfOtherNames(host_, identity(), name, all);
  const bool leader_in_minority =
      leader != all.end() && leader->answers && leader->standing.isMinority();
  const std::lock_guard lock(mutex_);
  cluster_ = name;
  // It may try in vain for as long as that lasts, and others may not.
  able_ = standing_.side == Side::kMajority || (!standing_.isMinority() && !leader_in_minority);
  kept_out_ = kept_out;
  leader_ = leader == all.end() ? std::string() : leader->id;
  lacks_quorum_to_lead_ = leader != all.end() && standing_.isMinority() &&
                          Standing{standing_.rights, Side::kMajority}.beats(leader->standing);
  stage_ = leader == all.end() && !kept_out ? Stage::kLeads : Stage::kStandsBy;
  entities_.reset();
  heard_ms_ = host_.steadyMs();
  unreached_ = 0;
}

// The same cluster's. One that is not heard gives way, and one that is placed worse.
bool Leadership::leadsAlready(const Rival& other) {
  if (!same(other) || other.stage != Stage::kLeads) return false;
  if (other.answers && !mayClaim(other.standing)) return true;
  auto told = toldBy(host_, circle_, other.id);  // which it says as long as it leads
  const Standing own = standing();
  const Lease<ClusterService> service(host_, circle_.service, other.id);
  if (service && !service->yield(service.self(), own.rights.rank(), own.side)) return true;
  yielded_ = std::move(told).value_or(std::vector<pv_entity_id>());
  return false;
}

bool Leadership::mayClaim(const Standing& leader) const {
  const std::lock_guard lock(mutex_);
  return steadiness_.mayClaim(standing_, leader, host_.steadyMs());
}

// It is the other one's turn.
bool Leadership::isBefore(const Rival& other) const {
  if (!same(other) || other.stage != Stage::kStandsBy || !other.able) return false;
  const Standing own = standing();
  return other.standing.isAbove(own) || (other.earlier && !own.isAbove(other.standing));
}

bool Leadership::blindAmong(const std::vector<Rival>& others) const {
  return !standing().rights.showGuests() && std::ranges::any_of(others, [this](const Rival& each) {
    return same(each) && each.standing.rights.showGuests();
  });
}

bool Leadership::vacant() {
  const auto all = rivals(host_, circle_);
  const auto leader = std::ranges::find_if(
      all, [this](const Rival& each) { return same(each) && each.stage == Stage::kLeads; });
  const bool answers = leader != all.end() && leader->answers;
  const bool kept_out = blindAmong(all);
  {
    const std::lock_guard lock(mutex_);
    leader_ = leader == all.end() ? std::string() : leader->id;
    kept_out_ = kept_out;
    const std::int64_t now_ms = host_.steadyMs();
    if (kept_out) return now_ms - heard_ms_ >= (answers ? kSightSpareMs : kSightAgainMs);
    if (answers && !steadiness_.mayTry(standing_, leader->standing, now_ms)) return false;
  }
  return std::ranges::none_of(all, [this](const Rival& each) { return isBefore(each); });
}

void Leadership::setRights(Rights rights) {
  const std::lock_guard lock(mutex_);
  standing_.rights = rights;
}

void Leadership::setSide(Side side) {
  const std::lock_guard lock(mutex_);
  standing_.side = side;
  steadiness_.sideSaid(host_.steadyMs());
}

bool Leadership::lacksQuorumToLead() const {
  const std::lock_guard lock(mutex_);
  return lacks_quorum_to_lead_;
}

bool Leadership::mayTell() {
  const std::lock_guard lock(mutex_);
  if (stage_ != Stage::kLeads) return false;
  heard_ms_ = host_.steadyMs();
  unreached_ = 0;
  return true;
}

void Leadership::setEntities(std::vector<pv_entity_id> entities) {
  const std::lock_guard lock(mutex_);
  entities_ = std::move(entities);
  told_ms_ = host_.steadyMs();
}

void Leadership::setFollowed(std::vector<pv_entity_id> entities) {
  const std::lock_guard lock(mutex_);
  followed_ = std::move(entities);
}

bool Leadership::settled() const { return !cluster().empty(); }
bool Leadership::leads() const {
  const std::lock_guard lock(mutex_);
  return stage_ == Stage::kLeads;
}
bool Leadership::standsBy() const {
  const std::lock_guard lock(mutex_);
  return stage_ == Stage::kStandsBy;
}
ClusterIdentity Leadership::identity() const {
  const std::lock_guard lock(mutex_);
  return identity_;
}
std::string Leadership::cluster() const {
  const std::lock_guard lock(mutex_);
  return cluster_;
}
Standing Leadership::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}
bool Leadership::keptOut() const {
  const std::lock_guard lock(mutex_);
  return kept_out_ && stage_ == Stage::kStandsBy;
}
std::string Leadership::leader() const {
  const std::lock_guard lock(mutex_);
  return leader_;
}

std::int64_t Leadership::lookEveryMs() const {
  constexpr std::int64_t kLeastMs = 500, kMostMs = 2'000;
  return std::clamp(interval_ms_ / 5, kLeastMs, kMostMs);
}

void Leadership::read(const std::function<void(const ClusterClaim&)>& visit) const {
  std::unique_lock lock(mutex_);
  const std::string identity = identity_.text(), wanted = wanted_, cluster = cluster_;
  const ClusterClaim claim{.size = sizeof(ClusterClaim),
                           .stage = stage_,
                           .deciding = deciding_.now(),
                           .answers = answers(),
                           .able = able_,
                           .identity = text(identity),
                           .wanted = text(wanted),
                           .cluster = text(cluster),
                           .rights = standing_.rights.rank(),
                           .side = standing_.side,
                           .told_ms = entities_ ? told_ms_ : 0};
  lock.unlock();
  visit(claim);
}

bool Leadership::yield(const Standing& challenger) {
  const std::lock_guard lock(mutex_);
  if (stage_ != Stage::kLeads) return false;
  if (standing_.rights.showGuests() && !challenger.rights.showGuests()) return false;
  const bool answered = answers();
  if (answered && !challenger.beats(standing_)) return false;
  stage_ = Stage::kStandsBy;
  able_ = answered && !standing_.isMinority();
  if (standing_.isMinority()) steadiness_.gaveAwayInMinority(host_.steadyMs());
  // Until it looks who leads: it may rest.
  if (entities_) followed_ = *entities_;
  return true;
}

std::optional<std::vector<pv_entity_id>> Leadership::entities() const {
  const std::lock_guard lock(mutex_);
  return stage_ == Stage::kLeads ? entities_ : std::nullopt;
}

std::vector<pv_entity_id> Leadership::said() const {
  const std::lock_guard lock(mutex_);
  return stage_ == Stage::kLeads && entities_ ? *entities_ : followed_;
}

bool Leadership::same(const Rival& other) const {
  const std::lock_guard lock(mutex_);
  const bool calls_it_so = circle_.named_first != nullptr || other.wanted == wanted_;
  return identity_.known() && other.identity == identity_.text() && calls_it_so;
}

// While it holds the lock.
bool Leadership::answers() const {
  const std::int64_t grace_ms = std::clamp(interval_ms_, kLeastGraceMs, kMostGraceMs);
  return stage_ == Stage::kLeads && unreached_ < kUnreachedMax &&
         host_.steadyMs() - heard_ms_ <= interval_ms_ + grace_ms;
}

}  // namespace pipevane::proxmox
