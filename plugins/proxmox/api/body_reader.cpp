#include "plugins/proxmox/api/body_reader.h"

#include "plugins/proxmox/api/call_error.h"

#include <Poco/InflatingStream.h>

#include <array>
#include <cstdint>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kChunk = 16'384;

std::string readAll(std::istream& in, std::size_t body_max) {
  std::string body;
  std::array<char, kChunk> chunk{};
  while (in.read(chunk.data(), kChunk), in.gcount() > 0) {
    if (body.size() + static_cast<std::size_t>(in.gcount()) > body_max)
      throw CallError(Failure::kTooLarge,
                      "the answer is larger than " + std::to_string(body_max) + " bytes");
    body.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  return body;
}

}  // namespace

std::string readBody(std::istream& in, std::int64_t length, bool gzip, std::size_t body_max) {
  if (!gzip) {
    std::string body = readAll(in, body_max);
    if (length >= 0 && body.size() < static_cast<std::size_t>(length))
      throw CallError(Failure::kBroken, "the connection ended within the answer");
    return body;
  }
  Poco::InflatingInputStream unpacked(in, Poco::InflatingStreamBuf::STREAM_GZIP);
  std::string body = readAll(unpacked, body_max);
  if (unpacked.bad()) throw CallError(Failure::kBroken, "the answer is no sound gzip");
  return body;
}

}  // namespace pipevane::proxmox
