#include "engine/host/folders.h"

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

std::vector<std::string> pluginPath(const config::Environment& environment) {
  std::vector<std::string> folders;
  const auto path = environment.find("PIPEVANE_PLUGIN_PATH");
  if (path == environment.end()) return folders;
  std::istringstream parts(path->second);
  for (std::string part; std::getline(parts, part, ':');)
    if (!part.empty()) folders.push_back(part);
  return folders;
}

std::vector<fs::path> pluginFolders(const std::vector<std::string>& given,
                                    const config::Environment& environment) {
  std::vector<fs::path> folders(given.begin(), given.end());
  for (std::string& folder : pluginPath(environment)) folders.emplace_back(std::move(folder));
  folders.push_back(bundledPlugins());
  return folders;
}

}  // namespace pipevane::host
