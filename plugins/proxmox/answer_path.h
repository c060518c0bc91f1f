// What an answer is about, as its path and query say; paths begin below /api2/json.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace pipevane::proxmox {

// The node's name in "/nodes/NAME" and then `what`; empty for any other path.
inline std::string_view nodeIn(std::string_view path, std::string_view what) {
  constexpr std::string_view kNodes = "/nodes/";
  if (!path.starts_with(kNodes) || !path.ends_with(what)) return {};
  path.remove_prefix(kNodes.size());
  path.remove_suffix(std::min(path.size(), what.size()));
  return path.find('/') == std::string_view::npos ? path : std::string_view{};
}

// The export is asked of other nodes as well, and what is about one node may be answered by that
// one: their clocks are others.
inline bool ofOneNode(std::string_view path) { return path.starts_with("/nodes/"); }

inline bool tellsCertificates(std::string_view path) {
  return ofOneNode(path) && path.ends_with("/certificates/info");
}

// Where that fails something is not known any more.
inline bool tellsOfNode(std::string_view path) {
  return !nodeIn(path, "/status").empty() || !nodeIn(path, "/rrddata").empty() ||
         !nodeIn(path, "/time").empty();
}

// A list of resources that names everything: no filter was given.
inline bool wholeList(std::string_view query) {
  return query.find("type=") == std::string_view::npos;
}

// Of the metrics export: of some members alone.
inline bool namesMembers(std::string_view query) {
  return query.find("node-list=") != std::string_view::npos;
}

// Of the metrics export: what it was asked for is newer; 0 where that was not said.
inline std::int64_t startTimeMs(std::string_view query) {
  constexpr std::string_view kStart = "start-time=";
  const auto at = query.find(kStart);
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = query.substr(at + kStart.size(), 12);
  std::int64_t seconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return std::max<std::int64_t>(0, seconds) * 1000;
}

// Of the metrics export: not of all that there are.
inline bool ofSomeMembers(std::string_view query) {
  return namesMembers(query) || query.find("local-only=1") != std::string_view::npos;
}

// Of a node's history: of longer time frames the newest row is older.
inline bool newestHour(std::string_view query) {
  return query.find("timeframe=hour") != std::string_view::npos &&
         query.find("cf=MAX") == std::string_view::npos;
}

}  // namespace pipevane::proxmox
