// The same over TLS.
#include "tests/plugins/web/one_client.h"
#include "tests/plugins/web/one_web.h"
#include "tests/plugins/web/tls_files.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>
#include <gmock/gmock.h>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;

struct Tls : ::testing::Test {
  TlsFiles files;
  OneWeb one{files.options()};

  std::unique_ptr<Poco::Net::HTTPSClientSession> session() {
    auto made = std::make_unique<Poco::Net::HTTPSClientSession>("127.0.0.1", one.port(),
                                                                TlsFiles::trustAll());
    made->setTimeout(Poco::Timespan(20, 0));
    return made;
  }
};

TEST_F(Tls, AnswersRest) {
  fill(one);
  const auto client = session();
  Poco::Net::HTTPRequest request("GET", "/api/nodes", "HTTP/1.1");
  client->sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(client->receiveResponse(response), body);
  EXPECT_EQ(response.getStatus(), 200);
  EXPECT_THAT(body, HasSubstr("lab/node/pve1"));
}

// One thread serves all clients: none of them may hold it up, also where TLS has read all there is.
TEST_F(Tls, KeepsSeveralClientsUpToDate) {
  constexpr int kPatienceMs = 4'000;
  fill(one);
  std::vector<std::unique_ptr<OneClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<OneClient>(session()));
    clients.back()->send(R"({"type":"subscribe","subscription":"main","rate_ms":250})");
  }
  for (const auto& client : clients) {
    const JsonPtr snapshot = client->next(kPatienceMs);
    ASSERT_FALSE(snapshot.isNull());
    EXPECT_EQ(snapshot->getValue<std::string>("type"), "snapshot");
  }
  for (int round = 1; round <= 3; ++round) {
    one.sample("lab/vm/100", "cpu_usage_percent", round, Quality::kLive, kNow + round);
    for (const auto& client : clients) {
      const JsonPtr update = client->next(kPatienceMs);
      ASSERT_FALSE(update.isNull());
      EXPECT_EQ(update->getObject("entities")
                    ->getObject("lab/vm/100")
                    ->getObject("metrics")
                    ->getValue<int>("cpu_usage_percent"),
                round);
    }
  }
}

TEST_F(Tls, SendsALargeSnapshotWhole) {
  for (int i = 0; i < 4000; ++i)
    one.add("lab/vm/" + std::to_string(i),
            {{"name", "guest-with-a-long-name-" + std::to_string(i)}});
  OneClient client(session());
  client.send(R"({"type":"subscribe","subscription":"main"})");
  const JsonPtr snapshot = client.next();
  ASSERT_FALSE(snapshot.isNull());
  EXPECT_EQ(snapshot->getObject("entities")->size(), 4000U);
}

}  // namespace
}  // namespace pipevane::web
