#include "tests/simulator/push/push_cycle.h"

#include "tests/simulator/push/otlp.h"
#include "tests/simulator/push/records.h"
#include "tests/simulator/server/gzip.h"

#include <Poco/URI.h>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {
namespace {

using Strings = std::vector<std::string>;

// A request as Perl's LWP makes it.
std::string headOf(const PushTarget& target, const std::string& path, const Strings& first,
                   const Strings& more, std::size_t bytes) {
  std::string head =
      "POST " + path + " HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\n";
  for (const std::string& each : first) head += each + "\r\n";
  head +=
      fmt::format("Host: {}:{}\r\nUser-Agent: libwww-perl/6.68\r\n", target.server, target.port);
  for (const std::string& each : more) head += each + "\r\n";
  return head + fmt::format("Content-Length: {}\r\n\r\n", bytes);
}

// Everything about one cycle and one server.
class Push {
 public:
  Push(const World& world, const Version& version, const Node& node, const PushTarget& target)
      : world_(world),
        version_(version),
        node_(node),
        target_(target),
        lots_(world.seed() * 1'000'003 + static_cast<std::uint64_t>(node.number) * 7919 +
              static_cast<std::uint64_t>(world.nowS()) * 104'729) {}

  void influxUdp() {
    datagrams([this](const Record& each) { return influx(each); });
  }
  void graphiteUdp() {
    datagrams([this](const Record& each) { return graphite(each); });
  }
  void graphiteTcp() {
    each([this](const Subsystem& some) {
      add(some, "", joined(linesOf(some, [this](const Record& one) { return graphite(one); })));
    });
  }
  void influxHttp() {
    each([this](const Subsystem& some) {
      for (const std::string& body :
           packed(linesOf(some, [this](const Record& one) { return influx(one); }),
                  kInfluxBodyBytes)) {
        Strings token;
        if (!target_.token.empty()) token = {"Authorization: Token " + target_.token};
        add(some, headOf(target_, influxPath(), token, {}, body.size()), body);
      }
    });
  }
  void otlp() {
    if (!version_.openTelemetry()) return;
    each([this](const Subsystem& some) {
      Strings batch;
      std::size_t bytes = 0;
      for (const Record& record : some.records)
        for (std::string& metric : otlpMetrics(record, lots_)) {
          if (bytes + metric.size() > kOtlpBodyBytes) {
            addOtlp(some, std::exchange(batch, {}));
            bytes = 0;
          }
          bytes += metric.size();
          batch.push_back(std::move(metric));
        }
      addOtlp(some, batch);
    });
  }

  std::vector<PushPayload> take() { return std::move(payloads_); }

 private:
  Strings influx(const Record& record) const { return influxLines(record, version_.quotesNames()); }
  Strings graphite(const Record& record) const {
    return graphiteLines(record, target_.path.empty() ? "proxmox" : target_.path);
  }
  std::string influxPath() const {
    std::string org, bucket;
    Poco::URI::encode(target_.organization, "&=+?#/", org);
    Poco::URI::encode(target_.bucket, "&=+?#/", bucket);
    const std::string prefix = target_.path.empty() ? "" : "/" + target_.path;
    return prefix + "/api/v2/write?org=" + org + "&bucket=" + bucket;
  }

  void each(const std::function<void(const Subsystem&)>& write) {
    for (const Subsystem& some : recordsOf(world_, version_, node_)) write(some);
  }
  template <class Lines>
  static Strings linesOf(const Subsystem& some, Lines lines) {
    Strings all;
    for (const Record& record : some.records)
      for (std::string& line : lines(record)) all.push_back(std::move(line));
    return all;
  }
  static std::string joined(const Strings& lines) {
    std::string all;
    for (const std::string& each : lines) all += each;
    return all;
  }
  template <class Lines>
  void datagrams(Lines lines) {
    const auto most = static_cast<std::size_t>(target_.mtu) - kHeaderBytes;
    each([&](const Subsystem& some) {
      for (const std::string& one : packed(linesOf(some, lines), most)) add(some, "", one);
    });
  }
  void addOtlp(const Subsystem& some, const Strings& metrics) {
    if (metrics.empty()) return;
    const OtlpResource resource{
        .version = version_.version + "/" + version_.repoid,
        .cluster = world_.cluster().empty() ? "single-node" : world_.cluster(),
        .node = node_.name};
    const std::string plain = otlpRequest(resource, metrics, lots_);
    const std::string wire = target_.compress ? gzipped(plain) : plain;
    Strings more = {"Content-Type: application/json"};
    if (target_.compress) more.insert(more.begin(), "Content-Encoding: gzip");
    add(some,
        headOf(target_, target_.path.empty() ? "/v1/metrics" : target_.path, {}, more, wire.size()),
        wire, target_.compress ? plain : "");
  }
  void add(const Subsystem& some, std::string head, std::string wire, std::string plain = {}) {
    payloads_.push_back({some.name, std::move(head), std::move(wire), std::move(plain)});
  }

  const World& world_;
  const Version& version_;
  const Node& node_;
  const PushTarget& target_;
  Lots lots_;
  std::vector<PushPayload> payloads_;
};

const std::map<std::string, std::pair<const char*, void (Push::*)()>>& transports() {
  static const std::map<std::string, std::pair<const char*, void (Push::*)()>> all = {
      {"influx-udp", {"influxdb", &Push::influxUdp}},
      {"influx-http", {"influxdb", &Push::influxHttp}},
      {"graphite-udp", {"graphite", &Push::graphiteUdp}},
      {"graphite-tcp", {"graphite", &Push::graphiteTcp}},
      {"otlp-http", {"opentelemetry", &Push::otlp}}};
  return all;
}

}  // namespace

std::vector<PushPayload> pushCycle(const World& world, const Version& version, const Node& node,
                                   const PushTarget& target) {
  const auto found = transports().find(target.transport);
  if (found == transports().end())
    throw std::invalid_argument("there is no transport \"" + target.transport + "\"");
  Push push(world, version, node, target);
  (push.*found->second.second)();
  return push.take();
}

PushTarget pushTargetOf(const std::string& address) {
  const Poco::URI uri(address);
  const auto found = transports().find(uri.getScheme());
  if (found == transports().end() || uri.getHost().empty() || uri.getPort() == 0)
    throw std::invalid_argument(
        "a push target is influx-udp, influx-http, graphite-udp, graphite-tcp or otlp-http, "
        "\"://\", a host and a port, not \"" +
        address + "\"");
  PushTarget target{.id = fmt::format("{}-{}-{}", uri.getScheme(), uri.getHost(), uri.getPort()),
                    .type = found->second.first,
                    .server = uri.getHost(),
                    .port = uri.getPort(),
                    .transport = uri.getScheme()};
  const std::string path = uri.getPath();
  if (path.size() > 1) target.path = target.transport == "otlp-http" ? path : path.substr(1);
  for (const auto& [name, value] : uri.getQueryParameters()) {
    if (name == "id")
      target.id = value;
    else if (name == "path")
      target.path = value;
    else if (name == "org")
      target.organization = value;
    else if (name == "bucket")
      target.bucket = value;
    else if (name == "token")
      target.token = value;
    else if (name == "mtu")
      target.mtu = std::stoi(value);
    else if (name == "compress")
      target.compress = value != "0";
    else
      throw std::invalid_argument("a push target has no \"" + name + "\"");
  }
  // As in the product's schema.
  if (target.mtu < 512 || target.mtu > 65'536)
    throw std::invalid_argument("the mtu of a push target is from 512 to 65536");
  return target;
}

}  // namespace pipevane::simulator
