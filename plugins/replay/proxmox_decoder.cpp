#include "plugins/replay/proxmox_decoder.h"

#include <pipevane/error.h>

namespace pipevane::replay {

std::unique_ptr<Decoder> proxmoxDecoder(const Host&, const std::string&, const std::string&) {
  throw Error("cannot decode: the decoder is not part of this build");
}

}  // namespace pipevane::replay
