// Loads a plugin in a child process first: one that crashes or hangs while it is loaded and listed
// takes the child down and not the engine.
#pragma once

#include "engine/base/limits.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace pipevane::loader {

// [main] One sentence (without the file's name) where the plugin is to be refused. Blocks until the
// child has ended; one that takes longer is ended. Call before the process has other threads.
std::optional<std::string> probe(
    const std::filesystem::path& file,
    std::chrono::milliseconds longest = std::chrono::milliseconds(limits::kProbeTimeoutMs));

}  // namespace pipevane::loader
