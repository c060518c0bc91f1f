#include "plugins/web/response_text.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <algorithm>

namespace pipevane::web {
namespace {

constexpr std::string_view kProtection =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

void append(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

bool has(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers,
                             [name](const auto& each) { return each.first == name; });
}

std::string_view connectionOf(const Response& response, const Sending& how) {
  if (response.status == 101) return "Upgrade";
  return how.keep_alive ? "Keep-Alive" : "Close";
}

}  // namespace

std::string textOf(const Response& response, const Sending& how) {
  using namespace Poco::Net;
  const auto status = static_cast<HTTPResponse::HTTPStatus>(response.status);
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     HTTPResponse::getReasonForStatus(status) + "\r\n";
  append(text, "Date",
         Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::HTTP_FORMAT));
  append(text, "Connection", connectionOf(response, how));
  text.append(kProtection);
  if (!response.type.empty()) append(text, "Content-Type", response.type);
  if (!has(response, "Cache-Control")) append(text, "Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers) append(text, name, value);
  const bool never_a_body =
      response.status == 101 || response.status == 204 || response.status == 304;
  if (response.stream) {
    if (how.chunks) append(text, "Transfer-Encoding", "chunked");
  } else if (!never_a_body) {
    append(text, "Content-Length", std::to_string(response.body.size()));
  }
  text.append("\r\n");
  if (!never_a_body && how.with_body) text.append(response.body);
  return text;
}

}  // namespace pipevane::web
