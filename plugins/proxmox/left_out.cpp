#include "plugins/proxmox/left_out.h"

#include "plugins/proxmox/listed_nodes.h"
#include "plugins/proxmox/objects.h"

namespace pipevane::proxmox {
namespace {

std::string beyondWhy(std::size_t count) {
  return "leaves out " + std::to_string(count) +
         " of what the list of resources names: more than " + std::to_string(Objects::kMost) +
         " nodes, guests, storages and pools are not taken of a cluster, nor more than " +
         std::to_string(ListedNodes::kMost) +
         " nodes; what was known before goes on; see who answers at the endpoints, and if the "
         "cluster is that large, use several tokens, each with rights to a part of its guests";
}

std::string unnamedWhy(std::size_t count) {
  return "leaves out " + std::to_string(count) +
         " nodes, guests, storages and pools that were never seen before: there is no room for "
         "their names, as each is kept until the program ends, and this source, or all together, "
         "have told of too many; what was known before goes on; restart pipevane, and where it "
         "comes to this again, see at the endpoints what names so many";
}

}  // namespace

std::string LeftOut::why() const {
  std::string why;
  if (beyond > 0) why = beyondWhy(beyond);
  if (unnamed > 0) why.append(why.empty() ? "" : "; and ").append(unnamedWhy(unnamed));
  return why;
}

}  // namespace pipevane::proxmox
