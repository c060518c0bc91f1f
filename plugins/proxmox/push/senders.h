// Who may push, and what cluster they are of, as the option `senders` says.
#pragma once

#include "plugins/proxmox/push/push.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

class Senders {
 public:
  static constexpr std::size_t kMost = 4'096;

  Senders() = default;
  // `source`: the id of the component, the name of the cluster where nothing else tells one.
  // `cluster`: the name of all that is not listed; empty: as they say.
  Senders(std::string source, std::string cluster)
      : source_(std::move(source)), cluster_(std::move(cluster)) {}

  // From that address, or with that beginning of a Graphite path, comes that cluster. Others are
  // refused then: where addresses are listed, all others, and where beginnings are, Graphite with
  // another one.
  void addAddress(std::string address, std::string cluster);
  void addPath(std::string path, std::string cluster);

  bool lists(std::string_view address) const { return addresses_.contains(address); }
  // Whether those that are not listed may be heard in that format.
  bool hearsOthers(PushFormat format) const {
    return addresses_.empty() || (format == PushFormat::kGraphite && !paths_.empty());
  }
  // Whether who is not listed is believed in that format, whatever it calls itself.
  bool believesOthers(PushFormat format) const {
    return addresses_.empty() && (format != PushFormat::kGraphite || paths_.empty());
  }
  // Its Graphite paths say what cluster it is.
  bool goesByPath(const Push& push) const {
    return push.format == PushFormat::kGraphite && !paths_.empty() && !lists(push.sender);
  }
  // `graphite_path`: the beginning of its first path, up to what Proxmox VE adds. Nothing: refused.
  // An empty name: as the body says, else the source.
  std::optional<std::string_view> clusterOf(const Push& push, std::string_view graphite_path) const;
  const std::string& source() const { return source_; }

 private:
  std::string source_, cluster_;
  std::map<std::string, std::string, std::less<>> addresses_, paths_;
};

}  // namespace pipevane::proxmox
