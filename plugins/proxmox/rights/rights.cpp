#include "plugins/proxmox/rights/rights.h"

#include "plugins/proxmox/rights/grants.h"
#include "plugins/proxmox/rights/lacking.h"

#include <string_view>

namespace pipevane::proxmox {
namespace {

constexpr Need kGuests = {"virtual machines and containers", "/vms", "VM.Audit", true};

std::uint32_t grade(const Permissions& permissions, std::string_view path,
                    std::string_view privilege) {
  const bool usual = permissions.have(path, privilege);
  const bool others = !permissions.exceptions(path, privilege).empty();
  if (usual) return others ? 2 : 3;
  return others ? 1 : 0;
}

// A privilege on a pool is one on the guests in it.
std::uint32_t gradeOfGuests(const Permissions& permissions) {
  const std::uint32_t direct = grade(permissions, kGuests.path, kGuests.privilege);
  return direct == 0 && grade(permissions, "/pool", kGuests.privilege) > 0 ? 1 : direct;
}

}  // namespace

Rights Rights::of(const Permissions& permissions) {
  const std::uint32_t grades[] = {
      gradeOfGuests(permissions), grade(permissions, "/nodes", "Sys.Audit"),
      grade(permissions, "/", "Sys.Audit"), grade(permissions, "/storage", "Datastore.Audit")};
  std::uint32_t rank = 0;
  for (const std::uint32_t each : grades) rank = rank * kGrades + each;
  return Rights(rank);
}

std::string blindness(const Permissions& permissions, const std::string& token_id) {
  if (permissions.empty()) return nothingSentence(token_id) + "; " + grantOnTop(token_id).words;
  return lackSentence(kGuests, token_id) + "; " +
         grantFor(kGuests.path, kGuests.privilege, permissions, token_id).words;
}

}  // namespace pipevane::proxmox
