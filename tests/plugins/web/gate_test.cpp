// Who gets in, and who does not.
#include "plugins/web/gate.h"
#include "plugins/web/token.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/testing/fake_host.h>

#include <functional>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kNow = 1'795'456'600'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr const char* kToken = "a-token-that-nobody-guesses";

using Headers = std::vector<std::pair<std::string, std::string>>;

Request asked(const Headers& headers, const std::string& peer = "192.0.2.1") {
  Request request;
  request.method = "GET";
  request.peer = peer;
  request.headers = headers;
  return request;
}

Request bearing(const std::string& token, const std::string& peer = "192.0.2.1") {
  return asked({{"authorization", "Bearer " + token}}, peer);
}

Request loginWith(const std::string& token) {
  Request request = asked({});
  request.method = "POST";
  request.body = R"({"token": ")" + token + R"("})";
  return request;
}

// 200 where it does not throw.
int statusOf(const std::function<void()>& call) {
  try {
    call();
    return 200;
  } catch (const Problem& problem) {
    return problem.status;
  }
}

struct OneGate : ::testing::Test {
  TemporaryFolder folder;
  testing::FakeHost host;
  std::unique_ptr<Gate> gate;

  OneGate() { restart(); }
  // As the next start of the program finds it.
  void restart(const std::string& token = kToken, bool tls = false) {
    host.setNow(kNow);
    gate = std::make_unique<Gate>(host.host(), GateRules{.login_required = true,
                                                         .tls = tls,
                                                         .hosts = {"Vane.example"},
                                                         .token_hash = hashOf(token),
                                                         .folder = folder.path.string()});
  }
  int site(const Headers& headers) {
    return statusOf([&] { gate->checkSite(asked(headers)); });
  }
  int login(const Request& request) {
    return statusOf([&] { gate->checkLogin(request); });
  }
  std::string setCookie() { return gate->login(loginWith(kToken)).headers.at(0).second; }
  // A request with the cookie of a fresh login.
  Request loggedIn() {
    const std::string cookie = setCookie();
    return asked({{"cookie", "other=1; " + cookie.substr(0, cookie.find(';'))}});
  }
};

TEST_F(OneGate, AnswersToItsOwnNames) {
  for (const char* name :
       {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080", "192.168.0.5:3000", "[::1]",
        "[fe80::1]:3000", "vane.example", "VANE.EXAMPLE:443"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(site({{"host", name}}), 200);
  }
}

TEST_F(OneGate, DoesNotAnswerToOtherNames) {
  for (const char* name :
       {"evil.example", "localhost.evil.example", "vane.example.", "xvane.example"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(site({{"host", name}}), 421);
  }
}

TEST_F(OneGate, RefusesWhatIsNoName) {
  for (const char* name :
       {"", "127.1 evil.com", "127.0.0.1\tx", "localhost:80:80", "localhost:x", "localhost:123456",
        "user@localhost", "[::1", "[::1]x", "[localhost]evil", "localhost/x", "a,b"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(site({{"host", name}}), 400);
  }
}

TEST_F(OneGate, TakesPagesOfItsOwnSite) {
  struct Case {
    const char *host, *origin;
  };
  for (const Case& each :
       {Case{"localhost:8080", "http://localhost:8080"}, Case{"localhost", "http://localhost:80"},
        Case{"LOCALHOST:443", "https://localhost"}, Case{"[::1]:3000", "http://[::1]:3000"}}) {
    SCOPED_TRACE(each.origin);
    EXPECT_EQ(site({{"host", each.host}, {"origin", each.origin}}), 200);
  }
}

TEST_F(OneGate, RefusesPagesOfOtherSites) {
  for (const char* origin :
       {"http://evil.example", "http://localhost", "http://localhost:8081", "null",
        "localhost:8080", "http://localhost:8080.evil.example", "ftp://localhost:8080"}) {
    SCOPED_TRACE(origin);
    EXPECT_EQ(site({{"host", "localhost:8080"}, {"origin", origin}}), 403);
  }
}

TEST_F(OneGate, LetsInWhoHasTheToken) {
  EXPECT_EQ(login(bearing(kToken)), 200);
  EXPECT_EQ(login(asked({{"authorization", std::string("bEARER ") + kToken}})), 200);
  EXPECT_EQ(login(loggedIn()), 200);
}

TEST_F(OneGate, KeepsOutWhoHasNot) {
  EXPECT_EQ(login(asked({})), 401);
  EXPECT_EQ(login(asked({{"authorization", std::string("Basic ") + kToken}})), 401);
  EXPECT_EQ(login(asked({{"authorization", "Bearer "}})), 401);
  EXPECT_EQ(login(bearing("a-token-that-nobody-guesseS")), 401);
  EXPECT_EQ(login(bearing(std::string(100'000, 'x'))), 401);
  EXPECT_EQ(login(bearing(hashOf(kToken))), 401);
  EXPECT_EQ(statusOf([&] { gate->login(loginWith("wrong")); }), 401);
  EXPECT_EQ(statusOf([&] { gate->login(asked({})); }), 400);
}

TEST_F(OneGate, LetsEverybodyInWhereNoLoginIsNeeded) {
  Gate open(host.host(), GateRules{.login_required = false,
                                   .tls = false,
                                   .hosts = {},
                                   .token_hash = {},
                                   .folder = folder.path.string()});
  EXPECT_EQ(statusOf([&] { open.checkLogin(asked({})); }), 200);
  EXPECT_THAT(open.session(asked({})).body, HasSubstr(R"("login_required":false)"));
}

TEST_F(OneGate, SlowsDownWhoGuessesButNotTheOwner) {
  for (int i = 0; i < LoginLimiter::kMostFailures; ++i) EXPECT_EQ(login(bearing("wrong")), 401);
  EXPECT_EQ(login(bearing("wrong")), 429);
  // From behind the same address, and from another.
  EXPECT_EQ(login(bearing(kToken)), 200);
  EXPECT_EQ(login(bearing("wrong", "192.0.2.2")), 401);
}

TEST_F(OneGate, LetsTheOwnerInWhateverAWholeNetworkGuesses) {
  for (std::size_t i = 0; i < 2 * LoginLimiter::kMostPeers; ++i)
    (void)login(
        bearing("wrong", "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256)));
  EXPECT_EQ(login(bearing(kToken)), 200);
}

TEST_F(OneGate, CountsANetworkOfIPv6AsOne) {
  for (int i = 0; i < LoginLimiter::kMostFailures; ++i)
    EXPECT_EQ(login(bearing("wrong", "2001:db8:1:2::" + std::to_string(i + 1))), 401);
  EXPECT_EQ(login(bearing("wrong", "2001:db8:1:2:ffff::1")), 429);
  EXPECT_EQ(login(bearing("wrong", "2001:db8:1:3::1")), 401);
}

TEST_F(OneGate, ForgetsWhoGuessedAfterAWhile) {
  for (int i = 0; i <= LoginLimiter::kMostFailures; ++i) (void)login(bearing("wrong"));
  host.setNow(kNow + LoginLimiter::kWindowMs);
  EXPECT_EQ(login(bearing("wrong")), 401);
}

TEST_F(OneGate, CountsThatWhileByTheTimeThatPassesWhereTheClockIsSet) {
  for (int i = 0; i <= LoginLimiter::kMostFailures; ++i) (void)login(bearing("wrong"));
  host.setClockBy(2 * 3'600'000);
  EXPECT_EQ(login(bearing("wrong")), 429);
  host.setClockBy(-4 * 3'600'000);
  EXPECT_EQ(login(bearing("wrong")), 429);
  host.host().waitFor(LoginLimiter::kWindowMs);
  EXPECT_EQ(login(bearing("wrong")), 401);
}

TEST_F(OneGate, GivesACookieThatScriptsAndOtherSitesCannotUse) {
  const std::string cookie = setCookie();
  for (const char* flag : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=2592000"})
    EXPECT_THAT(cookie, HasSubstr(flag));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure")));
  restart(kToken, true);
  EXPECT_THAT(setCookie(), HasSubstr("; Secure"));
}

TEST_F(OneGate, TakesACookieForThirtyDays) {
  const Request request = loggedIn();
  host.setNow(kNow + 30 * kDayMs - 1000);
  EXPECT_EQ(login(request), 200);
  host.setNow(kNow + 30 * kDayMs);
  EXPECT_EQ(login(request), 401);
}

TEST_F(OneGate, TakesNoCookieThatItDidNotMake) {
  const std::string good = loggedIn().headers[0].second;
  const std::string value = good.substr(good.find("pipevane_session="));
  const std::string claim = value.substr(0, value.rfind('.'));
  std::string longer = value;
  longer[std::string("pipevane_session=").size()] = '9';
  for (const std::string& cookie :
       {std::string("pipevane_session="), std::string("pipevane_session=."), claim, claim + ".",
        longer, value + "0", value.substr(0, value.size() - 1), "x" + value,
        // What could be made of the file of the token alone.
        claim + "." +
            signatureOf(claim.substr(claim.find('=') + 1),
                        signatureOf("session cookie", hashOf(kToken)))}) {
    SCOPED_TRACE(cookie);
    EXPECT_EQ(login(asked({{"cookie", cookie}})), 401);
  }
}

TEST_F(OneGate, KeepsASessionOverARestart) {
  const Request request = loggedIn();
  restart();
  EXPECT_EQ(login(request), 200);
}

TEST_F(OneGate, EndsASessionForGood) {
  const Request request = loggedIn(), other = loggedIn();
  const Response response = gate->logout(request);
  EXPECT_THAT(response.headers.at(0).second, HasSubstr("pipevane_session=; Max-Age=0"));
  EXPECT_EQ(login(request), 401);
  EXPECT_EQ(login(other), 200);
  restart();
  EXPECT_EQ(login(request), 401);
  EXPECT_EQ(login(other), 200);
}

TEST_F(OneGate, EndsAllSessionsWithANewToken) {
  const Request request = loggedIn();
  restart("another-token-nobody-guesses");
  EXPECT_EQ(login(request), 401);
  restart();
  EXPECT_EQ(login(request), 401);
}

TEST_F(OneGate, KeepsItsFilesToItself) {
  gate->logout(loggedIn());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
    SCOPED_TRACE(entry.path());
    ++files;
    EXPECT_EQ(entry.status().permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  EXPECT_EQ(files, 2);
}

}  // namespace
}  // namespace pipevane::web
