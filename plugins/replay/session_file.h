// Which file is meant by the option `path`.
#pragma once

#include <string>

namespace pipevane::replay {

// "demo" is the session that Pipevane brings along, in its folder of installed files; anything else
// is a file's path as it is written.
inline std::string sessionFile(const std::string& path, const std::string& share_folder) {
  return path == "demo" ? share_folder + "/demo.session.zst" : path;
}

}  // namespace pipevane::replay
