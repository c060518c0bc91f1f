// Whether files could be made in a folder, for the trial of a start that makes it.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

namespace pipevane::recorder {

// [any] The folder may be missing, as may those on the way to it: then the nearest that exists is
// what counts. Empty: files can be made there. Else why not, naming that folder. Makes nothing.
inline std::string whyNoFilesIn(const std::filesystem::path& folder) {
  std::error_code unknown;
  std::filesystem::path there = std::filesystem::absolute(folder, unknown);
  while (!std::filesystem::exists(there, unknown) && there.has_relative_path())
    there = there.parent_path();
  if (!std::filesystem::is_directory(there, unknown))
    return "\"" + there.string() + "\" is no folder";
  if (::access(there.c_str(), W_OK | X_OK) == 0) return {};
  return "\"" + there.string() + "\": " + std::strerror(errno);
}

}  // namespace pipevane::recorder
