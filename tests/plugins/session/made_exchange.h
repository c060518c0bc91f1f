// Exchanges and session files for tests.
#pragma once

#include "plugins/proxmox/session/recorded_exchange.h"
#include "plugins/proxmox/session/session_reader.h"
#include "plugins/proxmox/session/session_writer.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace pipevane::session {

inline RecordedExchange madeExchange(std::int64_t time_ms, std::string path = "/api2/json/version",
                                     std::string body = "{\"data\":{}}") {
  RecordedExchange made;
  made.time_ms = time_ms;
  made.duration_us = 12'345;
  made.status = 200;
  made.source = "homelab";
  made.host = "https://192.0.2.1:8006";
  made.method = "GET";
  made.path = std::move(path);
  made.reason = "OK";
  made.body = std::move(body);
  made.headers = {{"content-type", "application/json"}};
  return made;
}

inline void writeSession(const std::string& path, const std::vector<RecordedExchange>& exchanges) {
  SessionWriter writer({.path = path, .overwrite = true});
  std::vector<pv_attribute> headers;
  for (const auto& each : exchanges) writer.append(each.raw(headers));
}

struct ReadSession {
  std::vector<RecordedExchange> exchanges;
  std::string problem;
};

inline ReadSession readAll(SessionReader reader) {
  ReadSession all;
  RecordedExchange each;
  while (reader.next(each)) all.exchanges.push_back(each);
  all.problem = reader.problem();
  return all;
}
inline ReadSession readText(std::string text) {
  return readAll(SessionReader(std::make_unique<std::istringstream>(std::move(text)), "made"));
}

inline std::string contentOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace pipevane::session
