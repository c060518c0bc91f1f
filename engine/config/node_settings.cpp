#include "engine/config/node_settings.h"

#include "engine/config/nearest.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <regex>

namespace pipevane::config {
namespace {

constexpr std::string_view kPrefix = "PROXMOX_NODE_";
constexpr const char* kDefaultPort = ":8006";
constexpr std::size_t kLongestValue = 1024;
const std::vector<std::string> kSuffixes = {
    "NAME",        "HOST",    "TOKEN_ID",  "TOKEN_SECRET", "TOKEN_SECRET_FILE",
    "FINGERPRINT", "CA_FILE", "VERIFY_TLS"};

using Suffixes = std::map<std::string, std::string>;  // of one node: suffix -> value

Place inEnvironment() { return {"environment", 0, 0}; }

class NodeReader {
 public:
  NodeReader(int number, const Suffixes& given, bool has_data_folder, Files files,
             Problems& problems)
      : number_(number),
        given_(given),
        has_data_folder_(has_data_folder),
        files_(files),
        problems_(problems) {}

  NodeSettings read() {
    NodeSettings node;
    node.number = number_;
    node.endpoint = endpoint(need("HOST"));
    node.name = has("NAME") ? given_.at("NAME") : "node" + std::to_string(number_);
    node.token_id = tokenId(need("TOKEN_ID"));
    node.token_secret = tokenSecret();
    node.fingerprint = fingerprint();
    if (has("CA_FILE")) node.ca_file = file("CA_FILE");
    if (has("CA_FILE") && has("FINGERPRINT"))
      say("CA_FILE", "the certificate is checked by " + variable("FINGERPRINT") +
                         " already; set one of the two");
    node.verify_tls = verifyTls();
    return node;
  }

 private:
  std::string variable(const std::string& suffix) const {
    return std::string(kPrefix) + std::to_string(number_) + "_" + suffix;
  }
  bool has(const std::string& suffix) const {
    const auto at = given_.find(suffix);
    return at != given_.end() && !at->second.empty();
  }
  void say(const std::string& suffix, const std::string& why) {
    problems_.add(inEnvironment(), "cannot use " + variable(suffix) + ": " + why);
  }
  std::string need(const std::string& suffix) {
    if (has(suffix)) return given_.at(suffix);
    problems_.add(inEnvironment(), variable(suffix) + " is missing: set it, as node " +
                                       std::to_string(number_) + " cannot be asked without it (" +
                                       variable(given_.begin()->first) +
                                       " is set), or set none of that number");
    return "";
  }

  std::string endpoint(std::string host) {
    if (host.empty()) return host;
    // Not shown: what stands before it may be a password.
    if (host.find('@') != std::string::npos) {
      say("HOST", "it holds an @; a login is not part of it, _TOKEN_ID and _TOKEN_SECRET are");
      return host;
    }
    if (host.starts_with("http://")) {
      say("HOST", "\"" + host + "\" is not encrypted; Proxmox VE answers on https");
      return host;
    }
    if (host.starts_with("https://")) host = host.substr(8);
    while (host.ends_with('/')) host.pop_back();
    static const std::regex shape(R"((\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?)");
    std::smatch parts;
    if (!std::regex_match(host, parts, shape)) {
      say("HOST", "\"" + host + "\" is none of https://host:port, host:port and host");
      return host;
    }
    if (parts[2].matched && !isPort(parts[2].str().substr(1)))
      say("HOST", "\"" + host + "\" has no port from 1 to 65535");
    return "https://" + parts[1].str() + (parts[2].matched ? parts[2].str() : kDefaultPort);
  }
  static bool isPort(const std::string& digits) {
    constexpr int kMost = 65535;
    const int port = std::stoi(digits);
    return port >= 1 && port <= kMost;
  }
  // Not shown: the whole token with its secret is easily pasted here.
  std::string tokenId(const std::string& id) {
    static const std::regex shape(R"([^@!=\s]+@[A-Za-z0-9._-]+![A-Za-z0-9._-]+)");
    if (!id.empty() && !std::regex_match(id, shape))
      say("TOKEN_ID",
          "it does not read USER@REALM!TOKENID, as in root@pam!pipevane; the secret goes into " +
              variable("TOKEN_SECRET"));
    return id;
  }
  std::string tokenSecret() {
    if (has("TOKEN_SECRET") && has("TOKEN_SECRET_FILE"))
      say("TOKEN_SECRET", variable("TOKEN_SECRET_FILE") + " is set as well; set one of the two");
    if (has("TOKEN_SECRET_FILE")) {
      const std::string path = file("TOKEN_SECRET_FILE");
      if (path.find('}') != std::string::npos) say("TOKEN_SECRET_FILE", kBraceInPath);
      return "${file:" + path + "}";
    }
    need("TOKEN_SECRET");
    return "${env:" + variable("TOKEN_SECRET") + "}";
  }
  std::string file(const std::string& suffix) {
    const std::string& path = given_.at(suffix);
    if (const std::string why = whyOfNoUse(path, files_); !why.empty())
      say(suffix, "\"" + path + "\": " + why);
    return path;
  }
  std::string fingerprint() {
    if (!has("FINGERPRINT")) return "";
    const std::string& given = given_.at("FINGERPRINT");
    if (given == kFirstUse) {
      if (!has_data_folder_)
        say("FINGERPRINT",
            "first-use keeps in the data folder what it trusts: set DATA_DIR to a folder that "
            "stays");
      return given;
    }
    std::string digits = given;
    std::erase(digits, ':');
    const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
    constexpr std::size_t kSha256Digits = 64;
    if (digits.size() != kSha256Digits || !std::ranges::all_of(digits, is_hex))
      say("FINGERPRINT",
          "it is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons; nor is "
          "it " +
              std::string(kFirstUse) + ", which trusts the certificate that is shown first");
    return given;
  }
  bool verifyTls() {
    if (!has("VERIFY_TLS")) return true;
    const std::string& given = given_.at("VERIFY_TLS");
    if (given == "true" || given == "1") return true;
    if (given != "false" && given != "0")
      say("VERIFY_TLS", "\"" + given + "\" is neither true nor false");
    return false;
  }

  const int number_;
  const Suffixes& given_;
  const bool has_data_folder_;
  const Files files_;
  Problems& problems_;
};

// All variables of one node.
std::vector<std::string> namesOf(int number) {
  std::vector<std::string> names;
  for (const std::string& suffix : kSuffixes)
    names.push_back(std::string(kPrefix) + std::to_string(number) + "_" + suffix);
  return names;
}

// `3_TOKEN_ID` into 3 and TOKEN_ID. A number has one way to be written: 03 would be another node's
// 3, or look like it.
std::optional<std::pair<int, std::string>> split(std::string_view rest) {
  if (rest.starts_with('-') || (rest.starts_with('0') && !rest.starts_with("0_")))
    return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto used = static_cast<std::size_t>(end - rest.data());
  if (error != std::errc{} || used >= rest.size() || rest[used] != '_') return std::nullopt;
  return std::pair(number, std::string(rest.substr(used + 1)));
}

}  // namespace

std::vector<NodeSettings> readNodeSettings(const Environment& environment, Files files,
                                           Problems& problems) {
  std::map<int, Suffixes> by_number;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix)) continue;
    const auto parts = split(std::string_view(name).substr(kPrefix.size()));
    if (!parts) {
      problems.add(inEnvironment(),
                   "unknown variable " + name +
                       ": it reads PROXMOX_NODE_<number>_NAME, _HOST, ..., the number without "
                       "leading zeros");
    } else if (std::ranges::find(kSuffixes, parts->second) == kSuffixes.end()) {
      problems.add(inEnvironment(),
                   "unknown variable " + name + suggestion(name, namesOf(parts->first)));
    } else if (value.size() > kLongestValue) {
      problems.add(inEnvironment(), "cannot use " + name + ": it is longer than 1024 characters");
    } else if (!value.empty()) {
      by_number[parts->first][parts->second] = value;
    }
  }
  const auto data = environment.find("DATA_DIR");
  const bool has_data_folder = data != environment.end() && !data->second.empty();
  std::vector<NodeSettings> nodes;
  for (const auto& [number, given] : by_number)
    nodes.push_back(NodeReader(number, given, has_data_folder, files, problems).read());
  return nodes;
}

}  // namespace pipevane::config
