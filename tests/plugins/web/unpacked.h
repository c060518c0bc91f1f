// What was packed with a Content-Encoding; unpacked by the libraries' own readers.
#pragma once

#include <Poco/InflatingStream.h>
#include <zstd.h>

#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>

namespace pipevane::web {

inline std::string unpacked(const std::string& coding, const std::string& packed) {
  if (coding == "gzip") {
    std::istringstream in(packed);
    Poco::InflatingInputStream plain(in, Poco::InflatingStreamBuf::STREAM_GZIP);
    return {std::istreambuf_iterator<char>(plain), {}};
  }
  if (coding != "zstd") return packed;
  ZSTD_DStream* const stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::string plain, some(ZSTD_DStreamOutSize(), '\0');
  std::size_t left = 1;
  for (std::size_t made = 1; in.pos < in.size || made == some.size();) {
    ZSTD_outBuffer out{some.data(), some.size(), 0};
    left = ZSTD_decompressStream(stream, &out, &in);
    if (ZSTD_isError(left) != 0) break;
    plain.append(some, 0, made = out.pos);
  }
  ZSTD_freeDStream(stream);
  if (left != 0) throw std::runtime_error("that is no whole zstd frame");
  return plain;
}

}  // namespace pipevane::web
