// Any bytes as an .env file, and the pipeline of what it says.
#include "engine/config/environment.h"
#include "engine/config/generate.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  try {
    pipevane::config::generatePipeline(pipevane::config::readEnvFile(in, "fuzz.env"));
  } catch (const pipevane::Error&) {
    // Refused in words.
  }
  return 0;
}
