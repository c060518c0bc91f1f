// Where the program finds its plugins and its files: beside the binary, in the build tree as when
// installed.
#pragma once

#include "engine/config/environment.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pipevane::host {

// The folder that holds bin/, lib/ and share/.
std::filesystem::path installedPrefix();
std::filesystem::path shareFolder();
// Those of PIPEVANE_PLUGIN_PATH, separated by colons.
std::vector<std::string> pluginPath(const config::Environment& environment);
// In the order in which they are searched: those of the command line, those of
// PIPEVANE_PLUGIN_PATH, the one beside the binary.
std::vector<std::filesystem::path> pluginFolders(const std::vector<std::string>& given,
                                                 const config::Environment& environment);

}  // namespace pipevane::host
