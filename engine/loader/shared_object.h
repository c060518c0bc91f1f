// A plugin's file, loaded for good: it is never unloaded, as threads of its libraries may outlive
// its components.
#pragma once

#include <pipevane/abi.h>

#include <filesystem>

namespace pipevane::loader {

// Throws Error with one sentence (without the file's name) where the file is no shared object,
// lacks a library or a symbol, or is refused by `whyRefused`.
const pv_plugin& loadSharedObject(const std::filesystem::path& file);

}  // namespace pipevane::loader
