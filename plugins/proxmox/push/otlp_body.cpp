#include "plugins/proxmox/push/otlp_body.h"

#include <algorithm>

namespace pipevane::proxmox {
namespace {

// Proxmox VE's own nesting ends at eleven.
constexpr std::size_t kDeepest = 32;

}  // namespace

bool OtlpBody::read(std::string_view body, simdjson::dom::element& top) {
  if (body.size() > parser_.capacity() || parser_.max_depth() != kDeepest)
    if (parser_.allocate(std::max<std::size_t>(body.size(), 4096), kDeepest) != simdjson::SUCCESS)
      return false;
  return parser_.parse(body.data(), body.size(), true).get(top) == simdjson::SUCCESS;
}

void OtlpBody::giveBack() {
  if (parser_.capacity() > kKeptBytes) parser_ = simdjson::dom::parser();
}

}  // namespace pipevane::proxmox
