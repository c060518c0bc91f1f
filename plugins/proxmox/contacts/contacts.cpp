#include "plugins/proxmox/contacts/contacts.h"

#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/contacts/member_address.h"
#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox/contacts/reasons.h"

#include <algorithm>
#include <utility>

namespace pipevane::proxmox {
namespace {

std::string withoutAdvice(const std::string& why) { return why.substr(0, why.find("; ")); }

}  // namespace

Contacts::Contacts(std::string source, std::vector<ApiClient::Settings> clients,
                   ApiClient::Maker make)
    : source_(std::move(source)),
      clients_(std::move(clients)),
      make_(std::move(make)),
      configured_(clients_.size()) {
  for (const ApiClient::Settings& each : clients_)
    contacts_.push_back(std::make_unique<Contact>(make_(each), "", source_));
}

bool Contacts::choose(std::int64_t now_ms) {
  for (const bool aside : {false, true})
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      const std::size_t candidate = (current_ + i) % contacts_.size();
      const Contact& contact = *contacts_[candidate];
      if (contact.rests(now_ms) || contact.isAside(now_ms) != aside) continue;
      current_ = candidate;
      return true;
    }
  return false;
}

bool Contacts::hasBetter(std::int64_t now_ms) const {
  return std::ranges::any_of(contacts_, [&](const auto& each) {
    return each != contacts_[current_] && !each->rests(now_ms) && !each->isAside(now_ms);
  });
}

bool Contacts::goBack(std::int64_t now_ms) {
  for (std::size_t i = 0; i < contacts_.size(); ++i) {
    if (!contacts_[i]->isAside(now_ms) || contacts_[i]->rests(now_ms)) continue;
    current_ = i;
    contacts_[i]->takeBack();
    return true;
  }
  return false;
}

std::int64_t Contacts::readyAtMs() const {
  const auto first = std::ranges::min_element(
      contacts_, {}, [](const auto& contact) { return contact->restsUntilMs(); });
  return (*first)->restsUntilMs();
}

bool Contacts::allForeign() const {
  return std::all_of(contacts_.begin(),
                     contacts_.begin() + static_cast<std::ptrdiff_t>(configured_),
                     [](const auto& contact) { return contact->foreign(); });
}

std::string Contacts::why(std::int64_t since_ms) const {
  std::vector<Reason> configured, members;
  for (std::size_t i = 0; i < contacts_.size(); ++i)
    if (const std::string& why = contacts_[i]->why(); !why.empty() && contacts_[i]->rests(since_ms))
      (i < configured_ ? configured : members)
          .push_back({contacts_[i]->client().endpoint().url(), why});
  if (configured.empty() || members.empty())
    return reasonsText(configured.empty() ? members : configured);
  for (Reason& each : members) each.why = withoutAdvice(each.why);
  return reasonsText(configured) +
         "; of the members that the cluster named: " + reasonsText(members);
}

std::string Contacts::distrust() const {
  std::vector<Reason> reasons;
  for (std::size_t i = 0; i < configured_; ++i)
    if (contacts_[i]->distrusted())
      reasons.push_back({contacts_[i]->client().endpoint().url(), contacts_[i]->why()});
  return reasonsText(reasons);
}

Contact* Contacts::of(std::string_view node) {
  Contact* found = nullptr;
  for (const auto& each : contacts_) {
    if (each->node() != node) continue;
    if (each->why().empty()) return each.get();
    if (found == nullptr) found = each.get();
  }
  return found;
}

std::string Contacts::whyNone(const ClusterStatus::Member& member) const {
  std::string maybe;
  for (std::size_t i = 0; i < configured_; ++i) {
    const Contact& contact = *contacts_[i];
    if (!contact.node().empty() || contact.why().empty()) continue;
    const Endpoint& endpoint = contact.client().endpoint();
    const bool told = endpoint.host == member.address &&
                      endpoint.port == contacts_[current_]->client().endpoint().port;
    if (told) return contact.why();
    maybe.append(maybe.empty() ? "; it may be at " : ", or at ")
        .append(endpoint.url())
        .append(": ")
        .append(contact.why());
  }
  return "its address or its certificate is not known" + maybe;
}

void Contacts::forgetNameOf(Contact& contact) {
  for (std::size_t i = 0; i < configured_; ++i)
    if (contacts_[i].get() == &contact) contact.setNode("");
}

std::vector<Contact*> Contacts::nameless(std::int64_t now_ms) const {
  std::vector<Contact*> found;
  for (const auto& each : contacts_)
    if (each->node().empty() && !each->rests(now_ms) && each != contacts_[current_])
      found.push_back(each.get());
  std::stable_partition(found.begin(), found.end(),
                        [](const Contact* each) { return each->why().empty(); });
  return found;
}

void Contacts::learn(const ClusterStatus& status, const NodePins& pins) {
  const Contact* const asked = &current();
  if (const auto* const local = status.local()) {
    // Its address may have been another node's.
    if (Contact* const before = of(local->name)) before->setNode("");
    current().setNode(local->name);
  }
  trustPins(pins);
  const auto gone = [&](const std::unique_ptr<Contact>& contact) {
    return contact.get() != asked &&
           (names(contact->node()) ||
            std::ranges::none_of(status.members, [&](const ClusterStatus::Member& member) {
              return member.name == contact->node();
            }));
  };
  contacts_.erase(std::remove_if(contacts_.begin() + static_cast<std::ptrdiff_t>(configured_),
                                 contacts_.end(), gone),
                  contacts_.end());
  // Those in front of it may have gone.
  current_ = static_cast<std::size_t>(
      std::ranges::find(contacts_, asked, [](const auto& each) { return each.get(); }) -
      contacts_.begin());
  refused_.clear();
  for (const auto& member : status.members) addMember(member, pins);
}

bool Contacts::names(std::string_view node) const {
  return std::any_of(
      contacts_.begin(), contacts_.begin() + static_cast<std::ptrdiff_t>(configured_),
      [node](const auto& contact) { return contact->node() == node && contact->why().empty(); });
}

// A pinned certificate is one node's; who showed it vouches for those of the others.
void Contacts::trustPins(const NodePins& pins) {
  std::vector<std::string> fingerprints;
  for (const auto& each : pins) fingerprints.push_back(each.second);
  for (std::size_t i = 0; i < configured_; ++i) contacts_[i]->client().trustAlso(fingerprints);
}

// Of this machine only where the options name it themselves: else a cluster could have its answers
// from what listens here.
bool Contacts::acceptable(const ClusterStatus::Member& member) {
  const bool loopback = std::ranges::any_of(
      clients_, [](const auto& each) { return isLoopback(each.endpoint.host); });
  const std::string why = refusalOf(member.address, loopback);
  if (why.empty() && isNodeName(member.name)) return true;
  refused_.append(refused_.empty() ? "" : "; ")
      .append("does not ask the member " + oneLine(member.name) + " at the address \"" +
              oneLine(member.address) +
              "\" that the cluster tells: " + (why.empty() ? "no node may have that name" : why));
  return false;
}

void Contacts::addMember(const ClusterStatus::Member& member, const NodePins& pins) {
  if (member.local || member.address.empty() || contacts_.size() >= kMost) return;
  if (!acceptable(member)) return;
  ApiClient::Settings settings = current().client().settings();
  settings.endpoint.host = member.address;
  const auto pin = pins.find(member.name);
  if (settings.trust.verify) {
    if (pin == pins.end()) return;
    settings.trust = {
        .fingerprint = pin->second, .also = {}, .ca_file = "", .told_by_cluster = true};
  }
  const auto same = std::ranges::find_if(contacts_, [&](const auto& contact) {
    return contact->node() == member.name || contact->client().endpoint() == settings.endpoint;
  });
  if (same == contacts_.end()) {
    contacts_.push_back(std::make_unique<Contact>(make_(settings), member.name, source_));
    return;
  }
  if (same - contacts_.begin() < static_cast<std::ptrdiff_t>(configured_)) return;
  const ApiClient::Settings& known = (*same)->client().settings();
  if (known.endpoint == settings.endpoint && known.trust.fingerprint == settings.trust.fingerprint)
    return;
  if (same->get() != &current())
    *same = std::make_unique<Contact>(make_(settings), member.name, source_);
}

}  // namespace pipevane::proxmox
