#include "tests/layering/rooms.h"

#include <algorithm>
#include <array>

namespace pipevane::layering {
namespace {

struct Room {
  std::string_view name;
  std::vector<std::string> may_include;
};

const std::vector<Room>& engineRooms() {
  static const std::vector<Room> rooms = {
      {"engine/sdk", {}},
      {"engine/base", {"engine/sdk"}},
      {"engine/config", {"engine/base", "engine/sdk"}},
      {"engine/loader", {"engine/base", "engine/sdk"}},
      {"engine/pipeline", {"engine/config", "engine/loader", "engine/base", "engine/sdk"}},
      {"engine/host",
       {"engine/pipeline", "engine/config", "engine/loader", "engine/base", "engine/sdk"}},
  };
  return rooms;
}

// The plugins that share the library plugins/proxmox.
constexpr std::array kProxmoxPlugins = {
    std::string_view("plugins/proxmox_poll"), std::string_view("plugins/proxmox_events"),
    std::string_view("plugins/proxmox_push"), std::string_view("plugins/replay"),
    std::string_view("plugins/recorder")};

struct Library {
  std::string_view prefix;  // of its headers' names
  std::vector<std::string> homes;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> known = {
      {"yaml-cpp/", {"engine/config"}},         {"boost/", {"engine/loader"}},
      {"Poco/Util/", {"engine/host"}},          {"simdjson", {"plugins/proxmox"}},
      {"sqlite3", {"plugins/history"}},         {"zstd", {"plugins/proxmox", "plugins/web"}},
      {"Poco/Net/HTTPServer", {"plugins/web"}}, {"Poco/Net/HTTPRequestHandler", {"plugins/web"}},
      {"Poco/Net/TCPServer", {"plugins/web"}},  {"Poco/Net/SecureServerSocket", {"plugins/web"}},
      {"Poco/Net/WebSocket", {"plugins/web"}},
  };
  return known;
}

bool startsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

std::string roomOf(std::string_view path) {
  if (startsWith(path, "tests/")) return "tests";
  const auto first = path.find('/');
  if (first == std::string_view::npos) return {};
  const auto second = path.find('/', first + 1);
  if (second == std::string_view::npos) return {};
  if (!startsWith(path, "engine/") && !startsWith(path, "plugins/")) return {};
  return std::string(path.substr(0, second));
}

bool knownRoom(std::string_view room) {
  return startsWith(room, "plugins/") ||
         std::ranges::find(engineRooms(), room, &Room::name) != engineRooms().end();
}

std::vector<std::string> mayInclude(std::string_view room) {
  if (startsWith(room, "plugins/")) {
    if (std::ranges::find(kProxmoxPlugins, room) == kProxmoxPlugins.end()) return {"engine/sdk"};
    return {"plugins/proxmox", "engine/sdk"};
  }
  const auto at = std::ranges::find(engineRooms(), room, &Room::name);
  return at == engineRooms().end() ? std::vector<std::string>{} : at->may_include;
}

std::vector<std::string> homesOf(std::string_view header) {
  const auto at = std::ranges::find_if(
      libraries(), [header](const Library& each) { return startsWith(header, each.prefix); });
  return at == libraries().end() ? std::vector<std::string>{} : at->homes;
}

bool standardHeader(std::string_view header) {
  constexpr std::array kOfC = {std::string_view("stdbool.h"), std::string_view("stddef.h"),
                               std::string_view("stdint.h")};
  return std::ranges::find(kOfC, header) != kOfC.end() ||
         header.find_first_of("./") == std::string_view::npos;
}

}  // namespace pipevane::layering
