#include "plugins/proxmox/node_time_reader.h"

#include <pipevane/error.h>

namespace pipevane::proxmox {
namespace {

// The year 5138; in milliseconds it still is a number.
constexpr std::int64_t kLatestS = 100'000'000'000;

}  // namespace

std::int64_t readNodeTime(const json::Element& data) {
  json::Element value;
  if (data["time"].get(value) != simdjson::SUCCESS) throw Error("names no time");
  const auto time_s = json::integer(value);
  if (!time_s || *time_s <= 0 || *time_s > kLatestS) throw Error("names a time that is none");
  return *time_s;
}

}  // namespace pipevane::proxmox
