// The decoder of live answers, for recorded ones.
#pragma once

#include "plugins/replay/decoder.h"

#include <memory>
#include <string>

namespace pipevane::replay {

// A MakeDecoder.
std::unique_ptr<Decoder> proxmoxDecoder(const Host& host, const std::string& source,
                                        const std::string& cluster);

}  // namespace pipevane::replay
