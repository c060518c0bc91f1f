#include "engine/host/folders.h"

#include <cstdlib>
#include <sstream>

namespace pipevane::host {
namespace {

namespace fs = std::filesystem;

// Debian keeps libraries in a folder of the architecture, others do not: whichever is there.
fs::path bundledPlugins() {
  const fs::path prefix = installedPrefix();
  for (const fs::path& library : {fs::path("lib"), fs::path(PIPEVANE_LIBDIR)})
    if (fs::is_directory(prefix / library / "pipevane/plugins"))
      return prefix / library / "pipevane/plugins";
  return prefix / "lib/pipevane/plugins";
}

}  // namespace

fs::path installedPrefix() {
  std::error_code unreadable;
  const fs::path binary = fs::read_symlink("/proc/self/exe", unreadable);
  return binary.parent_path().parent_path();
}

fs::path shareFolder() { return installedPrefix() / "share/pipevane"; }

std::vector<fs::path> pluginFolders(const std::vector<std::string>& given) {
  std::vector<fs::path> folders(given.begin(), given.end());
  if (const char* path = std::getenv("PIPEVANE_PLUGIN_PATH")) {
    std::istringstream parts(path);
    for (std::string part; std::getline(parts, part, ':');)
      if (!part.empty()) folders.emplace_back(part);
  }
  folders.push_back(bundledPlugins());
  return folders;
}

}  // namespace pipevane::host
