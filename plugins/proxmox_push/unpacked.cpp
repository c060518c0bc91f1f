#include "plugins/proxmox_push/unpacked.h"

#include "plugins/proxmox/receiving/request_reader.h"
#include "plugins/proxmox_push/over_limit.h"

#include <Poco/Exception.h>
#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <array>

namespace pipevane::proxmox_push {

std::string unpacked(std::string_view packed, std::size_t most_bytes,
                     const std::function<bool(std::size_t bytes)>& may) {
  Poco::MemoryInputStream source(packed.data(), static_cast<std::streamsize>(packed.size()));
  Poco::InflatingInputStream in(source, Poco::InflatingStreamBuf::STREAM_GZIP);
  std::string body;
  std::array<char, 32 * 1024> part;
  try {
    while (in.read(part.data(), part.size()) || in.gcount() > 0) {
      const auto bytes = static_cast<std::size_t>(in.gcount());
      if (!may(bytes)) throw kOverLimit;
      body.append(part.data(), bytes);
      if (body.size() > most_bytes)
        throw proxmox::Problem{
            413, "its body unpacks to more than " + std::to_string(most_bytes) + " bytes"};
    }
  } catch (const Poco::Exception&) {
    throw proxmox::Problem{400, "its body is no gzip, though it says so"};
  }
  // The unpacked size stands in the last four bytes.
  std::size_t told = 0;
  for (std::size_t i = 1; i <= 4 && i <= packed.size(); ++i)
    told = told << 8 | static_cast<unsigned char>(packed[packed.size() - i]);
  if (in.bad() || told != body.size())
    throw proxmox::Problem{400, "its gzip is damaged, or ends too early"};
  return body;
}

}  // namespace pipevane::proxmox_push
