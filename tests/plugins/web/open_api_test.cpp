// The description of the API is what the server does.
#include "plugins/web/router.h"
#include "tests/plugins/web/kept_history.h"
#include "tests/plugins/web/known_history.h"
#include "tests/plugins/web/known_provenance.h"
#include "tests/plugins/web/schema.h"

#include <Poco/String.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace pipevane::web {
namespace {

constexpr const char* kToken = "a-token-that-nobody-guesses";

std::string addressOf(const Route& route, const std::string& parameters = "") {
  std::string address(route.pattern);
  if (const std::size_t at = address.find("{id}"); at != std::string::npos)
    address.replace(at, 4, "pve1");
  return address + parameters;
}

// With data of every kind, and behind a login.
struct OpenApi : ::testing::Test {
  OneWeb one{{{"bind", "0.0.0.0"}, {"token", kToken}}};
  KnownHistory history;
  KnownProvenance provenance;
  pv_component_status component{};
  pv_edge_status edge{};
  Poco::JSON::Object::Ptr description;

  OpenApi() {
    fill(one);
    history.then = {one.host.series("lab/vm/100", "cpu_usage_percent"),
                    one.host.series("lab/node/pve1", "cpu_usage_percent")};
    one.host.offer(PV_HISTORY, &KnownHistory::kTable, &history);
    provenance.about = one.host.dictionary().entity("lab/vm/100");
    one.host.offer(PV_PROVENANCE, &KnownProvenance::kTable, &provenance);
    component.size = sizeof component;
    component.kind = PV_SOURCE;
    component.state = PV_DEGRADED;
    component.id = text("lab");
    component.type = text("proxmox_poll");
    component.why = text("401");
    edge.size = sizeof edge;
    edge.from = edge.to = text("lab");
    pv_pipeline_status pipeline{};
    pipeline.size = sizeof pipeline;
    pipeline.component_count = pipeline.edge_count = 1;
    pipeline.components = &component;
    pipeline.edges = &edge;
    one.host.show(pipeline);
    description = one.get("/api/openapi.json", asking(known())).json();
  }

  using Headers = std::map<std::string, std::string>;
  static Headers known() { return {{"Authorization", std::string("Bearer ") + kToken}}; }
  static Ask asking(Headers headers, const std::string& method = "GET", std::string body = "") {
    return {.method = method, .body = std::move(body), .headers = std::move(headers)};
  }
  Poco::JSON::Object::Ptr described(const Route& route) const {
    return description->getObject("paths")
        ->getObject(std::string(route.pattern))
        ->getObject(Poco::toLower(std::string(route.method)))
        ->getObject("responses");
  }
  void expectDescribed(const Route& route, const Reply& reply, int status) const {
    EXPECT_EQ(reply.status, status);
    EXPECT_TRUE(described(route)->has(std::to_string(reply.status))) << reply.status;
    if (status < 400) return;
    EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
    const auto problem =
        Schemas(description)
            .misfit(
                reply.json(),
                description->getObject("components")->getObject("schemas")->getObject("Problem"));
    EXPECT_EQ(problem, "");
  }
};

TEST_F(OpenApi, HasTheRoutesOfTheServer) {
  std::set<std::string> there, told;
  for (const Route& route : Router::routes())
    there.insert(std::string(route.method) + " " + std::string(route.pattern));
  for (const auto& [address, operations] : *description->getObject("paths"))
    for (const auto& [method, operation] : *operations.extract<Poco::JSON::Object::Ptr>())
      told.insert(Poco::toUpper(method) + " " + address);
  EXPECT_EQ(there, told);
}

TEST_F(OpenApi, SaysWhereALoginIsNeeded) {
  for (const Route& route : Router::routes()) {
    SCOPED_TRACE(route.pattern);
    EXPECT_EQ(described(route)->has("401"), !route.open || route.pattern == "/api/login");
    if (route.open) continue;
    expectDescribed(route, one.get(addressOf(route), asking({}, std::string(route.method))), 401);
  }
}

TEST_F(OpenApi, SaysHowItRefuses) {
  for (const Route& route : Router::routes()) {
    SCOPED_TRACE(route.pattern);
    const std::string method(route.method);
    const std::string address = addressOf(route);
    const auto status = [&](int wanted, const Reply& reply) {
      expectDescribed(route, reply, wanted);
    };
    status(403, one.get(address, asking({{"Origin", "http://evil.example"}}, method)));
    status(405, one.get(address, asking({}, "DELETE")));
    status(414, one.get(addressOf(route, "?" + std::string(17'000, 'x')), asking({}, method)));
    status(421, one.get(address, asking({{"Host", "evil.example"}}, method)));
    if (method == "POST")
      status(413, one.get(address, asking({}, method, std::string(70'000, 'x'))));
    else
      status(400, one.get(address, asking({}, method, "a body")));
  }
}

TEST_F(OpenApi, SaysThatGuessingIsSlowedDown) {
  const Headers wrong = {{"Authorization", "Bearer wrong"}};
  for (int i = 0; i < LoginLimiter::kMostFailures; ++i) one.get("/api/nodes", asking(wrong));
  for (const Route& route : Router::routes()) {
    if (route.open) continue;
    SCOPED_TRACE(route.pattern);
    expectDescribed(route, one.get(addressOf(route), asking(wrong, std::string(route.method))),
                    429);
  }
}

TEST_F(OpenApi, DescribesWhatIsAnswered) {
  history.archived = true;
  int seen = 0;
  for (const Route& route : Router::routes()) {
    SCOPED_TRACE(route.pattern);
    if (route.method != "GET") continue;
    const bool of_an_entity =
        route.pattern == "/api/metrics/history" || route.pattern == "/api/provenance";
    std::string parameters;
    if (of_an_entity) parameters = "?entity=lab/vm/100&metric=cpu_usage_percent&events=true";
    if (route.pattern == "/api/metrics/at") parameters = "?time=1000";
    const Reply reply = one.get(addressOf(route, parameters), asking(known()));
    expectDescribed(route, reply, 200);
    const auto content = described(route)->getObject("200")->getObject("content");
    ASSERT_FALSE(content.isNull());
    const auto json = content->getObject("application/json");
    if (json.isNull() || !json->has("schema")) continue;
    EXPECT_EQ(Schemas(description).misfit(reply.json(), json->getObject("schema")), "");
    ++seen;
  }
  EXPECT_GE(seen, 11);
}

TEST_F(OpenApi, DescribesExports) {
  KeptHistory kept;
  kept.points[one.host.series("lab/vm/100", "cpu_usage_percent")] = {{kNow, 1}};
  kept.offerTo(one.host);
  const std::string address = "/api/metrics/history?from=0&format=";
  const auto content = description->getObject("paths")
                           ->getObject("/api/metrics/history")
                           ->getObject("get")
                           ->getObject("responses")
                           ->getObject("200")
                           ->getObject("content");
  EXPECT_TRUE(content->has("text/csv"));
  const auto line = content->getObject("application/x-ndjson")->getObject("schema");
  for (const std::string step : {"", "&step=1000"}) {
    const Reply reply = one.get(address + "ndjson" + step, asking(known()));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(Schemas(description).misfit(reply.json(), line), "");
  }
  const auto routes = Router::routes();
  const auto route = std::ranges::find(routes, "/api/metrics/history", &Route::pattern);
  expectDescribed(*route, one.get(address + "xml", asking(known())), 400);
  Headers picture = known();
  picture.emplace("Accept", "image/png");
  expectDescribed(*route, one.get("/api/metrics/history", asking(picture)), 406);
}

// The test would be of no use if everything fitted.
TEST_F(OpenApi, WouldNotDescribeSomethingElse) {
  const auto schema = description->getObject("components")->getObject("schemas");
  const Schemas schemas(description);
  const Reply reply = one.get("/api/session", asking(known()));
  EXPECT_NE(schemas.misfit(reply.json(), schema->getObject("Status")), "");
  Poco::JSON::Object::Ptr session = reply.json();
  session->set("login_required", "yes");
  EXPECT_NE(schemas.misfit(session, schema->getObject("Session")), "");
}

}  // namespace
}  // namespace pipevane::web
