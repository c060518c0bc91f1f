#include "tests/simulator/answers/version.h"

#include <stdexcept>

namespace pipevane::simulator {

Version Version::ofMajor(int major) {
  switch (major) {
    case 7:
      return {7, "7.4-20", "7.4", "ac2ae4c2"};
    case 8:
      return {8, "8.4.21", "8.4", "8aa9dd1b"};
    case 9:
      return {9, "9.2.11", "9.2", "c5f2d1e0"};
    default:
      throw std::invalid_argument("there is no Proxmox VE " + std::to_string(major) + " to play");
  }
}

}  // namespace pipevane::simulator
