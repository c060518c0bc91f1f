#include "tests/simulator/answers/version.h"

#include <cstdio>
#include <stdexcept>

namespace pipevane::simulator {

Version Version::ofMajor(int major) {
  switch (major) {
    case 7:
      return {7, 4, 20, "7.4-20", "7.4", "ac2ae4c2"};
    case 8:
      return {8, 4, 21, "8.4.21", "8.4", "8aa9dd1b"};
    case 9:
      return {9, 2, 11, "9.2.11", "9.2", "c5f2d1e0"};
    default:
      throw std::invalid_argument("there is no Proxmox VE " + std::to_string(major) + " to play");
  }
}

Version Version::of(const std::string& release) {
  Version version;
  char rest = 0;
  const int read = std::sscanf(release.c_str(), "%d.%d%*[.-]%d%c", &version.major, &version.minor,
                               &version.patch, &rest);
  if (read != 3 || version.major < 7 || version.major > 9)
    throw std::invalid_argument("there is no Proxmox VE " + release + " to play");
  version.version = release;
  version.release = std::to_string(version.major) + "." + std::to_string(version.minor);
  version.repoid = ofMajor(version.major).repoid;
  return version;
}

}  // namespace pipevane::simulator
