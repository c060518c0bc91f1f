#include "plugins/proxmox_poll/succession.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/leadership/rivals.h"
#include "plugins/proxmox/listing_rights.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace pipevane::proxmox_poll {
namespace {

std::string quoted(const std::string& name) { return "\"" + proxmox::oneLine(name) + "\""; }

std::string listed(const std::set<std::string>& names) {
  std::string list;
  for (const std::string& each : names) list.append(list.empty() ? "" : ", ").append(quoted(each));
  return list;
}

}  // namespace

void Succession::lead() {
  if (!std::exchange(led_, true)) unheard_ = true;
  lost_.clear();
  silence_.begin(leadership_.cluster());
  if (auto told = leadership_.takeYielded()) take(*std::move(told));
}

void Succession::settle(const Output& output) {
  if (std::exchange(unheard_, false)) take(saidOfOurs());
  noteCluster();
  silence_.end(leadership_.cluster());
  const auto& rights = decoder_.permissions();
  const std::string ours = decoder_.cluster() + "/";
  const auto lost = lostOf(inheritance_.settle(
      decoder_.entities(), others(),
      [&](EntityId each) { return host_.dictionary().key(each).starts_with(ours); },
      [&](EntityId each) {
        return rights && decoder_.unlistedMembers().empty() &&
               proxmox::namedTo(*rights, host_.dictionary().key(each));
      },
      host_.nowMs(), output));
  leadership_.setEntities(entities());
  if (!lost.empty())
    host_.log(LogLevel::kWarn, "took away what it told of " + listed(lost) +
                                   " before, as it watches " + quoted(leadership_.cluster()) +
                                   " now and no other source watches that; give it a source of "
                                   "its own to see it again");
}

void Succession::leave() {
  if (!std::exchange(led_, false)) return;
  Entities told = entities();
  // What it knows of them is old by the time it leads again, and must not be told then.
  decoder_.leave();
  // Before its first list it has told nothing that anybody could have taken its word for.
  if (unheard_) return take(std::move(told));
  inheritance_.give(std::move(told));
  leadership_.setFollowed(inheritance_.known());
}

void Succession::follow(const Output& output) {
  leave();
  if (!lost_.empty())
    for (const proxmox::Rival& each : proxmox::rivals(host_, proxmox::kPolls))
      lost_.erase(each.cluster);
  auto told = proxmox::toldBy(host_, proxmox::kPolls, leadership_.leader());
  if (!told) return;
  noteCluster();
  silence_.begin(leadership_.cluster());
  const auto lost = lostOf(inheritance_.follow(*std::move(told), others(), host_.nowMs(), output));
  leadership_.setFollowed(inheritance_.known());
  if (lost.empty()) return;
  lost_.insert(lost.begin(), lost.end());
  host_.log(LogLevel::kWarn, loss());
}

void Succession::fallSilent(const Output& output) {
  if (silence_.due().empty()) return;
  // One that begins to tell meanwhile would be overruled.
  leadership_.whileNobodyComesToLead([&] {
    const auto silent = silence_.tell(inheritance_.legacy(), output);
    if (led_ && silent.contains(leadership_.cluster()))
      decoder_.forgetStates(host_.nowMs(), output);
  });
}

std::string Succession::loss() const {
  if (lost_.empty()) return {};
  const std::string leader = leadership_.leader();
  return "its \"endpoints\" are of the cluster " + quoted(leadership_.cluster()) + ", which " +
         (leader.empty() ? "another source" : "the source " + quoted(leader)) +
         " watches already, so it stands by, and what it told of " + listed(lost_) +
         " before is gone, as no other source watches that; name nodes of " + listed(lost_) +
         " in \"endpoints\" to see it again, or take this source out";
}

Legacy Succession::handOver() const {
  Legacy legacy{held(), clusters_, silence_.words()};
  const auto names = clustersOf(legacy.entities);
  const auto over = [&](const auto& each) { return !names.contains(each.first); };
  std::erase_if(legacy.clusters, over);
  std::erase_if(legacy.words, over);
  return legacy;
}

void Succession::takeOver(Legacy legacy) {
  clusters_ = std::move(legacy.clusters);
  silence_.takeOver(std::move(legacy.words));
  take(std::move(legacy.entities));
}

void Succession::take(Entities told) {
  inheritance_.take(std::move(told));
  leadership_.setFollowed(inheritance_.known());
}

void Succession::noteCluster() {
  clusters_[leadership_.cluster()] = {leadership_.identity(),
                                      contacts_.current().client().endpoint().url()};
}

// All that was told and is there, or may be.
Entities Succession::entities() const {
  auto all = decoder_.entities();
  all.insert(all.end(), inheritance_.known().begin(), inheritance_.known().end());
  return sorted(std::move(all));
}

// All that it answers for.
Entities Succession::held() const {
  Entities all = inheritance_.legacy();
  if (!led_) return all;
  const Entities told = decoder_.entities();
  all.insert(all.end(), told.begin(), told.end());
  return all;
}

// By others that watch the same cluster, or do not know yet which one: who led before may be gone
// without a word, and those who stood by take for gone what the one that leads does not tell of.
Entities Succession::saidOfOurs() const {
  const std::string identity = leadership_.identity().text();
  const std::string ours = leadership_.cluster() + "/";
  Entities said;
  for (const proxmox::Rival& each : proxmox::rivals(host_, proxmox::kPolls)) {
    if (!each.identity.empty() && each.identity != identity) continue;
    const auto all = proxmox::saidBy(host_, proxmox::kPolls, each.id).value_or(Entities());
    std::ranges::copy_if(all, std::back_inserter(said), [&](EntityId entity) {
      return host_.dictionary().key(entity).starts_with(ours);
    });
  }
  return said;
}

Inheritance::Others Succession::others() {
  return [this] { return testimony_.hear(); };
}

// Clusters that nobody tells of now, but for the one that it is about. One that is only called
// otherwise, or is part of that now, is none of them.
std::set<std::string> Succession::lostOf(const Entities& gone) {
  std::set<std::string> lost = clustersOf(gone), renamed;
  lost.erase(leadership_.cluster());
  for (const std::string& each : lost)
    if (isStillWatched(each)) renamed.insert(each);
  for (const std::string& each : renamed) {
    lost.erase(each);
    if (renamed_.insert(each).second)
      host_.log(LogLevel::kInfo, "took away what it told under the name " + quoted(each) +
                                     ": what it watches is called " +
                                     quoted(leadership_.cluster()) +
                                     " now, and its charts begin anew under that name");
  }
  return lost;
}

bool Succession::isStillWatched(const std::string& cluster) const {
  const auto former = clusters_.find(cluster);
  if (former == clusters_.end()) return false;
  const auto* const local = decoder_.clusterStatus().local();
  return former->second.isNow(leadership_.identity(), local == nullptr ? "" : local->name,
                              contacts_.current().client().endpoint().url());
}

std::set<std::string> Succession::clustersOf(const Entities& entities) const {
  std::set<std::string> names;
  for (const EntityId each : entities) {
    const std::string_view key = host_.dictionary().key(each);
    names.emplace(key.substr(0, key.find('/')));
  }
  return names;
}

}  // namespace pipevane::proxmox_poll
