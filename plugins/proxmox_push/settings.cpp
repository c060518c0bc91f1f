#include "plugins/proxmox_push/settings.h"

#include "plugins/proxmox/receiving/door_socket.h"

#include <Poco/Net/IPAddress.h>

#include <algorithm>

namespace pipevane::proxmox_push {
namespace {

using proxmox::PushCarrier;
using proxmox::PushFormat;

constexpr Door kDoors[] = {
    {"influx_udp", PushFormat::kInflux, PushCarrier::kUdp, 0},
    {"influx_http", PushFormat::kInflux, PushCarrier::kHttp, 0},
    {"graphite_tcp", PushFormat::kGraphite, PushCarrier::kTcp, 0},
    {"graphite_udp", PushFormat::kGraphite, PushCarrier::kUdp, 0},
    {"otlp_http", PushFormat::kOtlp, PushCarrier::kHttp, 0},
};

// It becomes the first part of every key.
bool isClusterName(const std::string& name) {
  constexpr std::size_t kLongest = 100;
  return !name.empty() && name.size() <= kLongest && std::ranges::none_of(name, [](char c) {
    return c == '/' || static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
  });
}

// What Proxmox VE lets the path of a Graphite server be.
bool isPath(const std::string& text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

// One of IPv4 with a mistake in it.
bool looksLikeAddress(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

class Reader {
 public:
  Reader(const Options& options, const Host& host) : options_(options), host_(host) {}

  Settings read() {
    settings_.bind = options_.text("bind") == "localhost" ? "127.0.0.1" : options_.text("bind");
    Poco::Net::IPAddress address;
    // Poco takes all of IPv6 for an address that could not be read.
    if (settings_.bind != "::" && !Poco::Net::IPAddress::tryParse(settings_.bind, address))
      problem("cannot listen on \"" + settings_.bind + "\": it is no IP address");
    readDoors();
    settings_.token = options_.text("token", "");
    if (options_.has("token") && settings_.token.empty())
      problem("cannot use option \"token\": it is empty");
    settings_.cluster = options_.text("cluster", "");
    if (options_.has("cluster")) checkCluster(settings_.cluster);
    readSenders();
    settings_.otlp_path = options_.text("otlp_path");
    if (!settings_.otlp_path.starts_with("/"))
      problem("cannot use otlp_path \"" + settings_.otlp_path + "\": it does not begin with /");
    settings_.bytes_per_second = options_.bytes("bytes_per_second");
    if (!problems_.empty()) throw Error(problems_);
    return std::move(settings_);
  }

 private:
  void problem(const std::string& why) {
    problems_.append(problems_.empty() ? "" : "; and ").append(why);
  }

  void readDoors() {
    for (Door door : kDoors) {
      const std::string option = std::string(door.name) + "_port";
      if (!options_.has(option)) continue;
      door.port = static_cast<std::uint16_t>(options_.integer(option));
      const auto same = std::ranges::find_if(settings_.doors, [&door](const Door& other) {
        const bool both_udp =
            (other.carrier == PushCarrier::kUdp) == (door.carrier == PushCarrier::kUdp);
        return both_udp && other.port == door.port && door.port != 0;
      });
      if (same != settings_.doors.end())
        problem("cannot listen for " + std::string(door.name) + " on port " +
                std::to_string(door.port) + ": " + same->name + "_port is the same");
      settings_.doors.push_back(door);
    }
    if (settings_.doors.empty())
      problem(
          "cannot receive anything: no port is given; give influx_udp_port, influx_http_port, "
          "graphite_tcp_port, graphite_udp_port or otlp_http_port");
  }

  bool receives(PushFormat format) const {
    return std::ranges::any_of(settings_.doors,
                               [format](const Door& each) { return each.format == format; });
  }

  void checkCluster(const std::string& name) {
    if (!isClusterName(name))
      problem("cannot call a cluster \"" + name +
              "\": a name has 1 to 100 letters, and no slash or blank");
  }

  void readSenders() {
    proxmox::Senders senders(std::string(host_.id()), settings_.cluster);
    const auto listed = options_.map("senders");
    if (listed.size() > proxmox::Senders::kMost)
      return problem("cannot use senders: there are more than " +
                     std::to_string(proxmox::Senders::kMost));
    for (const auto& [who, cluster] : listed) {
      checkCluster(cluster);
      Poco::Net::IPAddress address;
      if (Poco::Net::IPAddress::tryParse(who, address))
        addAddress(senders, proxmox::plainAddress(address), cluster);
      else if (!isPath(who) || looksLikeAddress(who))
        problem("cannot use sender \"" + who +
                "\": it is neither an IP address nor the path of a Graphite server");
      else if (!receives(PushFormat::kGraphite))
        problem("cannot use sender \"" + who +
                "\": it is no IP address (names are not looked up), and the path of a Graphite "
                "server only where there is a port for Graphite");
      else
        senders.addPath(who, cluster);
    }
    settings_.lists_senders = !listed.empty();
    settings_.senders = std::move(senders);
  }

  // In the form in which those that come have it: one may be written in several.
  void addAddress(proxmox::Senders& senders, const std::string& address,
                  const std::string& cluster) {
    if (senders.lists(address)) problem("cannot use senders: " + address + " is listed twice");
    senders.addAddress(address, cluster);
  }

  const Options& options_;
  const Host& host_;
  Settings settings_;
  std::string problems_;
};

}  // namespace

std::string openToStrangers(const Settings& settings) {
  std::string open;
  if (Poco::Net::IPAddress(settings.bind).isLoopback()) return open;
  for (const Door& door : settings.doors) {
    const bool token_needed = door.carrier == PushCarrier::kHttp && !settings.token.empty();
    if (token_needed || !settings.senders.believesOthers(door.format)) continue;
    open.append(open.empty() ? "" : " and ").append(door.name).append("_port");
  }
  return open;
}

Settings settingsOf(const Options& options, const Host& host) {
  return Reader(options, host).read();
}

}  // namespace pipevane::proxmox_push
