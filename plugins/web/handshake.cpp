#include "plugins/web/handshake.h"

#include <Poco/String.h>

#include <openssl/evp.h>

#include <array>

namespace pipevane::web {
namespace {

constexpr std::size_t kKeyCharacters = 24;  // 16 bytes in base64
constexpr std::size_t kHashBytes = 20;
constexpr std::size_t kAcceptCharacters = 28;
constexpr const char* kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

}  // namespace

std::string acceptKeyFor(const Request& request) {
  const auto lower = [&request](std::string_view name) {
    return Poco::toLower(std::string(request.header(name)));
  };
  const bool upgrade =
      lower("upgrade") == "websocket" && lower("connection").find("upgrade") != std::string::npos;
  if (!upgrade || request.method != "GET")
    throw Problem{426, "WebSocket only", "open a WebSocket here", {{"Upgrade", "websocket"}}};
  if (request.header("sec-websocket-version") != "13")
    throw Problem{
        426, "Wrong version", "the version must be 13", {{"Sec-WebSocket-Version", "13"}}};
  const std::string key(request.header("sec-websocket-key"));
  if (key.size() != kKeyCharacters)
    throw Problem{400, "Bad handshake", "Sec-WebSocket-Key must be 16 bytes in base64"};
  const std::string text = key + kMagic;
  std::array<unsigned char, kHashBytes> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  std::array<unsigned char, kAcceptCharacters + 1> accept{};
  EVP_EncodeBlock(accept.data(), digest.data(), static_cast<int>(digest.size()));
  return {accept.begin(), accept.begin() + kAcceptCharacters};
}

}  // namespace pipevane::web
