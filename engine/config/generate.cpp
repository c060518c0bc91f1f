#include "engine/config/generate.h"

#include "engine/config/log_settings.h"
#include "engine/config/node_settings.h"
#include "engine/config/variables.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

namespace pipevane::config {
namespace {

constexpr int kMostHistoryMinutes = 7 * 24 * 60;
constexpr int kMostHistoryDays = 3660, kMostDaysOfMinutes = 14;

// Between double quotes, so that YAML reads exactly this text.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char each : text) {
    if (each == '"' || each == '\\') out += '\\';
    if (each == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(each) >= 0x20) {
      out += each;
    }
  }
  return out + '"';
}

// As `quoted`, for text that comes from a variable and must not be taken for a reference.
std::string literal(const std::string& text) {
  std::string escaped;
  for (const char each : text) escaped += each == '$' ? std::string("$$") : std::string(1, each);
  return quoted(escaped);
}

class Generator {
 public:
  Generator(const Environment& environment, Files files)
      : environment_(environment),
        files_(files),
        nodes_(readNodeSettings(environment, files, problems_)) {}

  GeneratedPipeline generate() {
    const int minutes = historyMinutes();
    const int days = historyDays();
    const int port = this->port();
    check();
    out_ << "# Made from the environment. Write it down with `pipevane generate > pipeline.yaml`, "
            "edit it, and run it\n"
            "# with `pipevane run --config pipeline.yaml`.\n"
            "version: 1\n";
    if (given("DATA_DIR")) out_ << "data_dir: ${env:DATA_DIR}\n";
    writeSources();
    out_ << "transforms:\n"
            "  derived:\n"
            "    type: derive\n"
            "    inputs: ["
         << inputs()
         << "]\n"
            "sinks:\n"
            "  history:\n"
            "    type: history\n"
            "    inputs: [derived]\n"
            "    retention: "
         << minutes << "m\n";
    if (days > 0)
      out_ << "    retention_1m: " << std::min(days, kMostDaysOfMinutes)
           << "d\n    retention_1h: " << days << "d\n";
    out_ << "  web:\n"
            "    type: web\n"
            "    inputs: [derived]\n"
            "    port: "
         << port << "\n";
    writeWeb();
    problems_.throwIfAny();
    return {out_.str(), nodes_.empty()};
  }

 private:
  bool given(const std::string& name) const { return variables_.given(name); }
  int port() const { return variables_.number("PORT", 3000, 0, 65535); }
  int historyMinutes() const {
    return variables_.number("METRICS_HISTORY_MINUTES", 60, 1, kMostHistoryMinutes);
  }
  int historyDays() {
    const int days = variables_.number("METRICS_HISTORY_DAYS", 0, 0, kMostHistoryDays);
    if (days > 0 && !given("DATA_DIR"))
      variables_.refuse("METRICS_HISTORY_DAYS",
                        "minutes and hours are kept on the disk: set DATA_DIR to a folder that "
                        "stays, or leave this out");
    return days;
  }
  void check() {
    readLogSettings(environment_, problems_);
    variables_.oneOf("ENABLE_DEV_TOOLS", {"true", "false"});
    variables_.checkAddress("BIND");
    for (const char* name : {"TLS_CERT_FILE", "TLS_KEY_FILE", "AUTH_TOKEN_FILE"})
      variables_.checkFile(name, files_);
    if (variables_.text("AUTH_TOKEN_FILE").find('}') != std::string::npos)
      variables_.refuse("AUTH_TOKEN_FILE", kBraceInPath);
    if (given("TLS_CERT_FILE") != given("TLS_KEY_FILE"))
      problems_.add({"environment", 0, 0},
                    "TLS_CERT_FILE and TLS_KEY_FILE go together: set both or none");
    if (given("AUTH_TOKEN") && given("AUTH_TOKEN_FILE"))
      problems_.add({"environment", 0, 0},
                    "AUTH_TOKEN and AUTH_TOKEN_FILE are both set: set one of the two");
  }

  void writeSources() {
    out_ << "sources:\n";
    if (nodes_.empty()) {
      out_ << "  # No PROXMOX_NODE_<n>_HOST is set: this plays the session that Pipevane brings "
              "along.\n"
              "  demo:\n"
              "    type: replay\n"
              "    path: demo\n"
              "    loop: true\n"
              "    shift_to_now: true\n"
              "    preroll: 15m\n";
      ids_.emplace_back("demo");
    }
    for (const NodeSettings& node : nodes_) writeNode(node);
  }
  // What there is and how it is, and beside it what happens.
  void writeNode(const NodeSettings& node) {
    const std::string id = unique(idFor(node.name));
    writeSource(id, "proxmox_poll", node);
    writeSource(unique(id + "-events"), "proxmox_events", node);
  }
  void writeSource(const std::string& id, const char* type, const NodeSettings& node) {
    ids_.push_back(id);
    out_ << "  " << quoted(id) << ":\n"
         << "    type: " << type << "\n"
         << "    endpoints: [" << literal(node.endpoint) << "]\n"
         << "    token_id: " << literal(node.token_id) << "\n"
         << "    token_secret: " << quoted(node.token_secret) << "\n";
    if (node.fingerprint == kFirstUse)
      out_ << "    fingerprint: first-use # whoever answers first is trusted; safer is the "
              "fingerprint that it logs then\n";
    else if (!node.fingerprint.empty())
      out_ << "    fingerprint: " << literal(node.fingerprint) << "\n";
    if (!node.ca_file.empty()) out_ << "    ca_file: " << literal(node.ca_file) << "\n";
    if (!node.verify_tls)
      out_ << "    verify_tls: false # anybody on the way can read the token; pin a fingerprint "
              "instead\n";
  }
  // Letters, digits, _ - and . of the name.
  static std::string idFor(const std::string& name) {
    std::string id;
    for (const char each : name.substr(0, 48)) {
      const auto c = static_cast<unsigned char>(each);
      id += std::isalnum(c) || each == '_' || each == '-' || each == '.' ? each : '-';
    }
    return id;
  }
  // Among the ids so far, also those below.
  std::string unique(const std::string& id) {
    std::string unique = id;
    for (int next = 2; !taken_.insert(unique).second; ++next)
      unique = id + "-" + std::to_string(next);
    return unique;
  }
  std::string inputs() const {
    std::string all;
    for (const std::string& id : ids_) all += (all.empty() ? "" : ", ") + quoted(id);
    return all;
  }
  void writeWeb() {
    if (given("BIND")) out_ << "    bind: ${env:BIND}\n";
    if (given("TLS_CERT_FILE")) out_ << "    tls_cert_file: ${env:TLS_CERT_FILE}\n";
    if (given("TLS_KEY_FILE")) out_ << "    tls_key_file: ${env:TLS_KEY_FILE}\n";
    if (given("AUTH_TOKEN")) out_ << "    token: ${env:AUTH_TOKEN}\n";
    if (given("AUTH_TOKEN_FILE"))
      out_ << "    token: " << quoted("${file:" + variables_.text("AUTH_TOKEN_FILE") + "}") << "\n";
  }

  const Environment& environment_;
  const Files files_;
  Problems problems_;
  const Variables variables_{environment_, problems_};
  const std::vector<NodeSettings> nodes_;
  std::ostringstream out_;
  std::set<std::string> taken_ = {"derived", "history", "web"};
  std::vector<std::string> ids_;
};

}  // namespace

GeneratedPipeline generatePipeline(const Environment& environment, Files files) {
  return Generator(environment, files).generate();
}

}  // namespace pipevane::config
