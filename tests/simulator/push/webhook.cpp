#include "tests/simulator/push/webhook.h"

#include <Poco/JSONString.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include <stdexcept>

namespace pipevane::simulator {

std::string webhookBody(const Notification& told) {
  std::map<std::string, std::string> fields = told.more;
  fields["type"] = told.type;
  fields["hostname"] = told.node;
  std::string list;
  for (const auto& [name, value] : fields) {
    if (!list.empty()) list += ',';
    list += Poco::toJSON(name) + ":" + Poco::toJSON(value);
  }
  return fmt::format(R"({{"title":{},"message":{},"severity":{},"timestamp":{},"fields":{{{}}}}})",
                     Poco::toJSON(told.title), Poco::toJSON(told.message),
                     Poco::toJSON(told.severity), told.time_s, list);
}

std::string webhookRequest(const Webhook& webhook, const Notification& told) {
  const std::string body = webhookBody(told);
  std::string head = fmt::format("POST {} HTTP/1.1\r\nHost: {}:{}\r\n", webhook.path,
                                 webhook.server, webhook.port);
  for (const auto& [name, value] : webhook.headers) head += name + ": " + value + "\r\n";
  return head + fmt::format("Connection: close\r\nContent-Length: {}\r\n\r\n", body.size()) + body;
}

Webhook webhookOf(const std::string& address) {
  const Poco::URI uri(address);
  if (uri.getScheme() != "http" || uri.getHost().empty())
    throw std::invalid_argument("a webhook is http:// and an address, not \"" + address + "\"");
  return {.server = uri.getHost(),
          .port = uri.getPort(),
          .path = uri.getPathAndQuery(),
          .headers = {{"Content-Type", "application/json"}}};
}

}  // namespace pipevane::simulator
