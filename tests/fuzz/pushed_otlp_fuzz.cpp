#include "tests/fuzz/pushes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pipevane::fuzz::decodePushes(pipevane::proxmox::PushFormat::kOtlp, data, size);
  return 0;
}
