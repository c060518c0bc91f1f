// The nodes of one cluster that can be asked: those of the options, and those that the cluster
// names itself.
#pragma once

#include "plugins/proxmox/cluster_status.h"
#include "plugins/proxmox/contacts/contact.h"
#include "plugins/proxmox/node_pins.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// [worker] One thread.
class Contacts {
 public:
  // More nodes than a cluster of Proxmox VE has.
  static constexpr std::size_t kMost = 64;

  // `source`: the id of the component that asks. `clients`: what the options name, at least one.
  // Throws Error where an authority's file cannot be
  // used.
  Contacts(std::string source, std::vector<ApiClient::Settings> clients, ApiClient::Maker make);

  // Who is asked, until it fails.
  Contact& current() { return *contacts_[current_]; }
  // Makes the next one current that does not rest, the current one first; who stands aside only
  // where nobody else is left. False where all rest.
  bool choose(std::int64_t now_ms);
  // There is another one than the current one that neither rests nor stands aside.
  bool hasBetter(std::int64_t now_ms) const;
  // Makes one current again that stands aside and does not rest. False where there is none.
  bool goBack(std::int64_t now_ms);
  // When the first one has rested.
  std::int64_t readyAtMs() const;
  // Each that the options name is of another cluster than before.
  bool allForeign() const;
  // Why those rest that rested then, or failed since, each cause once: of the others nobody knows
  // whether they still fail. What the options name is what somebody can act on: where any of it
  // fails, it comes first, and of the other members stands the cause alone.
  std::string why(std::int64_t since_ms) const;

  // Of those that the options name and that may be somebody else: why, each cause once.
  std::string distrust() const;
  template <class Visit>
  void eachDistrusted(Visit visit) {
    for (std::size_t i = 0; i < configured_; ++i)
      if (contacts_[i]->distrusted()) visit(*contacts_[i]);
  }

  // Which members are not asked as the address that the cluster tells is none to send a token to; a
  // sentence without an end, empty: none.
  const std::string& refused() const { return refused_; }
  // There are no members any more.
  void forgetRefused() { refused_.clear(); }

  // What the current one says of its cluster: who it is itself, and who else there is. A member
  // whose address or certificate is not known cannot be asked.
  void learn(const ClusterStatus& status, const NodePins& pins);
  // Where there are several for that node it is one that did not fail last; null where it cannot be
  // asked.
  Contact* of(std::string_view node);
  // Why that member, of which there is no contact, cannot be asked, as far as is known of those of
  // the options that did not say yet which node they are; a sentence without an end.
  std::string whyNone(const ClusterStatus::Member& member) const;
  // What the options name may be another node by now; where the cluster tells a member to be it
  // still is.
  void forgetNameOf(Contact& contact);
  // Beside the current one: which node they are nobody knows yet, and they do not rest. Those that
  // failed come last.
  std::vector<Contact*> nameless(std::int64_t now_ms) const;
  void noteTraffic(std::int64_t now_ms) {
    for (const auto& each : contacts_) each->noteTraffic(now_ms);
  }
  std::size_t size() const { return contacts_.size(); }
  // With each: whether the options name it, and whether it is the current one.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t i = 0; i < contacts_.size(); ++i)
      visit(*contacts_[i], i < configured_, i == current_);
  }

 private:
  // The options, as far as is known.
  // One of the options is that node, and did not fail last.
  bool names(std::string_view node) const;
  void trustPins(const NodePins& pins);
  void addMember(const ClusterStatus::Member& member, const NodePins& pins);
  bool acceptable(const ClusterStatus::Member& member);

  std::string source_;
  std::vector<ApiClient::Settings> clients_;
  ApiClient::Maker make_;
  std::size_t configured_;  // that many come first
  std::vector<std::unique_ptr<Contact>> contacts_;
  std::size_t current_ = 0;
  std::string refused_;
};

}  // namespace pipevane::proxmox
