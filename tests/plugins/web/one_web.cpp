#include "tests/plugins/web/one_web.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>

namespace pipevane::web {

Poco::JSON::Object::Ptr Reply::json() const {
  Poco::JSON::Parser parser;
  return parser.parse(body).extract<Poco::JSON::Object::Ptr>();
}

std::vector<std::string> Reply::itemTexts(const std::string& field) const {
  std::vector<std::string> all;
  const auto items = json()->getArray("items");
  for (unsigned i = 0; i < items->size(); ++i)
    all.push_back(items->getObject(i)->optValue<std::string>(field, ""));
  return all;
}

OneWeb::OneWeb(testing::GivenOptions options, bool started) {
  host.setNow(kNow);
  host.setFolders((folder.path / "data").string(), (folder.path / "share").string());
  options.emplace("port", "0");
  options.emplace("port_file", (folder.path / "port").string());
  web = std::make_unique<testing::FakeComponent>(host, pipevane_plugin, "web", options);
  if (started) start();
}

void OneWeb::start() {
  if (web->start() != PV_OK) throw std::runtime_error(host.explanation().why);
}

std::uint16_t OneWeb::port() const {
  return static_cast<std::uint16_t>(std::stoi(contentOf(folder.path / "port")));
}

Reply OneWeb::get(const std::string& address, const Ask& ask) const {
  using namespace Poco::Net;
  HTTPClientSession session("127.0.0.1", port());
  session.setTimeout(Poco::Timespan(20, 0));
  HTTPRequest request(ask.method, address, HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : ask.headers) request.set(name, value);
  if (!ask.body.empty()) request.setContentLength(static_cast<std::streamsize>(ask.body.size()));
  session.sendRequest(request) << ask.body;
  HTTPResponse response;
  std::istream& in = session.receiveResponse(response);
  Reply reply;
  reply.status = response.getStatus();
  for (const auto& [name, value] : response) reply.headers[Poco::toLower(name)] = value;
  Poco::StreamCopier::copyToString(in, reply.body);
  return reply;
}

void OneWeb::add(const std::string& key,
                 std::vector<std::pair<std::string, std::string>> attributes, double cpu_percent) {
  const EntityId entity = host.dictionary().entity(key);
  process(testing::MadeBatch(kNow).upsert(entity, attributes));
  sample(key, "cpu_usage_percent", cpu_percent);
}

void OneWeb::sample(const std::string& key, const std::string& metric, double value,
                    Quality quality, std::int64_t time_ms) {
  process(testing::MadeBatch(time_ms).sample(host.series(key, metric), value, quality));
}

void fill(OneWeb& one) {
  one.add("lab/node/pve1", {{"name", "pve1"}, {"status", "online"}}, 30);
  one.add("lab/node/pve2", {{"name", "pve2"}, {"status", "online"}}, 90);
  one.add("other/node/pve2", {{"name", "pve2"}, {"status", "offline"}}, 0);
  one.add("lab/vm/100",
          {{"name", "web01"},
           {"vmid", "100"},
           {"node", "pve1"},
           {"status", "running"},
           {"template", "false"},
           {"tags", "prod;web"},
           {"pool", "prod"}},
          85);
  one.add("lab/vm/101",
          {{"name", "db01"}, {"vmid", "101"}, {"node", "pve2"}, {"status", "stopped"}}, 0);
  one.add("lab/container/200",
          {{"name", "dns"}, {"vmid", "200"}, {"node", "pve1"}, {"status", "running"}}, 5);
  one.add("other/vm/100", {{"name", "far"}, {"vmid", "100"}, {"node", "pve1"}}, 1);
  one.add("lab/storage/ceph1",
          {{"name", "ceph1"}, {"shared", "true"}, {"content", "images,rootdir"}}, 0);
}

}  // namespace pipevane::web
