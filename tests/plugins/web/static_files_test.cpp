#include "plugins/web/static_files.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;

struct Dashboard : ::testing::Test {
  TemporaryFolder folder;
  std::optional<StaticFiles> files;

  Dashboard() {
    folder.write("web/index.html", "<page>");
    folder.write("web/icon.svg", "<svg>");
    folder.write("web/assets/main-B7xQ2k1a.js", "plain");
    folder.write("web/assets/main-B7xQ2k1a.js.gz", "packed");
    folder.write("web/empty.txt", "");
    folder.write("secret", "secret");
    std::filesystem::create_symlink(folder.path / "secret", folder.path / "web" / "link");
    files.emplace(folder.path / "web");
  }

  Response get(const std::string& address,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
    Request request;
    request.method = "GET";
    request.headers = std::move(headers);
    try {
      readTarget(address, request);
      return files->answer(request);
    } catch (const Problem& problem) {
      return answerWith(problem);
    }
  }
  static std::string header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }
};

TEST_F(Dashboard, IsServedWithItsTypes) {
  struct Case {
    const char *address, *type, *body;
  };
  for (const Case& each :
       {Case{"/", "text/html; charset=utf-8", "<page>"},
        Case{"/index.html", "text/html; charset=utf-8", "<page>"},
        Case{"/?x=y", "text/html; charset=utf-8", "<page>"},
        Case{"/icon.svg", "image/svg+xml", "<svg>"},
        Case{"/assets/main-B7xQ2k1a.js", "text/javascript; charset=utf-8", "plain"},
        Case{"/empty.txt", "text/plain; charset=utf-8", ""}}) {
    SCOPED_TRACE(each.address);
    const Response response = get(each.address);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.type, each.type);
    EXPECT_EQ(response.body, each.body);
  }
}

TEST_F(Dashboard, IsNowhereElse) {
  for (const char* address :
       {"/x", "/x/y", "/dev", "/dev/tools", "/assets", "/assets/", "/index", "/link", "/secret",
        "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/assets/../../secret", "//etc/passwd",
        "/%2fetc%2fpasswd", "/icon.svg%00", "/assets/main-B7xQ2k1a.js.gz"}) {
    SCOPED_TRACE(address);
    const Response response = get(address);
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.type, "application/problem+json");
  }
}

TEST_F(Dashboard, IsNotSentAgainToWhoHasIt) {
  const std::string etag = header(get("/"), "ETag");
  EXPECT_EQ(etag.size(), 26U);
  for (const std::string& wanted : {etag, "\"x\", " + etag, "W/" + etag, std::string("*")}) {
    SCOPED_TRACE(wanted);
    const Response response = get("/", {{"if-none-match", wanted}});
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(header(response, "ETag"), etag);
  }
  for (const char* wanted : {"", "\"x\"", "x"})
    EXPECT_EQ(get("/", {{"if-none-match", wanted}}).status, 200);
}

TEST_F(Dashboard, IsKeptForeverWhereItsNameChangesWithIt) {
  EXPECT_EQ(header(get("/assets/main-B7xQ2k1a.js"), "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(header(get("/"), "Cache-Control"), "no-cache");
}

TEST_F(Dashboard, IsPackedForWhoTakesThat) {
  for (const char* accepted :
       {"gzip", "GZIP", "deflate, gzip;q=0.5", "gzip;q=1", "*", "br, *;q=0.1"}) {
    SCOPED_TRACE(accepted);
    const Response response = get("/assets/main-B7xQ2k1a.js", {{"accept-encoding", accepted}});
    EXPECT_EQ(response.body, "packed");
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  }
  const Response page = get("/", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(page.body, "<page>");
  EXPECT_EQ(header(page, "Content-Encoding"), "");
}

TEST_F(Dashboard, IsPlainForTheOthers) {
  const std::string packed =
      header(get("/assets/main-B7xQ2k1a.js", {{"accept-encoding", "gzip"}}), "ETag");
  for (const char* accepted :
       {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "notgzip", "gzip;q=0, *"}) {
    SCOPED_TRACE(accepted);
    const Response response = get("/assets/main-B7xQ2k1a.js", {{"accept-encoding", accepted}});
    EXPECT_EQ(response.body, "plain");
    EXPECT_EQ(header(response, "Content-Encoding"), "");
    EXPECT_NE(header(response, "ETag"), packed);
  }
}

// The ETag is that of the bytes, and an asset that never changes does not.
TEST_F(Dashboard, StaysAsItWasAtTheStart) {
  const std::string etag = header(get("/"), "ETag");
  folder.write("web/index.html", "<another page>");
  std::filesystem::remove(folder.path / "web/assets/main-B7xQ2k1a.js");
  EXPECT_EQ(get("/").body, "<page>");
  EXPECT_EQ(header(get("/"), "ETag"), etag);
  EXPECT_EQ(get("/assets/main-B7xQ2k1a.js").body, "plain");
  files.emplace(folder.path / "web");
  EXPECT_NE(header(get("/"), "ETag"), etag);
  EXPECT_EQ(get("/assets/main-B7xQ2k1a.js").status, 404);
}

TEST_F(Dashboard, KeepsNothingThatIsTooBig) {
  folder.write("web/big.txt", std::string(9 << 20, 'x'));
  files.emplace(folder.path / "web");
  EXPECT_EQ(get("/big.txt").status, 404);
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(Dashboard, SaysWhereItIsNotInstalled) {
  files.emplace(folder.path / "nothing");
  EXPECT_THAT(get("/").body, HasSubstr("The dashboard is not installed here"));
  EXPECT_EQ(get("/x").status, 404);
}

}  // namespace
}  // namespace pipevane::web
