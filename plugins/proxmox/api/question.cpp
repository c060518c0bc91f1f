#include "plugins/proxmox/api/question.h"

#include <sstream>

namespace pipevane::proxmox {
namespace {

using Poco::Net::HTTPRequest;

constexpr std::string_view kSecretHeader = "Authorization";

}  // namespace

HTTPRequest question(const Endpoint& endpoint, const Token& token, const std::string& path) {
  HTTPRequest request(HTTPRequest::HTTP_GET, path, HTTPRequest::HTTP_1_1);
  request.setHost(endpoint.host, endpoint.port);
  request.set("User-Agent", "pipevane");
  request.set("Accept-Encoding", "gzip");
  request.set("Accept", "application/json");
  request.set(std::string(kSecretHeader), token.header());
  return request;
}

std::string textOf(const HTTPRequest& request) {
  std::ostringstream text;
  request.write(text);
  return text.str();
}

std::string_view lineWithoutSecret(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with(kSecretHeader)) return {};
  return rest.substr(0, rest.find('\n') + 1);
}

}  // namespace pipevane::proxmox
