#include "plugins/proxmox/api/body_reader.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/explain.h"

#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kChunk = 16'384;
// Proxmox VE's answers are packed to a ninth as a rule; those about guests that do nothing, the
// most uniform ones, to a thirtieth. Nothing is suspected below the size of a usual answer.
constexpr std::size_t kRatioMax = 100;
constexpr std::size_t kUsual = 1u << 20;

// `expected` is how large somebody said that it is, so that there is room for it and no more: one
// that grows as it is read is copied again and again, and ends with room for twice as much.
std::string readAll(std::istream& in, std::size_t expected, std::size_t body_max,
                    const std::string& what) {
  std::string body;
  body.reserve(std::min(expected, body_max));
  std::array<char, kChunk> chunk{};
  while (in.read(chunk.data(), kChunk), in.gcount() > 0) {
    if (body.size() + static_cast<std::size_t>(in.gcount()) > body_max)
      throw CallError(Failure::kTooLarge,
                      what + " is larger than " + std::to_string(body_max) + " bytes");
    body.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  return body;
}

// As it came over the wire.
std::string readPlain(std::istream& in, std::int64_t length, std::size_t body_max) {
  std::string body =
      readAll(in, length < 0 ? 0 : static_cast<std::size_t>(length), body_max, "the answer");
  if (length >= 0 && body.size() < static_cast<std::size_t>(length))
    throw CallError(Failure::kBroken,
                    "the connection ended after " + std::to_string(body.size()) + " of the " +
                        std::to_string(length) + " bytes of the answer",
                    cutRemedy());
  return body;
}

// The unpacked size stands in the last four bytes.
std::size_t toldSize(const std::string& packed) {
  std::size_t size = 0;
  for (std::size_t i = 1; i <= 4 && i <= packed.size(); ++i)
    size = size << 8 | static_cast<unsigned char>(packed[packed.size() - i]);
  return size;
}

std::string whyNoGzip(const std::string& packed) {
  const std::string size = std::to_string(packed.size()) + " bytes";
  return packed.starts_with("\x1f\x8b")
             ? "the answer is cut: its " + size + " of gzip end too early, or are damaged"
             : "the answer's " + size + " are no gzip, though it says so";
}

}  // namespace

std::string readBody(std::istream& in, std::int64_t length, bool gzip, std::size_t body_max) {
  std::string packed = readPlain(in, length, body_max);
  if (!gzip) return packed;
  Poco::MemoryInputStream source(packed.data(), static_cast<std::streamsize>(packed.size()));
  Poco::InflatingInputStream unpacked(source, Poco::InflatingStreamBuf::STREAM_GZIP);
  std::string body =
      readAll(unpacked, toldSize(packed), std::min(body_max, kUsual + kRatioMax * packed.size()),
              "what the answer's " + std::to_string(packed.size()) + " bytes unpack to");
  if (unpacked.bad() || body.size() != toldSize(packed))
    throw CallError(Failure::kBroken, whyNoGzip(packed), cutRemedy());
  return body;
}

}  // namespace pipevane::proxmox
