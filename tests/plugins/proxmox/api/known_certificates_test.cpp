// The file of what is trusted since its first use.
#include "plugins/proxmox/api/known_certificates.h"

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/known_certificates_text.h"
#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace pipevane::proxmox {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOne = Trust::parseFingerprint(std::string(64, 'a'));
const std::string kOther = Trust::parseFingerprint(std::string(64, 'b'));
constexpr std::int64_t kSinceMs = 1'795'922'335'000;  // 2026-11-29T03:18:55Z

Endpoint endpoint(const std::string& text) { return Endpoint::parse(text); }

KnownCertificate certificate(const std::string& fingerprint, const std::string& cluster = "") {
  return {.endpoint = {}, .fingerprint = fingerprint, .since_ms = kSinceMs, .cluster = cluster};
}

KnownCertificates::Decide firstOf(const std::string& fingerprint) {
  return [fingerprint](const std::optional<KnownCertificate>& known) {
    return known.value_or(certificate(fingerprint));
  };
}

std::string errorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

struct KnownCertificatesTest : ::testing::Test {
  web::TemporaryFolder folder;
  fs::path data = folder.path / "deep" / "data";
  KnownCertificates known{data};
  fs::path file = data / KnownCertificates::kFileName;
  fs::path draft = file.string() + ".new";

  std::string kept(const std::string& at) {
    const auto found = known.find(endpoint(at));
    return found ? found->fingerprint : "nothing";
  }
  void write(const std::string& text) {
    fs::create_directories(data);
    std::ofstream(file, std::ios::binary) << text;
  }
};

TEST_F(KnownCertificatesTest, AreNoneBeforeTheFirstOneAndMakeNoFolderToSaySo) {
  EXPECT_FALSE(known.find(endpoint("pve1.lan")));
  EXPECT_FALSE(fs::exists(data));
}

TEST_F(KnownCertificatesTest, AreThereForWhoeverReadsTheFolderNext) {
  known.change(endpoint("pve1.lan"), firstOf(kOne));
  known.change(endpoint("[2001:db8::1]:443"),
               [](const auto&) { return certificate(kOther, "lab"); });
  const KnownCertificates again(data);
  EXPECT_EQ(again.find(endpoint("pve1.lan:8006")),
            (KnownCertificate{"https://pve1.lan:8006", kOne, kSinceMs, ""}));
  EXPECT_EQ(again.find(endpoint("https://[2001:DB8::1]:443/")),
            (KnownCertificate{"https://[2001:db8::1]:443", kOther, kSinceMs, "lab"}));
  EXPECT_FALSE(again.find(endpoint("pve1.lan:443")));
  EXPECT_THAT(web::contentOf(file),
              AllOf(HasSubstr("\nhttps://pve1.lan:8006 " + kOne + " 2026-11-29T03:18:55Z -\n"),
                    HasSubstr(" 2026-11-29T03:18:55Z lab\nend\n")));
}

TEST_F(KnownCertificatesTest, TakeAHostForTheSameInEitherCase) {
  known.change(endpoint("PVE1.lan"), firstOf(kOne));
  EXPECT_EQ(kept("pve1.LAN"), kOne);
}

TEST_F(KnownCertificatesTest, AreForTheirOwnersEyesOnly) {
  known.change(endpoint("pve1.lan"), firstOf(kOne));
  for (const auto& each : fs::directory_iterator(data))
    EXPECT_EQ(each.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << each.path();
}

TEST_F(KnownCertificatesTest, AreWrittenOnlyWhereSomethingIsDifferent) {
  known.change(endpoint("pve1.lan"), firstOf(kOne));
  struct stat before {
  }, after{};
  ASSERT_EQ(::stat(file.c_str(), &before), 0);
  EXPECT_EQ(known.change(endpoint("pve1.lan"), firstOf(kOther)).fingerprint, kOne);
  ASSERT_EQ(::stat(file.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST_F(KnownCertificatesTest, ForgetAtOnceWhatSomebodyTakesOut) {
  known.change(endpoint("pve1.lan"), firstOf(kOne));
  known.change(endpoint("pve2.lan"), firstOf(kOther));
  std::string text = web::contentOf(file);
  const auto at = text.find("https://pve1.lan");
  text.erase(at, text.find('\n', at) + 1 - at);
  write(text);
  EXPECT_FALSE(known.find(endpoint("pve1.lan")));
  EXPECT_EQ(kept("pve2.lan"), kOther);
}

struct Damaged {
  std::string text, said;
};

TEST_F(KnownCertificatesTest, ThatAreDamagedAreRefusedAndLeftAsTheyAre) {
  const std::string title = "# pipevane certificates 1\n";
  const std::string line = "https://pve1.lan:8006 " + kOne + " 2026-11-29T03:18:55Z lab\n";
  std::string lower = line;
  lower[line.find("AA")] = 'a';
  for (const auto& [text, said] :
       {Damaged{"", "line 1: its last line, \"end\", is missing"},
        {title, "line 2: its last line, \"end\", is missing"},
        {title + line, "line 3: its last line, \"end\", is missing"},
        {title + line + "end", "line 3: it breaks off"},
        {title + line.substr(0, 60), "line 2: it breaks off"},
        {line + "end\n", "line 1: it is not \"# pipevane certificates 1\""},
        {"# pipevane certificates 2\nend\n", "line 1: it is of another version than 1"},
        {title + line + "end\n" + line, "line 4: something stands behind the end"},
        {title + line + line + "end\n", "https://pve1.lan:8006 is in it twice"},
        {title + "\nend\n", "line 2: it does not begin with an endpoint"},
        {title + "pve1.lan" + line.substr(21) + "end\n", "line 2: it does not begin with an"},
        {title + "https://PVE1.lan:8006" + line.substr(21) + "end\n", "line 2: it does not begin"},
        {title + lower + "end\n", "line 2: the second word is no SHA-256 fingerprint"},
        {title + "https://pve1.lan:8006 AB:CD 2026-11-29T03:18:55Z lab\nend\n",
         "line 2: the second word"},
        {title + "https://pve1.lan:8006 " + kOne + " 2026-02-30T03:18:55Z lab\nend\n",
         "line 2: the third word is no time"},
        {title + "https://pve1.lan:8006 " + kOne + " yesterday lab\nend\n", "line 2: the third"},
        {title + "https://pve1.lan:8006 " + kOne + " 2026-11-29T03:18:55Z\nend\n",
         "line 2: the fourth word"},
        {title + "https://pve1.lan:8006 " + kOne + " 2026-11-29T03:18:55Z a b\nend\n",
         "line 2: the fourth word"},
        {title + line.substr(0, line.size() - 1) + "\r\nend\n", "line 2: the fourth word"}}) {
    SCOPED_TRACE(text);
    write(text);
    const auto find = [&] { known.find(endpoint("pve2.lan")); };
    const auto change = [&] { known.change(endpoint("pve2.lan"), firstOf(kOther)); };
    for (const std::string& error : {errorOf(find), errorOf(change)})
      EXPECT_THAT(error, AllOf(HasSubstr(file.string()), HasSubstr(said)));
    EXPECT_EQ(web::contentOf(file), text);
  }
}

TEST_F(KnownCertificatesTest, ThatAreTooManyOrTooLargeAreRefused) {
  std::vector<KnownCertificate> many;
  for (std::size_t i = 0; i < kKnownCertificatesMax; ++i) {
    many.push_back(certificate(kOne));
    many.back().endpoint = "https://pve" + std::to_string(i) + ":8006";
  }
  write(textOf(many));
  EXPECT_EQ(kept("pve7"), kOne);
  EXPECT_THAT(errorOf([&] { known.change(endpoint("new"), firstOf(kOne)); }),
              HasSubstr("it has 500 already"));
  many.push_back(certificate(kOne));
  many.back().endpoint = "https://new:8006";
  write(textOf(many));
  EXPECT_THAT(errorOf([&] { known.find(endpoint("new")); }), HasSubstr("there are more than 500"));
  write(std::string(kKnownCertificatesBytesMax + 1, '#'));
  EXPECT_THAT(errorOf([&] { known.find(endpoint("new")); }), HasSubstr("it is larger than 262144"));
}

TEST_F(KnownCertificatesTest, OfTheMostAndTheLongestFitIntoTheFile) {
  std::vector<KnownCertificate> many;
  for (std::size_t i = 0; i < kKnownCertificatesMax; ++i) {
    many.push_back(certificate(kOne, std::string(64, 'c')));
    const std::string number = std::to_string(i);
    many.back().endpoint = "https://" + number + std::string(253 - number.size(), 'x') + ":65535";
  }
  const std::string text = textOf(many);
  EXPECT_LE(text.size(), kKnownCertificatesBytesMax);
  EXPECT_EQ(parseKnownCertificates(text), many);
}

TEST_F(KnownCertificatesTest, AreNotLookedForInWhatIsNoFile) {
  fs::create_directories(data);
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);  // which would wait for a writer
  EXPECT_THAT(errorOf([&] { known.find(endpoint("pve1")); }), HasSubstr("it is no file"));
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_THAT(errorOf([&] { known.find(endpoint("pve1")); }), HasSubstr(file.string()));
}

TEST_F(KnownCertificatesTest, SayWhereTheyCannotBeKept) {
  folder.write("deep", "a file where the folder should be");
  EXPECT_THAT(errorOf([&] { known.change(endpoint("pve1"), firstOf(kOne)); }),
              AllOf(HasSubstr("cannot make the folder \"" + data.string() + "\""),
                    HasSubstr("Not a directory")));
}

TEST_F(KnownCertificatesTest, StayAsTheyWereWhereANewOneCannotBeWritten) {
  known.change(endpoint("pve1"), firstOf(kOne));
  const std::string before = web::contentOf(file);
  fs::create_directories(draft / "in the way");
  EXPECT_THAT(errorOf([&] { known.change(endpoint("pve2"), firstOf(kOne)); }),
              HasSubstr("cannot write \"" + draft.string() + "\""));
  EXPECT_EQ(web::contentOf(file), before);
}

TEST_F(KnownCertificatesTest, PassOverWhatAWriterLeftThatWasKilled) {
  known.change(endpoint("pve1"), firstOf(kOne));
  std::ofstream(draft) << "# pipevane certif";
  known.change(endpoint("pve2"), firstOf(kOther));
  EXPECT_EQ(kept("pve1"), kOne);
  EXPECT_EQ(kept("pve2"), kOther);
  EXPECT_FALSE(fs::exists(draft));
}

// Each with a store of its own, as sources have, and other plugins.
TEST_F(KnownCertificatesTest, OfManySourcesAtOnceAreAllKept) {
  constexpr int kSources = 4, kEach = 8;
  std::vector<std::thread> threads;
  for (int source = 0; source < kSources; ++source)
    threads.emplace_back([this, source] {
      for (int i = 0; i < kEach; ++i)
        KnownCertificates(data).change(
            endpoint("pve" + std::to_string(source) + "-" + std::to_string(i)), firstOf(kOne));
    });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(parseKnownCertificates(web::contentOf(file)).size(), std::size_t{kSources * kEach});
}

TEST_F(KnownCertificatesTest, OfTwoWhoMeetDifferentOnesAtOnceAreOneForBoth) {
  KnownCertificate kept[2];
  std::thread one([&] { kept[0] = known.change(endpoint("pve1"), firstOf(kOne)); });
  std::thread other(
      [&] { kept[1] = KnownCertificates(data).change(endpoint("pve1"), firstOf(kOther)); });
  one.join();
  other.join();
  EXPECT_EQ(kept[0], kept[1]);
  EXPECT_EQ(known.find(endpoint("pve1")), kept[0]);
}

TEST_F(KnownCertificatesTest, OfManyProgramsAtOnceAreAllKept) {
  constexpr int kPrograms = 4, kEach = 5;
  std::vector<pid_t> children;
  for (int program = 0; program < kPrograms; ++program) {
    const pid_t child = ::fork();
    if (child == 0) {
      const std::string error = errorOf([&] {
        for (int i = 0; i < kEach; ++i)
          KnownCertificates(data).change(
              endpoint("pve" + std::to_string(program) + "-" + std::to_string(i)), firstOf(kOne));
      });
      ::_exit(error == "none" ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(parseKnownCertificates(web::contentOf(file)).size(), std::size_t{kPrograms * kEach});
}

TEST(KnownCertificatesText, BringsEveryTimeIntoFourDigitsOfYears) {
  for (const auto& [since_ms, read_ms] :
       {std::pair{std::int64_t{-5'000}, std::int64_t{0}},
        {std::numeric_limits<std::int64_t>::max(), std::int64_t{253'402'300'799'000}}}) {
    KnownCertificate odd = certificate(kOne);
    odd.endpoint = "https://pve1:8006";
    odd.since_ms = since_ms;
    EXPECT_EQ(parseKnownCertificates(textOf({odd})).at(0).since_ms, read_ms);
  }
}

}  // namespace
}  // namespace pipevane::proxmox
