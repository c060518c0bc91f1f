// One exchange as a session file holds it, owning its text.
#pragma once

#include <pipevane/abi.h>
#include <pipevane/text.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::session {

struct RecordedExchange {
  std::int64_t time_ms = 0;  // when the call was made
  std::int64_t duration_us = 0;
  std::int32_t status = 0;            // of HTTP; 0: no answer, `reason` says why
  std::optional<std::string> source;  // id of the component that made the call
  std::optional<std::string> cluster;
  std::string token;  // a label of whose rights the call had, never a credential; usually empty
  std::string host, method, path, query, reason, body;
  std::vector<std::pair<std::string, std::string>> headers;

  std::int64_t answeredUs() const { return time_ms * 1000 + duration_us; }

  // The same as the contract sees it, valid as long as this and `kept` are left alone.
  pv_exchange raw(std::vector<pv_attribute>& kept) const {
    kept.clear();
    for (const auto& [name, value] : headers) kept.push_back(attribute(name, value));
    return {.size = sizeof(pv_exchange),
            .status = status,
            .time_ms = time_ms,
            .duration_us = duration_us,
            .source = source ? text(*source) : absent(),
            .cluster = cluster ? text(*cluster) : absent(),
            .host = text(host),
            .method = text(method),
            .path = text(path),
            .query = text(query),
            .reason = text(reason),
            .body = text(body),
            .header_count = kept.size(),
            .headers = kept.data()};
  }
};

}  // namespace pipevane::session
