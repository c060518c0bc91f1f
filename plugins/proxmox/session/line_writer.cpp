#include "plugins/proxmox/session/line_writer.h"

#include "plugins/proxmox/session/json_string.h"
#include "plugins/proxmox/session/secrets.h"
#include "plugins/proxmox/session/session_limits.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <simdjson.h>

#include <algorithm>
#include <map>

namespace pipevane::session {
namespace {

bool isUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void appendNumber(std::string& out, std::string_view name, std::int64_t value) {
  out.append(",\"").append(name).append("\":").append(std::to_string(value));
}

void appendText(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  if (isUtf8(value))
    appendJsonString(out, value);
  else
    appendJsonString(out, bytesToUtf8(value));
}

void appendPresent(std::string& out, std::string_view name, pv_text value) {
  if (present(value)) appendText(out, name, view(value));
}

// By name, a repeated header joined as HTTP allows.
std::map<std::string, std::string> publicHeaders(const pv_exchange& exchange) {
  std::map<std::string, std::string> headers;
  for (std::size_t i = 0; i < exchange.header_count && headers.size() < kHeadersMax; ++i) {
    const auto name = view(exchange.headers[i].name);
    if (secretHeader(name) || !isUtf8(name)) continue;
    std::string& value = headers[std::string(name)];
    if (!value.empty()) value += ", ";
    value += textWithoutSecrets(view(exchange.headers[i].value));
  }
  return headers;
}

void appendHeaders(std::string& out, const pv_exchange& exchange) {
  out += ",\"headers\":{";
  std::string members;
  for (const auto& [name, value] : publicHeaders(exchange)) {
    members += members.empty() ? "" : ",";
    appendJsonString(members, name);
    members += ':';
    appendJsonString(members, isUtf8(value) ? value : bytesToUtf8(value));
  }
  out.append(members).append("}");
}

// A body that is not UTF-8 is kept byte for byte under a name of its own.
void appendBody(std::string& out, const pv_exchange& exchange) {
  const std::string body = bodyWithoutSecrets(view(exchange.body), view(exchange.path));
  appendText(out, isUtf8(body) ? "body" : "body_bytes", body);
}

}  // namespace

std::string headerLine(std::int64_t created_ms) {
  return "{\"pipevane_session\":" + std::to_string(kFormat) +
         ",\"created_ms\":" + std::to_string(created_ms) + ",\"order\":\"answer\"}\n";
}

void appendLine(std::string& out, const pv_exchange& exchange) {
  out.append("{\"t_ms\":").append(std::to_string(exchange.time_ms));
  appendNumber(out, "ms", exchange.duration_us / 1000);
  appendNumber(out, "us", exchange.duration_us);
  appendPresent(out, "source", exchange.source);
  appendPresent(out, "cluster", exchange.cluster);
  appendText(out, "host", hostWithoutSecrets(view(exchange.host)));
  appendText(out, "method", view(exchange.method));
  appendText(out, "path", textWithoutSecrets(view(exchange.path)));
  appendText(out, "query", queryWithoutSecrets(view(exchange.query)));
  appendNumber(out, "status", exchange.status);
  appendText(out, "reason", textWithoutSecrets(view(exchange.reason)));
  appendHeaders(out, exchange);
  appendBody(out, exchange);
  out += "}\n";
}

}  // namespace pipevane::session
