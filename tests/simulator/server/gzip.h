// Text packed as HTTP carries it.
#pragma once

#include <Poco/DeflatingStream.h>

#include <sstream>
#include <string>

namespace pipevane::simulator {

inline std::string gzipped(const std::string& text) {
  std::ostringstream packed;
  Poco::DeflatingOutputStream out(packed, Poco::DeflatingStreamBuf::STREAM_GZIP, 1);
  out << text;
  out.close();
  return packed.str();
}

}  // namespace pipevane::simulator
