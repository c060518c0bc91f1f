// Whether what a shared object exports is a plugin that this engine can speak to.
#pragma once

#include <pipevane/abi.h>

#include <optional>
#include <string>

namespace pipevane::loader {

// One sentence without the file's name: why the plugin is refused; nothing where it is accepted.
// Reads everything that the description points at, so that a broken one crashes here (in the
// probe's process) and not later.
std::optional<std::string> whyRefused(const pv_plugin& plugin);

}  // namespace pipevane::loader
