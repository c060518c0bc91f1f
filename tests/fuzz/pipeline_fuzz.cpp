// Any bytes as a pipeline in YAML, over types that no plugin has.
#include "engine/config/pipeline_reader.h"
#include "tests/engine/config/toy_types.h"

#include <pipevane/error.h>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string yaml(reinterpret_cast<const char*>(data), size);
  try {
    pipevane::config::readPipeline(yaml, "fuzz.yaml", pipevane::config::toyTypes(), {{"A", "b"}});
  } catch (const pipevane::Error&) {
    // Refused in words.
  }
  return 0;
}
